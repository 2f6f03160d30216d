/** Options of the runner: from the words of the command line, all checked, or a sentence. Pure. */
import { parseArgs } from 'node:util';

/** Something that runs already and reads the shaped origin. */
export interface TargetOption {
  readonly name: string;
  /** URL with `{key}` and maybe `{bucket}` in it. */
  readonly template: string;
  readonly pid: number | undefined;
}

export interface Options {
  /** Empty: all. */
  readonly names: readonly string[];
  readonly help: boolean;
  readonly list: boolean;
  readonly short: boolean;
  readonly peers: boolean;
  readonly profile: boolean;
  readonly results: boolean;
  readonly samples: number | undefined;
  readonly originPort: number | undefined;
  readonly json: string | undefined;
  /** None: measure. */
  readonly from: readonly string[];
  readonly targets: readonly TargetOption[];
}

const FLAGS = {
  help: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  short: { type: 'boolean', default: false },
  peers: { type: 'boolean', default: false },
  profile: { type: 'boolean', default: false },
  results: { type: 'boolean', default: false },
  samples: { type: 'string' },
  'origin-port': { type: 'string' },
  json: { type: 'string' },
  from: { type: 'string', multiple: true, default: [] as string[] },
  target: { type: 'string', multiple: true, default: [] as string[] },
} as const;

/**
 * @param peers names that are taken
 * @throws Error whose message says what is wrong with them
 */
export function parseOptions(words: readonly string[], peers: readonly string[]): Options {
  const { values, positionals } = parse(words);
  const targets = values.target.map(parseTarget);
  const options: Options = {
    ...values,
    names: positionals,
    samples: wholeNumber('--samples', values.samples, 999_999),
    originPort: wholeNumber('--origin-port', values['origin-port'], 65_535),
    json: values.json,
    from: values.from,
    targets,
  };
  const problem = contradictionOf(options, ['direct', 'gateway', ...peers]);
  if (problem !== undefined) throw new Error(problem);
  return options;
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], allowPositionals: true, options: FLAGS });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw new Error(message);
    const [, flag] = /'([^']+)'/.exec(message) ?? [];
    throw new Error(`there is no option ${flag}; --help names them`);
  }
}

function wholeNumber(flag: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^[1-9]\d*$/.test(text) && value <= most) return value;
  throw new Error(`${flag} wants a number from 1 to ${most}, not "${text}"`);
}

/** `name=URL` or `name=URL,pid=N`. */
export function parseTarget(text: string): TargetOption {
  const [, name, template, pid] = /^([^=]*)=(.*?)(?:,pid=(\d+))?$/.exec(text) ?? [];
  if (name === undefined || template === undefined) {
    throw new Error(`--target wants name=URL, not "${text}"`);
  }
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name)) {
    throw new Error(
      `--target ${name}: a name is a bucket's, 3 to 63 lower-case letters, digits and inner hyphens`,
    );
  }
  if (!template.includes('{key}')) throw new Error(`--target ${name}: its URL has no {key}`);
  if (!/^http:\/\/./.test(template) || !URL.canParse(template)) {
    throw new Error(`--target ${name}: "${template}" is no http URL`);
  }
  return { name, template, pid: pid === undefined ? undefined : Number(pid) };
}

function contradictionOf(options: Options, taken: readonly string[]): string | undefined {
  const { names, targets, originPort, results, from, short } = options;
  const all = [...taken, ...targets.map(({ name }) => name)];
  const twice = all.find((name, index) => all.indexOf(name) !== index);
  if (twice !== undefined) return `there are two targets ${twice}`;
  if (targets.length > 0 && originPort === undefined) {
    return '--target needs --origin-port, the port of the origin that it reads';
  }
  if (results && (names.length > 0 || short)) return '--results measures all workloads, whole';
  if (from.length > 0 && !results) return '--from is for --results';
  return undefined;
}
