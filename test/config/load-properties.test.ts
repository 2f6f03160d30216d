/** loadConfig() over anything at all: arbitrary flags, environments and files. */
import fc from 'fast-check';
import t from 'tap';
import { loadConfig } from '../../src/config/load.ts';
import { envNames } from '../../src/config/option.ts';
import { allOptions } from '../../src/config/options.ts';
import { readerOf } from '../fixtures/load-with.ts';

const RUNS = { numRuns: 20_000 };
/** Occurs in every secret below and nowhere else. */
const HUSH = 'hU5h';
const KEYS = allOptions().map(([key]) => key);

interface Inputs {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Content of the config file. */
  readonly text: string;
  readonly secretFile: string;
}

const hush = fc
  .constantFrom('', ' ', '\n', '/', 'a', '"', 'ä')
  .chain((extra) => fc.constantFrom(`${HUSH}${extra}`, `${extra}${HUSH}`, `a${extra}${HUSH}b`));
const word = fc.oneof(
  fc.constantFrom('', '0', '-1', '80', '80a', '65536', 'true', 'abc', 'abc,abc', '*', 'public'),
  fc.constantFrom('0.0.0.0', '::1', 'http://a', 'https://a/?b', 'auto', 'info', 'x.json', '/s'),
  fc.string({ unit: 'binary' }),
);
const jsonValue = fc.oneof(word, fc.jsonValue(), fc.integer(), fc.array(word));

/** A dictionary of `names` and of others; those in `secrets` hold nothing but secrets. */
function record<T>(
  names: readonly string[],
  secrets: readonly string[],
  value: fc.Arbitrary<T>,
): fc.Arbitrary<Record<string, T | string>> {
  const open = fc.dictionary(
    fc.oneof(fc.constantFrom(...names.filter((name) => !secrets.includes(name))), fc.string()),
    value,
    { maxKeys: 8 },
  );
  const closed = fc.dictionary(fc.constantFrom(...secrets), fc.oneof(hush, fc.constant('')));
  return fc.tuple(open, closed).map(([a, b]) => ({ ...a, ...b }));
}

const SECRET_ENV = allOptions().flatMap(([, o]) => (o.secret || o.hidden ? envNames(o) : []));
const SECRET_KEYS = allOptions().flatMap(([key, o]) => (o.secret || o.hidden ? [key] : []));
const env = record(
  [...allOptions().flatMap(([, o]) => envNames(o)), 'AWS_PROFILE'],
  SECRET_ENV,
  word,
);
const file = record(KEYS, SECRET_KEYS, jsonValue).map((content) =>
  JSON.stringify(content, null, 1),
);
const text = fc.oneof(
  file,
  fc.tuple(file, fc.nat()).map(([json, cut]) => json.slice(0, cut % (json.length + 1))),
  file.map((json) => json.replaceAll('"', "'")),
  fc.json(),
  fc.string(),
);
/** Secrets stand where no flag is that could want them. */
const stray = fc.oneof(
  hush.map((secret) => [`--secret_key=${secret}`]),
  hush.map((secret) => ['--secret-key', secret]),
  hush.filter((secret) => !secret.startsWith('-')).map((secret) => [secret]),
);
const flag = fc.oneof(
  fc.constantFrom('--check-config', '--config=x.json', '--prot', '-x').map((name) => [name]),
  fc.tuple(fc.constantFrom('--port', '--host', '--config'), word),
  fc.tuple(fc.constantFrom('--port', '--host', '-y'), word).map((pair) => [pair.join('=')]),
  word.map((one) => [one]),
);
const argv = fc
  .tuple(fc.array(stray, { maxLength: 1 }), fc.array(flag, { maxLength: 3 }))
  .map((parts) => parts.flat(2));
