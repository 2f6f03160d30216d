/**
 * From flags, environment and config file to a Config, or to everything that is wrong with them:
 * the face of this room. server.ts calls it with what `process` knows. Pure given its inputs.
 */
import { resolve } from 'node:path';
import { check, problemsOf } from './check.ts';
import { type Config, configOf, storageChoice } from './config.ts';
import { readConfigFile } from './config-file.ts';
import { type Environment, readEnvironment, strayVariables } from './environment.ts';
import { readFlags } from './flags.ts';
import { line } from './given.ts';
import { helpText } from './help.ts';
import { type Picks, pairProblem, pick } from './picks.ts';
import type { ReadText } from './read-text.ts';
import { ruleProblems } from './rules.ts';
import { tlsFindings } from './tls-rules.ts';
import { valuesOf } from './values.ts';

/** Exit code for a configuration that is wrong: EX_CONFIG of BSD's sysexits.h. */
export const EX_CONFIG = 78;

export interface ConfigInputs {
  /** Arguments after node and the script. */
  readonly argv: readonly string[];
  readonly env: Environment;
  /** Absolute; relative paths start from here. */
  readonly cwd: string;
  readonly readText: ReadText;
  /** Whether there is a folder at an absolute path. Must not throw. */
  readonly isFolder: (path: string) => boolean;
  /** Milliseconds since 1970; left out, no certificate has expired. */
  readonly wallClock?: () => number;
}

export type Loaded =
  | {
      readonly kind: 'config';
      readonly config: Config;
      /** One line each, free of secrets. */
      readonly warnings: readonly string[];
      /** --check-config: say that all is well and end. */
      readonly checkOnly: boolean;
    }
  /** One line each, free of secrets, at least one. */
  | { readonly kind: 'problems'; readonly problems: readonly string[] }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' };

/** Flags win over the environment, the environment over the config file, that over the defaults. */
export function loadConfig(inputs: ConfigInputs): Loaded {
  const { argv, env, cwd, readText, isFolder, wallClock = () => 0 } = inputs;
  const flags = readFlags(argv);
  if (flags.help) return { kind: 'help', text: helpText() };
  if (flags.version) return { kind: 'version' };

  const environment = readEnvironment(env, cwd, readText);
  const file = readConfigFile(flags.configPath, cwd, readText);
  const layers = [flags, environment, file].map(check);
  const picks = pick(layers);
  const values = valuesOf(picks);
  const storage = storageChoice(picks, env);

  const readGiven: ReadText = (path) => readText(resolve(cwd, path));
  const tls = tlsFindings(picks, values, readGiven, wallClock());
  const pair = pairProblem(picks, layers);
  const problems = [
    ...layers.flatMap(problemsOf),
    ...(pair === undefined ? [] : [pair]),
    ...ruleProblems(picks, values, storage, (path) => isFolder(resolve(cwd, path))),
    ...tls.problems,
  ];
  if (problems.length > 0) return { kind: 'problems', problems };
  return {
    kind: 'config',
    config: configOf(values, storage === undefined, cwd),
    warnings: [
      ...styleWarning(picks, storage === undefined),
      ...strayVariables(env),
      ...tls.warnings,
    ],
    checkOnly: flags.checkConfig,
  };
}

/** The embedded store is spoken to in its one way, whatever is set. */
function styleWarning(picks: Picks, embedded: boolean): readonly string[] {
  const one = picks.get('force_path_style');
  if (!embedded || one === undefined) return [];
  return [line('force_path_style', one.where, 'has no effect with the embedded store')];
}
