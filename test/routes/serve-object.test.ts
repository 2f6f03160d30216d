import t from 'tap';
import type { Permit } from '../../src/auth/auth.ts';
import { GatewayError } from '../../src/errors.ts';
import { BLOCK_BYTES } from '../../src/object/block.ts';
import type { Meta } from '../../src/object/meta.ts';
import { UNCOUNTED } from '../../src/object/tally.ts';
import { type ServeOptions, serveObject } from '../../src/routes/serve-object.ts';
import { ANYONE } from '../fixtures/doors.ts';
import { createEngine, type EngineOptions, REF, settle } from '../fixtures/engine.ts';
import { type Asked, bodyOf, exchangeOf, jsonOf, streamOf } from '../fixtures/exchange.ts';
import { parseMultipart } from '../fixtures/multipart-parser.ts';
import { bytesOf, metaOf } from '../fixtures/origin-double.ts';
import { watchRejections } from '../fixtures/rejections.ts';
import { gate } from '../fixtures/server.ts';

watchRejections(t);

const B = BLOCK_BYTES;
const SIZE = 100;
const TTL = 10_000;
const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT';

const setUp = (meta: Partial<Meta> = {}, key = REF.key, engineOptions: EngineOptions = {}) => {
  const engine = createEngine({
    ...engineOptions,
    meta: { size: SIZE, ...meta },
    pieceBytes: engineOptions.pieceBytes ?? 5,
    ttlMs: TTL,
  });
  const { double: origin, objects, clock, cache } = engine;
  const options: ServeOptions = {
    objects,
    tally: UNCOUNTED,
    now: () => clock.ms,
    wallClock: () => Date.UTC(2026, 10, 22),
    cacheControl: (bucket, { cacheControl }, { isPublic }) =>
      `${cacheControl ?? bucket}, ${isPublic ? 'public' : 'private'}`,
  };
  const ask = async (asked: Asked | Record<string, string> = {}, permit: Permit = ANYONE) => {
    const exchange = exchangeOf(
      'method' in asked || 'headers' in asked || 'signal' in asked
        ? (asked as Asked)
        : { headers: asked as Record<string, string> },
    );
    const answer = await serveObject(options, exchange, { ...REF, key }, permit);
    return { answer, about: exchange.about };
  };
  /** Asks, reads all of the body, and tells what was said of where it came from. */
  const said = async (asked: Asked | Record<string, string> = {}) => {
    const { answer } = await ask(asked);
    if (!('method' in asked)) await bodyOf(answer);
    await settle();
    const { cacheStatus, cache: word, originMs } = answer.provenance ?? {};
    return [cacheStatus, word, originMs !== undefined];
  };
  return { origin, clock, cache, ask, said };
};

t.test('serveObject() answers the whole object without Range', async (t) => {
  const { origin, ask } = setUp();
  const { answer, about } = await ask();
  t.equal(answer.status, 200);
  t.equal(answer.headers['Accept-Ranges'], 'bytes');
  t.equal(answer.body?.length, SIZE);
  t.notOk('Content-Range' in answer.headers);
  t.strictSame(await bodyOf(answer), bytesOf({ start: 0, end: SIZE }));
  t.strictSame(about, { span: '[0, 100)' });
  await settle();
  t.equal(origin.held(), 0);
});

t.test('serveObject() answers one range with exactly those bytes', async (t) => {
  for (const [range, start, end] of [
    ['bytes=0-0', 0, 1],
    ['bytes=10-19', 10, 20],
    ['bytes=25-75', 25, 76],
    ['bytes=40-', 40, 100],
    ['bytes=0-', 0, 100],
    ['bytes=0-99', 0, 100],
    ['bytes=90-500', 90, 100],
    ['bytes=-10', 90, 100],
    ['bytes=-500', 0, 100],
    ['bytes=0-4,5-9', 0, 10],
    ['bytes=5-9,0-4', 0, 10],
    ['bytes=10-19,500-', 10, 20],
  ] as const) {
    const { origin, ask } = setUp();
    const { answer, about } = await ask({ range });
    t.equal(answer.status, 206, range);
    t.equal(answer.headers['Content-Range'], `bytes ${start}-${end - 1}/${SIZE}`, range);
    t.equal(answer.headers['Accept-Ranges'], 'bytes');
    t.equal(answer.body?.length, end - start, range);
    t.strictSame(await bodyOf(answer), bytesOf({ start, end }), range);
    t.equal(about.span, `[${start}, ${end})`, range);
    await settle();
    t.equal(origin.held(), 0, range);
  }
});

