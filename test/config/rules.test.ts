import t from 'tap';
import type { Given } from '../../src/config/given.ts';
import type { OptionKey } from '../../src/config/options.ts';
import { ruleProblems } from '../../src/config/rules.ts';
import { valuesOf } from '../../src/config/values.ts';

type Facts = Partial<Record<OptionKey, unknown>>;
const BROKEN = Symbol('has a problem of its own');

function problems(
  facts: Facts,
  storage?: string,
  isFolder = (_: string) => true,
): readonly string[] {
  const picks = new Map(
    Object.entries(facts).map(([key, value]): [OptionKey, Given] => [
      key as OptionKey,
      value === BROKEN ? { where: 'f', problem: 'x' } : { where: 'f', value },
    ]),
  );
  return ruleProblems(picks, valuesOf(picks), storage, isFolder);
}

const MiB = 1024 ** 2;
const OPEN = 'host (f): "0.0.0.0" can be reached from other machines: set';
const BUCKETS = 'buckets (FIRSTBYTE_BUCKETS) to the buckets that may be served';
const AUTH = 'auth (FIRSTBYTE_AUTH) to the ways in, or to "public" if anyone may watch them';

const TABLE: readonly [Facts, readonly string[]][] = [
  [{}, []],
  [{ chunk_bytes: 8 * MiB }, []],
  [
    { chunk_bytes: 8 * MiB + 1 },
    ['chunk_bytes (f): 8388609 is more than window_bytes (default), which is 8388608'],
  ],
  [
    { window_bytes: MiB - 1 },
    ['chunk_bytes (default): 1048576 is more than window_bytes (f), which is 1048575'],
  ],
  [{ chunk_bytes: 16 * MiB, window_bytes: BROKEN }, []],
  [{ chunk_bytes: BROKEN, window_bytes: MiB / 2 }, []],
  [{ cache_memory_bytes: 0 }, []],
  [{ cache_memory_bytes: 8 * MiB }, []],
  [
    { cache_memory_bytes: 8 * MiB - 1 },
    [
      'cache_memory_bytes (f): expected 0 or at least window_bytes (default), which is 8388608, got 8388607',
    ],
  ],
  [{ cache_memory_bytes: 1, window_bytes: BROKEN }, []],
  [{ host: '127.0.0.9' }, []],
  [{ host: '::1' }, []],
  [{ host: 'localhost' }, []],
  [{ host: '0.0.0.0' }, [`${OPEN} ${BUCKETS} and ${AUTH}, or listen on 127.0.0.1`]],
  [{ host: '0.0.0.0', buckets: ['abc'] }, [`${OPEN} ${AUTH}, or listen on 127.0.0.1`]],
  [{ host: '0.0.0.0', auth: 'public' }, [`${OPEN} ${BUCKETS}, or listen on 127.0.0.1`]],
  [{ host: '0.0.0.0', auth: 'public', buckets: ['abc'] }, []],
  [{ host: '0.0.0.0', auth: BROKEN, buckets: BROKEN }, []],
  [{ host: BROKEN }, []],
];

t.test(
  'ruleProblems() blames each broken rule once, and no option that has a problem',
  async (t) => {
    for (const [facts, lines] of TABLE) t.same(problems(facts), lines, Object.keys(facts).join());
  },
);

t.test('ruleProblems() refuses every address that is not loopback', async (t) => {
  for (const host of ['0.0.0.0', '::', '192.168.0.1', 'example.com', '128.0.0.1', '::2']) {
    t.equal(problems({ host }).length, 1, host);
  }
});

t.test('ruleProblems() wants media_dir only with the embedded store', async (t) => {
  t.same(problems({ media_dir: 'x' }), []);
  t.same(problems({}, 'AWS_PROFILE'), []);
  t.same(problems({ media_dir: 'x' }, 'endpoint_url (config.json)'), [
    'media_dir (f): only the embedded store reads a folder, and endpoint_url (config.json) chooses another storage; leave one of them out',
  ]);
});

t.test('ruleProblems() wants media_dir to be there', async (t) => {
  const only = (path: string) => path === 'films';
  t.same(problems({ media_dir: 'films' }, undefined, only), []);
  t.same(problems({ media_dir: 'flims' }, undefined, only), [
    'media_dir (f): there is no folder "flims"',
  ]);
  t.same(problems({ media_dir: '~/films' }, undefined, only), [
    'media_dir (f): there is no folder "~/films"; "~" means the home folder to shells only',
  ]);
  t.same(problems({ media_dir: BROKEN }, undefined, only), [], 'blamed once');
  t.same(
    problems({}, undefined, () => false),
    [],
    'the sample is ours',
  );
  t.equal(problems({ media_dir: 'flims' }, 'AWS_PROFILE', only).length, 1);
});

t.test('ruleProblems() reports all broken rules together', async (t) => {
  const facts = { host: '::', chunk_bytes: 9 * MiB, cache_memory_bytes: 1, media_dir: 'x' };
  t.equal(problems(facts, 'AWS_PROFILE').length, 4);
});
