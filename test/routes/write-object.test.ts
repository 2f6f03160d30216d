import { createHash } from 'node:crypto';
import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import type { Meta } from '../../src/object/meta.ts';
import { createDeleteObject, createPutObject } from '../../src/routes/write-object.ts';
import type { StoreOptions } from '../../src/upload/uploads.ts';
import { type Asked, exchangeOf } from '../fixtures/exchange.ts';
import { collect, metaOf } from '../fixtures/origin-double.ts';

const REF = { bucket: 'films', key: 'a b.mp4' };
const REST = 'films/a%20b.mp4';

const setUp = (here?: Meta, failing?: () => Promise<never>) => {
  const log: unknown[] = [];
  const stored: (StoreOptions & { body: string })[] = [];
  const options = {
    origin: {
      async head() {
        if (here === undefined) throw new GatewayError('object_not_found', 'none');
        return here;
      },
    },
    writer: { remove: failing ?? (async (ref: unknown) => void log.push(['remove', ref])) },
    uploads: {
      async store(ref: unknown, body: AsyncIterable<Uint8Array>, how: StoreOptions) {
        const text = (await collect(body)).toString();
        await failing?.();
        log.push(['store', ref]);
        stored.push({ ...how, body: text });
        return { etag: '"new"', size: text.length };
      },
    },
    permit: async (_exchange: unknown, ref: unknown) => void log.push(['permit', ref]),
    forget: (ref: unknown) => void log.push(['forget', ref]),
    buckets: undefined,
    wallClock: () => 0,
  };
  const put = createPutObject(options);
  const remove = createDeleteObject(options);
  return {
    log,
    stored,
    put: async (asked: Asked = {}) => put(exchangeOf({ method: 'PUT', rest: REST, ...asked })),
    remove: async (asked: Asked = {}) =>
      remove(exchangeOf({ method: 'DELETE', rest: REST, ...asked })),
  };
};

t.test('createPutObject() stores what comes, and says whether it is new', async (t) => {
  const fresh = setUp();
  t.strictSame(await fresh.put({ body: 'film', headers: { 'content-type': 'video/x' } }), {
    status: 201,
    headers: { Location: '/objects/films/a%20b.mp4' },
  });
  t.match(fresh.stored, [
    { body: 'film', length: 4, contentType: 'video/x', condition: undefined },
  ]);
  t.strictSame(fresh.log, [
    ['permit', REF],
    ['store', REF],
    ['forget', REF],
  ]);
  const replaced = setUp(metaOf({ size: 9 }));
  t.strictSame(await replaced.put({ body: 'film' }), { status: 204, headers: {} });
  t.equal(replaced.stored[0]?.contentType, 'video/mp4', 'by its name, when nobody says');
  for (const type of ['x', 'text/\u00e9', 'text/plain;\tcharset=utf-8', `a/${'b'.repeat(300)}`]) {
    const odd = setUp();
    await odd.put({ body: 'film', headers: { 'content-type': type } });
    t.equal(odd.stored[0]?.contentType, 'video/mp4', `${type.slice(0, 20)} says nothing`);
  }
});

t.test('createPutObject() tells the tag of what is shown as it is stored', async (t) => {
  const tagOf = async (rest: string, type = '') => {
    const answer = await setUp().put({ rest, body: 'x', headers: { 'content-type': type } });
    return answer.headers.ETag;
  };
  t.equal(await tagOf('films/a.webm'), '"new"');
  t.equal(await tagOf('films/a.MOV'), undefined, 'it may be shown in another order');
  t.equal(await tagOf('films/a', 'video/mp4'), undefined);
});

t.test('createPutObject() holds to preconditions, and hands them on', async (t) => {
  const fresh = setUp();
  await fresh.put({ headers: { 'if-none-match': '*' } });
  t.strictSame(fresh.stored[0]?.condition, { ifNoneMatch: '*' });
  const here = setUp(metaOf({ size: 9, etag: '"v1"' }));
  await here.put({ headers: { 'if-match': '"v1"' } });
  t.strictSame(here.stored[0]?.condition, { ifMatch: '"v1"' });
  for (const headers of [{ 'if-none-match': '*' }, { 'if-match': '"v0"' }]) {
    await t.rejects(here.put({ headers }), { code: 'precondition_failed' });
  }
  t.equal(here.stored.length, 1);
});

t.test('createPutObject() stores only the bytes that were meant', async (t) => {
  const digest = (text: string) => createHash('sha256').update(text).digest('base64');
  const md5 = (text: string) => createHash('md5').update(text).digest('base64');
  const house = setUp();
  const put = (headers: Record<string, string>) => house.put({ body: 'film', headers });
  for (const headers of [
    { 'content-md5': md5('other') },
    { 'content-digest': `sha-256=:${digest('other')}:` },
    { 'repr-digest': `sha-256=:${digest('other')}:`, 'content-md5': md5('film') },
  ]) {
    await t.rejects(put(headers), { code: 'checksum_mismatch' });
  }
  await t.rejects(put({ 'content-md5': 'x' }), { code: 'header_invalid' });
  t.strictSame(house.stored, []);
  await put({ 'content-md5': md5('film'), 'content-digest': `sha-256=:${digest('film')}:` });
  t.match(house.stored, [{ body: 'film' }]);
});

t.test('createPutObject() takes whole objects, as they are', async (t) => {
  const house = setUp();
  for (const [headers, code] of [
    [{ 'content-range': 'bytes 0-1/2' }, 'body_invalid'],
    [{ 'content-encoding': 'gzip' }, 'media_type_unsupported'],
  ] as const) {
    await t.rejects(house.put({ headers }), { code });
  }
  await t.rejects(house.put({ rest: 'films/' }), { code: 'key_missing' });
  t.strictSame(house.stored, []);
  await house.put({ headers: { 'content-encoding': 'Identity' } });
});

t.test(
  'createDeleteObject() deletes what is there, if it is the version that was meant',
  async (t) => {
    const house = setUp(metaOf({ size: 9, etag: '"v1"' }));
    t.strictSame(await house.remove(), { status: 204, headers: {} });
    t.strictSame(house.log, [
      ['permit', REF],
      ['remove', REF],
      ['forget', REF],
    ]);
    const headers = { 'if-match': '"v0"' };
    await t.rejects(house.remove({ headers }), { code: 'precondition_failed' });
    await t.rejects(setUp().remove(), { code: 'object_not_found' });
  },
);

t.test('what was known is forgotten also when the storage did not say yes', async (t) => {
  const lost = async () => {
    throw new GatewayError('origin_timeout', 'late');
  };
  const house = setUp(metaOf({ size: 9 }), lost);
  await t.rejects(house.put({ body: 'film' }), { code: 'origin_timeout' });
  await t.rejects(house.remove(), { code: 'origin_timeout' });
  t.strictSame(
    house.log.filter((entry) => Array.isArray(entry) && entry[0] === 'forget'),
    [
      ['forget', REF],
      ['forget', REF],
    ],
  );
});