t.test('serveObject() asks the origin once, and not for meta first', async (t) => {
  for (const range of [
    '',
    'bytes=0-',
    'bytes=10-19',
    'bytes=70-',
    'bytes=-10',
    'bytes=-500',
    'x=1',
  ]) {
    const { origin, ask } = setUp();
    const { answer } = await ask(range === '' ? {} : { range });
    t.equal(origin.reads.length, 1, `${range}: one read before the first byte`);
    t.equal(origin.heads.length, 0, range);
    await bodyOf(answer);
    t.equal(origin.heads.length, 0, range);
  }
  const { origin, ask } = setUp();
  await ask({ range: 'bytes=0-9,20-29' });
  t.equal(origin.reads.length, 1, 'several ranges');
});

t.test('serveObject() finds no byte outside the object', async (t) => {
  for (const range of ['bytes=100-', 'bytes=100-200', 'bytes=5000-', 'bytes=-0', 'bytes=200-,-0']) {
    const { origin, ask } = setUp();
    const { answer } = await ask({ range });
    t.equal(answer.status, 416, range);
    t.equal(answer.headers['Content-Range'], 'bytes */100', range);
    t.match(await jsonOf(answer), {
      code: 'range_not_satisfiable',
      status: 416,
      requestId: 'id-1',
    });
    await settle();
    t.equal(origin.held(), 0, range);
  }
});

t.test('serveObject() ignores Range that it cannot honour', async (t) => {
  for (const range of ['items=0-9', 'bytes=9-0', 'bytes=x', 'bytes=50-59,0-9']) {
    const { origin, ask } = setUp();
    const { answer } = await ask({ range });
    t.equal(answer.status, 200, range);
    t.strictSame(await bodyOf(answer), bytesOf({ start: 0, end: SIZE }), range);
    await settle();
    t.equal(origin.held(), 0, range);
  }
});

t.test('serveObject() answers several ranges as multipart/byteranges', async (t) => {
  const { origin, ask } = setUp();
  const { answer, about } = await ask({ range: 'bytes=0-9, 20-69, 80-89, -5' });
  t.equal(answer.status, 206);
  t.notOk('Content-Range' in answer.headers, 'RFC 9110 section 15.3.7.2 forbids it at the top');
  t.equal(answer.headers.ETag, '"v0"');
  const parts = parseMultipart(answer.headers['Content-Type'] ?? '', await bodyOf(answer));
  t.strictSame(
    parts.map((part) => [part.headers.get('content-range'), part.headers.get('content-type')]),
    ['0-9', '20-69', '80-89', '95-99'].map((range) => [`bytes ${range}/100`, 'video/mp4']),
  );
  for (const part of parts) {
    const [, first, last] = /(\d+)-(\d+)/.exec(part.headers.get('content-range') ?? '') ?? [];
    t.strictSame(part.bytes, bytesOf({ start: Number(first), end: Number(last) + 1 }));
  }
  t.equal(about.span, '[0, 10) [20, 70) [80, 90) [95, 100)');
  t.ok(origin.reads.slice(1).every((read) => read.ifMatch === '"v0"'));
  await settle();
  t.equal(origin.held(), 0);
});

t.test('serveObject() gives each multipart answer a boundary of its own', async (t) => {
  const { ask } = setUp();
  const types = new Set<string | undefined>();
  for (let n = 0; n < 3; n++) {
    types.add((await ask({ range: 'bytes=0-9,20-29' })).answer.headers['Content-Type']);
  }
  t.equal(types.size, 3);
});

