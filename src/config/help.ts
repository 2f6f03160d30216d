/** The text of --help, from the declarations: flags first, then every option. Pure. */
import { defaultOf, envNames, type Option } from './option.ts';
import { allOptions } from './options.ts';

const FLAGS: readonly (readonly [string, string])[] = [
  ['--config FILE', 'Read this config file instead of config.json in the working directory'],
  ['--host H', 'As the option host'],
  ['--port P', 'As the option port'],
  ['--check-config', 'Check the configuration, say what is wrong with it, and end'],
  ['--help', 'Show this text and end'],
  ['--version', 'Show the version and end'],
];

/** Ends with a line feed. */
export function helpText(): string {
  return [
    'firstbyte: a video gateway between HTML5 players and S3-compatible storage',
    '',
    'Usage: firstbyte [flags]',
    '',
    ...FLAGS.map(([flag, help]) => `  ${flag.padEnd(16)}${help}`),
    '',
    'Options, as key of the config file and as name in the environment. Flags win over the',
    'environment, the environment over the config file, the config file over the defaults.',
    '',
    ...allOptions().flatMap(([key, option]) => [...paragraph(key, option), '']),
  ].join('\n');
}

function paragraph(key: string, option: Option): string[] {
  return [
    `  ${key}  ${envNames(option).join(', ')}`,
    `      ${option.help}`,
    `      ${option.kind.bounds}`,
    `      default: ${defaultOf(option)}`,
  ];
}
