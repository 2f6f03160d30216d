import t from 'tap';
import { cacheControl } from '../../src/routes/cache-control.ts';

const base = {
  ...{ configured: undefined, origin: undefined, ttlMs: 10_000 },
  ...{ isPublic: false, givesCookie: false },
};

t.test('cacheControl() takes the configured value as it is', async (t) => {
  const configured = 'public, s-maxage=60';
  for (const isPublic of [true, false]) {
    for (const origin of [undefined, 'no-store', 'max-age=5']) {
      t.equal(cacheControl({ ...base, configured, origin, isPublic }), configured);
    }
  }
});

t.test('cacheControl() lets no cache that others share keep a cookie', async (t) => {
  const given = { ...base, configured: 'public, s-maxage=60', givesCookie: true };
  t.equal(cacheControl(given), 'private, max-age=10, must-revalidate');
  t.equal(cacheControl({ ...given, origin: 'public, max-age=5' }), 'private, max-age=5');
});

t.test('cacheControl() keeps nothing that the origin wants not stored', async (t) => {
  for (const origin of [
    'no-store',
    'NO-STORE',
    'max-age=60, no-store',
    'no-cache,no-store,must-revalidate',
    'private="a,b", no-store',
    'no-store=1',
    'x="unclosed, no-store',
  ]) {
    for (const isPublic of [true, false]) {
      t.equal(cacheControl({ ...base, origin, isPublic }), 'no-store', origin);
    }
  }
  const quoted = 'private="no-store"';
  t.equal(
    cacheControl({ ...base, origin: quoted, isPublic: true }),
    quoted,
    'a field of that name',
  );
});

t.test('cacheControl() gives what is public to every cache', async (t) => {
  const told = (origin: string | undefined, ttlMs = 10_000) =>
    cacheControl({ ...base, origin, isPublic: true, ttlMs });
  t.equal(told(undefined), 'public, max-age=10, must-revalidate');
  t.equal(told(undefined, 1999), 'public, max-age=1, must-revalidate', 'never longer than ours');
  t.equal(told(undefined, 999), 'public, max-age=0, must-revalidate');
  t.equal(told(undefined, 0), 'public, max-age=0, must-revalidate');
  for (const own of ['max-age=31536000, immutable', 'private', 's-maxage=5', 'nonsense']) {
    t.equal(told(own), own, 'the own word of the origin');
  }
});

t.test('cacheControl() gives the rest to no cache that others share', async (t) => {
  const ours = 'private, max-age=10, must-revalidate';
  for (const [origin, expected] of [
    [undefined, ours],
    ['public', ours],
    ['s-maxage=600', ours],
    ['nonsense', ours],
    ['stale-while-revalidate=60, stale-if-error=60', ours],
    ['must-revalidate', ours],
    ['max-age=60', 'private, max-age=60'],
    ['public, max-age=60, s-maxage=600', 'private, max-age=60'],
    ['PUBLIC,MAX-AGE=60', 'private, max-age=60'],
    ['private="set-cookie, x", max-age=60', 'private, max-age=60'],
    ['max-age="60"', 'private, max-age=60'],
    ['max-age = 60', 'private, max-age=60'],
    ['max-age=60, max-age=5', 'private, max-age=60'],
    ['max-age=99999999999', 'private, max-age=2147483648'],
    ['max-age=-1', 'private, max-age=0'],
    ['max-age=soon', 'private, max-age=0'],
    ['max-age', 'private, max-age=0'],
    ['x="max-age=60"', ours],
    ['no-cache', 'private, max-age=10, must-revalidate, no-cache'],
    ['immutable, public, max-age=60, no-transform', 'private, max-age=60, no-transform, immutable'],
  ] as const) {
    t.equal(cacheControl({ ...base, origin }), expected, origin ?? 'nothing');
  }
});