t.test('serveObject() honours If-Range', async (t) => {
  const range = 'bytes=10-19';
  for (const [ifRange, status] of [
    ['"v0"', 206],
    [DATE, 206],
    ['"v1"', 200],
    ['W/"v0"', 200],
    ['Sun, 06 Nov 1994 08:49:38 GMT', 200],
    ['rubbish', 200],
  ] as const) {
    const { origin, ask } = setUp();
    const { answer } = await ask({ range, 'if-range': ifRange });
    t.equal(answer.status, status, ifRange);
    const span = status === 206 ? { start: 10, end: 20 } : { start: 0, end: SIZE };
    t.strictSame(await bodyOf(answer), bytesOf(span), ifRange);
    await settle();
    t.equal(origin.held(), 0, ifRange);
  }
});

t.test('serveObject() answers 304 with the validators and no body', async (t) => {
  for (const headers of [
    { 'if-none-match': '"v0"' },
    { 'if-none-match': 'W/"v0", "x"' },
    { 'if-none-match': '*' },
    { 'if-modified-since': DATE },
    { 'if-none-match': '"v0"', range: 'bytes=500-' },
  ]) {
    for (const method of ['GET', 'HEAD']) {
      const { origin, ask } = setUp({ cacheControl: 'max-age=60' });
      const { answer } = await ask({ method, headers });
      t.equal(answer.status, 304, JSON.stringify(headers));
      t.equal(answer.headers.ETag, '"v0"');
      t.equal(answer.headers['Cache-Control'], 'max-age=60, public');
      t.equal(answer.body, undefined);
      await settle();
      t.equal(origin.held(), 0);
    }
  }
  const { answer } = await setUp().ask({ 'if-none-match': '"x"', 'if-modified-since': DATE });
  t.equal(answer.status, 200, 'If-None-Match wins');
});

t.test('serveObject() answers 412 when a precondition fails', async (t) => {
  for (const headers of [
    { 'if-match': '"v1"' },
    { 'if-match': 'W/"v0"' },
    { 'if-unmodified-since': 'Sun, 06 Nov 1994 08:49:36 GMT' },
    { 'if-match': '"v1"', range: 'bytes=500-' },
  ]) {
    const { origin, ask } = setUp();
    const { answer } = await ask({ headers });
    t.equal(answer.status, 412, JSON.stringify(headers));
    t.match(await jsonOf(answer), { code: 'precondition_failed', requestId: 'id-1' });
    await settle();
    t.equal(origin.held(), 0);
  }
});

t.test('serveObject() says to HEAD what GET without Range would say, for one head', async (t) => {
  const get = (await setUp().ask()).answer;
  await bodyOf(get);
  for (const headers of [{}, { range: 'bytes=10-19' }, { range: 'bytes=500-' }]) {
    const { origin, ask } = setUp();
    for (let n = 0; n < 2; n++) {
      const { answer } = await ask({ method: 'HEAD', headers });
      t.equal(answer.status, 200);
      t.strictSame(answer.headers, get.headers);
      t.equal(answer.body?.length, SIZE);
      t.equal(origin.heads.length, 1);
      t.equal(origin.reads.length, 0);
    }
  }
});

t.test('serveObject() answers an empty object', async (t) => {
  const { ask } = setUp({ size: 0 });
  const { answer } = await ask();
  t.equal(answer.status, 200);
  t.equal(answer.body?.length, 0);
  t.equal((await bodyOf(answer)).length, 0);
  t.equal((await ask({ method: 'HEAD' })).answer.body?.length, 0);
  for (const range of ['bytes=0-', 'bytes=0-0', 'bytes=-1', 'bytes=-0']) {
    const refused = (await ask({ range })).answer;
    t.equal(refused.status, 416, range);
    t.equal(refused.headers['Content-Range'], 'bytes */0', range);
  }
});

t.test('serveObject() repairs a generic type from the key', async (t) => {
  const { answer } = await setUp({ contentType: 'binary/octet-stream' }, 'x/b.webm').ask();
  t.equal(answer.headers['Content-Type'], 'video/webm');
});