const wild = fc.record({ argv, env, text, secretFile: hush });
/** Mostly in order, so that warnings are said too. */
const mild = fc.record({
  argv: fc.constantFrom([], ['--port=0'], ['--check-config']),
  env: fc.record(
    {
      AWS_ACCESS_KEY_ID: fc.constant(`${HUSH}a`),
      AWS_SECRET_ACCESS_KEY: fc.constant(`${HUSH}b`),
      AWS_SESSION_TOKEN_FILE: fc.constantFrom('', HUSH),
      AWS_REGION: fc.constantFrom('', 'auto'),
      FIRSTBYTE_UPLOADS: fc.constantFrom('', 'yes', 'no'),
      FIRSTBYTE_OBJECT_TTL_MS: fc.nat(86_400_000).map(String),
      FIRSTBYTE_BUCKET: hush,
    },
    { requiredKeys: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] },
  ),
  text: fc.constantFrom('{}', '{"cache_memory_bytes": 0}', '{"buckets": ["abc"]}'),
  secretFile: fc.constant(`${HUSH}c`),
});
const inputs: fc.Arbitrary<Inputs> = fc.oneof(wild, mild);

function load(given: Inputs) {
  const files = { '/w/config.json': given.text, '/w/x.json': given.text };
  // Any FOO_FILE names a path that holds the secret; half of them are there.
  const read = (path: string) =>
    path.includes(HUSH) && path.length % 2 === 0 ? given.secretFile : readerOf(files)(path);
  return loadConfig({
    argv: given.argv,
    env: given.env,
    cwd: '/w',
    readText: read,
    isFolder: () => true,
  });
}

t.test('loadConfig() never throws, names a key in every problem, and keeps secrets', async (t) => {
  const kinds = new Map<string, number>();
  fc.assert(
    fc.property(inputs, (given) => {
      const loaded = load(given);
      kinds.set(loaded.kind, (kinds.get(loaded.kind) ?? 0) + 1);
      const lines = loaded.kind === 'problems' ? loaded.problems : [];
      const warnings = loaded.kind === 'config' ? loaded.warnings : [];
      if (loaded.kind === 'problems' && lines.length === 0) throw new Error('no problem said');
      for (const said of [...lines, ...warnings]) {
        if (!namesKey(said)) throw new Error(`no key: ${said}`);
        if (said.includes(HUSH)) throw new Error(`a secret: ${said}`);
        if (/[\p{Cc}\u2028\u2029]/u.test(said)) throw new Error(`not a line: ${said}`);
      }
    }),
    RUNS,
  );
  t.ok((kinds.get('config') ?? 0) > 1000, `enough good ones: ${kinds.get('config')}`);
  t.ok((kinds.get('problems') ?? 0) > 1000, `enough bad ones: ${kinds.get('problems')}`);
});

/** `key (place): sentence`, where key is an option, or the flag, argument or key that is unknown. */
function namesKey(said: string): boolean {
  const [, key = '', place, sentence = ''] =
    /^("(?:[^"\\]|\\.)*"|.+?) \(("(?:[^"\\]|\\.)*"|.+?)\): (.+)$/.exec(said) ?? [];
  if (place === 'command line') return true;
  return (
    KEYS.includes(key as never) || key === 'config' || /^(unknown key|is no option)/.test(sentence)
  );
}

t.test(
  'loadConfig() agrees with an independent reading of one option from four places',
  async () => {
    const given = fc.option(fc.integer({ min: -10, max: 65545 }), { nil: undefined });
    fc.assert(
      fc.property(given, given, given, given, (flag, own, usual, inFile) => {
        const loaded = loadConfig({
          argv: flag === undefined ? [] : ['--port', String(flag)],
          env: { FIRSTBYTE_PORT: own?.toString(), PORT: usual?.toString() },
          cwd: '/w',
          readText: readerOf({ '/w/config.json': JSON.stringify({ port: inFile }) }),
          isFolder: () => false,
        });
        const wrong = [flag, own ?? usual, inFile].filter(
          (port) => port !== undefined && (port < 0 || port > 65535),
        );
        if (loaded.kind === 'problems') return loaded.problems.length === wrong.length;
        const port = flag ?? own ?? usual ?? inFile ?? 8080;
        return wrong.length === 0 && loaded.kind === 'config' && loaded.config.port === port;
      }),
      RUNS,
    );
  },
);
