import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { Handler } from '../../src/http/exchange.ts';
import { UNCOUNTED } from '../../src/object/tally.ts';
import { createObjectPaths, createWatch } from '../../src/routes/watch.ts';
import { noLimit, openDoors } from '../fixtures/doors.ts';
import { createEngine } from '../fixtures/engine.ts';
import { type Asked, exchangeOf } from '../fixtures/exchange.ts';

const setUp = (buckets: readonly string[] | undefined) => {
  // Nothing is trusted for long here: every request shows which object it asks for.
  const { double: origin, objects: room } = createEngine({ meta: { size: 10 }, ttlMs: 0 });
  const doors = {
    auth: openDoors,
    limit: noLimit,
    tally: UNCOUNTED,
    playerWords: () => {},
    cacheControl: () => 'no-cache',
  };
  const options = {
    ...doors,
    ...{ shown: room, stored: room, buckets, now: () => 0, wallClock: () => 0 },
  };
  /** Which object was asked of the origin. */
  const named = async (handler: Handler, asked: Asked) => {
    const exchange = exchangeOf({ method: 'HEAD', ...asked });
    const answer = await handler(exchange);
    assert.equal(answer.status, 200);
    const ref = origin.heads.at(-1);
    assert.deepEqual(exchange.about, { ...ref, span: '[0, 10)' });
    return ref && [ref.bucket, ref.key];
  };
  const watch = createWatch(options);
  const objects = createObjectPaths(options);
  return {
    origin,
    watch: async (query: string) => named(watch, { query }),
    objects: async (rest: string) => named(objects, { rest }),
  };
};

t.test('createWatch() takes the object from the query', async (t) => {
  const { watch } = setUp(['films', 'other']);
  t.strictSame(await watch('v=a.mp4&bucket=films'), ['films', 'a.mp4']);
  t.strictSame(await watch('bucket=other&v=x%2Fa+b%2B.mp4'), ['other', 'x/a b+.mp4']);
  t.strictSame(await watch('v=..%2F%2e%2e/x&bucket=films'), ['films', '../../x'], 'as stored');
});

t.test('createWatch() takes the only bucket when none is named', async (t) => {
  t.strictSame(await setUp(['films']).watch('v=a.mp4'), ['films', 'a.mp4']);
  await t.rejects(setUp(['films', 'other']).watch('v=a.mp4'), { code: 'bucket_missing' });
  await t.rejects(setUp(undefined).watch('v=a.mp4'), { code: 'bucket_missing' });
});

t.test('createWatch() refuses what names no object of ours', async (t) => {
  const { watch, origin } = setUp(['films']);
  for (const [query, code, status] of [
    ['', 'key_missing', 400],
    ['v=', 'key_missing', 400],
    ['v=a&v=b', 'parameter_invalid', 400],
    ['v=%ff', 'parameter_invalid', 400],
    ['v=%00', 'key_invalid', 400],
    [`v=${'a'.repeat(1025)}`, 'key_invalid', 400],
    ['v=a&bucket=secret', 'bucket_not_allowed', 403],
    ['v=a&bucket=..', 'bucket_invalid', 400],
  ] as const) {
    await t.rejects(watch(query), { code, status }, query.slice(0, 20));
  }
  t.equal(origin.heads.length + origin.reads.length, 0, 'nobody was asked');
});

t.test('createObjectPaths() takes the object from the path, decoded once', async (t) => {
  const { objects } = setUp(['films']);
  for (const [rest, key] of [
    ['films/a.mp4', 'a.mp4'],
    ['films/x/y/a.mp4', 'x/y/a.mp4'],
    ['films//a.mp4', '/a.mp4'],
    ['films/x//y/', 'x//y/'],
    ['films/../x', '../x'],
    ['films/a%20b.mp4', 'a b.mp4'],
    ['films/a+b.mp4', 'a+b.mp4'],
    ['films/a%2Fb', 'a/b'],
    ['films/a%252Fb', 'a%2Fb'],
    ['films/%F0%9F%8E%AC', '\ud83c\udfac'],
    ['fil%6Ds/a', 'a'],
  ] as const) {
    t.strictSame(await objects(rest), ['films', key], rest);
  }
});

t.test('createObjectPaths() refuses what names no object of ours', async (t) => {
  const { objects, origin } = setUp(['films']);
  for (const [rest, code] of [
    ['films', 'key_missing'],
    ['films/', 'key_missing'],
    ['films/%', 'key_invalid'],
    ['films/%ff', 'key_invalid'],
    ['films/a%00b', 'key_invalid'],
    [`films/${'%C3%A9'.repeat(513)}`, 'key_invalid'],
    ['secret/a', 'bucket_not_allowed'],
    ['fi%ms/a', 'bucket_invalid'],
    ['%2e%2e/a', 'bucket_invalid'],
  ] as const) {
    await t.rejects(objects(rest), { code }, rest.slice(0, 20));
  }
  t.equal(origin.heads.length + origin.reads.length, 0);
});

t.test('createWatch() and createObjectPaths() show the stored object when asked', async (t) => {
  const shown = createEngine({ meta: { size: 10 } });
  const stored = createEngine({ meta: { size: 20 } });
  const options = {
    ...{ shown: shown.objects, stored: stored.objects, buckets: ['films'] },
    ...{
      now: () => 0,
      wallClock: () => 0,
      auth: openDoors,
      limit: noLimit,
      tally: UNCOUNTED,
      playerWords: () => {},
      cacheControl: () => 'no-cache',
    },
  };
  const watch = createWatch(options);
  const objects = createObjectPaths(options);
  const ask = (query: string) => ({
    byQuery: async () => watch(exchangeOf({ method: 'HEAD', query: `v=a.mp4${query}` })),
    byPath: async () => objects(exchangeOf({ method: 'HEAD', rest: 'films/a.mp4', query })),
  });
  for (const [query, length] of [
    ['', 10],
    ['&view=original', 20],
  ] as const) {
    const { byQuery, byPath } = ask(query);
    t.equal((await byQuery()).body?.length, length);
    t.equal((await byPath()).body?.length, length);
  }
  for (const query of ['&view=', '&view=Original', '&view=fast']) {
    await t.rejects(ask(query).byQuery(), { code: 'parameter_invalid' });
    await t.rejects(ask(query).byPath(), { code: 'parameter_invalid' });
  }
});

t.test(
  'createWatch() and createObjectPaths() find every key as it is stored (property)',
  async () => {
    const keys = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 30 })
      .filter((key) => !key.includes('\0'));
    const { watch, objects, origin } = setUp(['films']);
    await fc.assert(
      fc.asyncProperty(keys, async (key) => {
        const encoded = encodeURIComponent(key);
        assert.deepEqual(await watch(`v=${encoded}`), ['films', key]);
        assert.deepEqual(await objects(`films/${encoded.replaceAll('%2F', '/')}`), ['films', key]);
        origin.heads.length = 0;
      }),
      { numRuns: 10_000 },
    );
  },
);