t.test(
  'serveObject() reads an unversioned object in one piece and shows no parts of it',
  async (t) => {
    for (const etag of [undefined, 'W/"v0"']) {
      const { origin, ask } = setUp({ etag });
      const { answer } = await ask({ range: 'bytes=0-89' });
      t.strictSame(await bodyOf(answer), bytesOf({ start: 0, end: 90 }));
      t.strictSame(origin.reads.at(-1)?.span, { start: 0, end: 90 });
      t.equal((await ask({ range: 'bytes=0-9,20-29' })).answer.status, 200);
    }
  },
);

t.test('serveObject() starts over once when the object changes before the head', async (t) => {
  const { origin, ask } = setUp({ size: 20 * B });
  // A failed If-Range needs a second read, and by then the object is another one.
  origin.onRead = (nth) => {
    if (nth === 2) origin.object = { meta: metaOf({ size: 80, etag: '"v1"' }), version: 1 };
  };
  const { answer } = await ask({ range: `bytes=${8 * B}-`, 'if-range': '"old"' });
  t.equal(answer.status, 200);
  t.equal(answer.headers.ETag, '"v1"');
  t.strictSame(await bodyOf(answer), bytesOf({ start: 0, end: 80 }, 1));
  await settle();
  t.equal(origin.held(), 0);
});

t.test('serveObject() starts over when what it knew has changed', async (t) => {
  const { origin, ask } = setUp({ size: 20 * B }, REF.key, { pieceBytes: B });
  await bodyOf((await ask({ range: 'bytes=0-9' })).answer);
  origin.object = { meta: metaOf({ size: 80, etag: '"v1"' }), version: 1 };
  const { answer } = await ask({ range: `bytes=${8 * B}-` });
  t.equal(answer.status, 416, 'by what is true now');
  t.equal(answer.headers['Content-Range'], 'bytes */80');
  t.strictSame(await bodyOf((await ask()).answer), bytesOf({ start: 0, end: 80 }, 1));
});

t.test('serveObject() gives up when the object keeps changing', async (t) => {
  const { origin, ask } = setUp({ size: 20 * B });
  origin.onRead = (nth) => {
    origin.object = { meta: metaOf({ size: 20 * B, etag: `"v${nth}"` }), version: nth };
  };
  const asked = ask({ range: `bytes=${8 * B}-`, 'if-range': '"old"' });
  await t.rejects(asked, { code: 'object_changed' });
  t.equal(origin.reads.length, 4, 'two reads, twice');
  await settle();
  t.equal(origin.held(), 0);
});

t.test('serveObject() breaks the body off when the object changes under it', async (t) => {
  const { origin, ask } = setUp({ size: 20 * B }, REF.key, { pieceBytes: B });
  const { answer } = await ask();
  origin.object = { meta: metaOf({ size: 20 * B, etag: '"v1"' }), version: 1 };
  const got: Uint8Array[] = [];
  const reading = (async () => {
    for await (const piece of streamOf(answer)) got.push(piece);
  })();
  await t.rejects(reading, { code: 'object_changed' });
  const bytes = Buffer.concat(got);
  t.ok(bytes.length > 0 && bytes.length < 20 * B);
  t.ok(bytes.equals(bytesOf({ start: 0, end: bytes.length })), 'not one byte of the other version');
});

t.test('serveObject() passes failures on, once', async (t) => {
  for (const code of ['object_not_found', 'origin_timeout', 'origin_denied'] as const) {
    const { origin, ask } = setUp();
    origin.onRead = () => {
      throw new GatewayError(code, 'm');
    };
    await t.rejects(ask(), { code });
    t.equal(origin.reads.length, 1);
  }
  const { origin, ask } = setUp();
  origin.onHead = () => {
    throw new GatewayError('object_not_found', 'm');
  };
  await t.rejects(ask({ method: 'HEAD' }), { code: 'object_not_found' });
});

t.test('serveObject() gives the origin up when the only viewer leaves', async (t) => {
  for (const place of ['onRead', 'onPiece'] as const) {
    const departure = new AbortController();
    const { origin, ask } = setUp({ size: 20 * B });
    const door = gate();
    origin[place] = () => door.opened;
    const asked = ask({ signal: departure.signal });
    await settle();
    departure.abort(new Error('left'));
    await t.rejects(asked, { message: 'left' });
    t.equal(origin.reads[0]?.signal.aborted, true);
    door.open();
    await settle();
    t.equal(origin.held(), 0);
  }
});

