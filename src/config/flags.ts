/**
 * The command line: argv to a layer of options, the path after --config, and the orders
 * --check-config, --help and --version. The first and highest source. Pure.
 */
import { type Given, type Layer, line } from './given.ts';
import { suggestion } from './nearest.ts';
import { allOptions, type OptionKey } from './options.ts';

export interface Flags extends Layer {
  /** As given, not resolved. */
  readonly configPath: string | undefined;
  readonly checkConfig: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

const ORDERS: readonly string[] = ['--check-config', '--help', '--version'];

/**
 * Reads argv without node and script. What belongs to no known flag is never repeated in a
 * problem: it may be a secret meant for a flag that there is not.
 */
export function readFlags(argv: readonly string[]): Flags {
  const valued = ['--config', ...allOptions().flatMap(([, { flag }]) => (flag ? [flag] : []))];
  const values = new Map<string, string>();
  const orders = new Set<string>();
  const problems: string[] = [];

  for (let index = 0; index < argv.length; index++) {
    const { name, inline } = split(argv[index] ?? '');
    const problem = (sentence: string) => problems.push(line(name, 'command line', sentence));

    if (ORDERS.includes(name)) {
      if (inline !== undefined) problem('takes no value');
      orders.add(name);
    } else if (name.startsWith('-')) {
      const value = inline ?? (isValue(argv[index + 1]) ? argv[++index] : undefined);
      if (!valued.includes(name)) problem(`unknown flag${hint(name, [...valued, ...ORDERS])}`);
      else if (value === undefined || value === '') problem('needs a value');
      else if (values.has(name)) problem('is given more than once');
      else values.set(name, value);
    } else {
      const place = `argument ${index + 1}`;
      problems.push(line(place, 'command line', 'is not a flag; --help lists the flags'));
    }
  }
  return {
    given: toGiven(values),
    problems,
    configPath: values.get('--config'),
    checkConfig: orders.has('--check-config'),
    help: orders.has('--help'),
    version: orders.has('--version'),
  };
}

function split(argument: string): { name: string; inline: string | undefined } {
  const equals = argument.indexOf('=');
  if (equals === -1) return { name: argument, inline: undefined };
  return { name: argument.slice(0, equals), inline: argument.slice(equals + 1) };
}

/** Whether `next` can be the value of the flag before it: `-1` can, `--x` is a flag itself. */
function isValue(next: string | undefined): boolean {
  return next !== undefined && !next.startsWith('--');
}

function hint(name: string, known: readonly string[]): string {
  return suggestion(name, known) || '; --help lists the flags';
}

function toGiven(values: ReadonlyMap<string, string>): ReadonlyMap<OptionKey, Given> {
  const given = new Map<OptionKey, Given>();
  for (const [key, { flag, kind }] of allOptions()) {
    const value = flag && values.get(flag);
    if (flag && value !== undefined) given.set(key, { where: flag, value: kind.fromText(value) });
  }
  return given;
}
