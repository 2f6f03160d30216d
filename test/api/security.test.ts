import t from 'tap';
import {
  ANYONE,
  LIST,
  openWays,
  parametersOf,
  READ,
  SCHEMES,
  type Way,
  WRITE,
} from '../../src/api/security.ts';

const ALL: ReadonlySet<string> = new Set(Object.keys(SCHEMES));

t.test('openWays() leaves what is open, and that some buckets may be', async (t) => {
  t.strictSame(openWays(READ, ALL), READ);
  t.strictSame(openWays(READ, new Set(['basic'])), [{ basic: [] }, {}]);
  t.strictSame(openWays(READ, new Set()), [{}]);
  t.strictSame(openWays(WRITE, new Set()), []);
});

t.test('parametersOf() tells what a signed link takes beside its token', async (t) => {
  const names = (way: Parameters<typeof parametersOf>[0]) =>
    parametersOf(way).map(({ name }) => name);
  const link = ['expires', 'kid', 'scope', 'bound'];
  t.strictSame(names(READ), [...link, 'cookie'], 'reading can be exchanged for a cookie');
  t.strictSame(names(LIST), link);
  t.strictSame(names(openWays(READ, new Set<Way>(['basic']))), []);
  t.strictSame(names(ANYONE), []);
});