t.test('serveObject() holds nothing for a viewer who had left before it began', async (t) => {
  const signal = AbortSignal.abort(new Error('left'));
  const cold = setUp();
  await t.rejects(cold.ask({ signal }), { message: 'left' });
  const known = setUp({ size: 20 * B }, REF.key, { pieceBytes: B });
  await known.said({ range: 'bytes=0-9' });
  const headers = { range: `bytes=${8 * B}-` };
  await t.rejects(known.ask({ signal, headers }), { message: 'left' });
  const weak = setUp({ etag: 'W/"v0"' });
  await weak.ask({ method: 'HEAD' });
  await t.rejects(weak.ask({ signal }), { message: 'left' });
  await settle();
  for (const { origin } of [cold, known, weak]) t.equal(origin.held(), 0);
});

t.test('serveObject() frees the origin when the body is left half way', async (t) => {
  const { origin, ask } = setUp({ size: 20 * B }, REF.key, { pieceBytes: B });
  const { answer } = await ask();
  const door = gate();
  origin.onPiece = () => door.opened;
  const bytes = streamOf(answer)[Symbol.asyncIterator]();
  await bytes.next();
  await bytes.return?.();
  door.open();
  await settle();
  t.equal(origin.held(), 0);
});

t.test('serveObject() says uri-miss and stored of what it had to fetch, then hit', async (t) => {
  const { said, origin } = setUp({ size: 3 * B });
  for (const range of ['bytes=0-9', `bytes=${B}-`, 'bytes=-5']) {
    const { said: cold } = setUp({ size: 3 * B });
    t.strictSame(await cold({ range }), ['fwd=uri-miss; stored', 'miss', true], range);
  }
  t.strictSame(await said(), ['fwd=uri-miss; stored', 'miss', true]);
  for (const range of ['bytes=0-', 'bytes=0-9', `bytes=${B}-`, 'bytes=-5', 'bytes=0-0,9-9']) {
    t.strictSame(await said({ range }), ['hit', 'hit', false], range);
  }
  t.equal(origin.reads.length, 1);
});

t.test('serveObject() says uri-miss of an unknown part of a known object', async (t) => {
  const { said } = setUp({ size: 20 * B }, REF.key, { pieceBytes: B });
  await said({ range: 'bytes=0-9' });
  const range = `bytes=${8 * B}-${9 * B}`;
  t.strictSame(await said({ range }), ['fwd=uri-miss; stored', 'miss', true]);
});

t.test('serveObject() says partial when only the beginning is cached', async (t) => {
  const { said } = setUp({ size: 20 * B }, REF.key, { pieceBytes: B });
  await said({ range: 'bytes=0-9' });
  t.strictSame(await said({ range: `bytes=5-${2 * B}` }), ['fwd=partial; stored', 'partial', true]);
  const range = `bytes=0-9,${9 * B}-${9 * B + 5}`;
  t.strictSame(await said({ range }), ['fwd=partial; stored', 'partial', true], 'of two parts one');
});

t.test('serveObject() says collapsed when it joined a request of somebody else', async (t) => {
  const { origin, said } = setUp({ size: 20 * B }, REF.key, { pieceBytes: B });
  const head = gate();
  origin.onRead = () => head.opened;
  const first = said({ range: 'bytes=0-9' });
  const second = said({ range: 'bytes=0-99' });
  head.open();
  t.strictSame(await first, ['fwd=uri-miss; stored', 'miss', true]);
  t.strictSame(await second, ['fwd=uri-miss; collapsed', 'joined', true]);
  const body = gate();
  origin.onPiece = () => body.opened;
  const third = said({ range: `bytes=${8 * B}-${8 * B + 9}` });
  await settle();
  const fourth = said({ range: `bytes=${8 * B}-${8 * B + 9}` });
  await settle();
  body.open();
  t.strictSame(await third, ['fwd=uri-miss; stored', 'miss', true]);
  t.strictSame(await fourth, ['fwd=uri-miss; collapsed', 'joined', true], 'of a known version too');
});

t.test('serveObject() says no more than uri-miss of what is not stored', async (t) => {
  const bypass = ['fwd=uri-miss', 'bypass', true];
  for (const etag of ['W/"v0"', undefined]) {
    const { said } = setUp({ etag });
    t.strictSame(await said(), bypass);
    t.strictSame(await said(), bypass);
  }
  t.strictSame(await setUp({}, REF.key, { capacityBlocks: 0 }).said(), bypass);
  const { cache, said } = setUp({ size: 20 * B }, REF.key, { capacityBlocks: 6, pieceBytes: B });
  cache.reserve(6 * B);
  t.strictSame(await said(), bypass, 'no room');
  t.strictSame(await said(), bypass, 'no room, of a known version');
  t.strictSame(await setUp({ size: 0 }).said(), bypass, 'nothing to store');
  t.strictSame(await setUp().said({ method: 'HEAD' }), bypass);
  t.strictSame(await setUp().said({ range: 'bytes=500-' }), bypass);
});

t.test('serveObject() says hit of what meta alone answers, if it was known', async (t) => {
  for (const etag of ['"v0"', 'W/"v0"']) {
    const { said } = setUp({ etag });
    await said({ method: 'HEAD' });
    const hit = ['hit', 'hit', false];
    t.strictSame(await said({ method: 'HEAD' }), hit);
    t.strictSame(await said({ headers: { 'if-none-match': etag } }), hit, '304');
    t.strictSame(await said({ headers: { 'if-match': '"x"' } }), hit, '412');
    t.strictSame(await said({ range: 'bytes=500-' }), hit, '416');
  }
});

t.test('serveObject() says hit while it checks in the background', async (t) => {
  const { clock, origin, said } = setUp();
  await said();
  clock.ms += TTL;
  t.strictSame(await said(), ['hit', 'hit', false]);
  await settle();
  t.equal(origin.heads.length, 1);
});

t.test('serveObject() says stale of what was too old to be served unasked', async (t) => {
  const { clock, origin, said } = setUp();
  await said();
  clock.ms += 100 * TTL;
  t.strictSame(await said(), ['fwd=stale', 'stale', true], 'checked, and true');
  t.strictSame(await said(), ['hit', 'hit', false]);
  clock.ms += 100 * TTL;
  origin.onHead = origin.onRead = () => {
    throw new GatewayError('origin_unreachable', 'm');
  };
  t.strictSame(await said(), ['fwd=stale', 'stale', true], 'the origin is down');
  t.strictSame(await said({ range: 'bytes=0-9' }), ['fwd=stale', 'stale', true]);
});

t.test('serveObject() says uri-miss when the check brought another version', async (t) => {
  const { clock, origin, said } = setUp();
  await said();
  clock.ms += 100 * TTL;
  origin.object = { meta: metaOf({ size: SIZE, etag: '"v1"' }), version: 1 };
  t.strictSame(await said(), ['fwd=uri-miss; stored', 'miss', true]);
});

t.test('serveObject() tells how long it waited for the origin', async (t) => {
  const { origin, clock, ask } = setUp();
  origin.onRead = () => {
    clock.ms += 12;
  };
  const { answer } = await ask({ range: 'bytes=0-9' });
  t.strictSame(answer.provenance, {
    cacheStatus: 'fwd=uri-miss; stored',
    cache: 'miss',
    originMs: 12,
  });
});

t.test(
  'serveObject() says who may keep an answer, and gives the cookie of its permit',
  async (t) => {
    const { ask } = setUp();
    const whole = await ask();
    t.equal(whole.answer.headers['Cache-Control'], 'films, public');
    t.notOk('Set-Cookie' in whole.answer.headers);
    const permit = { viewer: 'anna', isPublic: false, cookie: 'a=b', by: 'Cookie' } as const;
    for (const headers of [{}, { range: 'bytes=0-1' }, { 'if-none-match': '*' }]) {
      const { answer } = await ask(headers, permit);
      t.match(answer.headers, {
        'Cache-Control': 'films, private',
        'Set-Cookie': 'a=b',
        Vary: 'Cookie',
      });
      await bodyOf(answer);
    }
  },
);
