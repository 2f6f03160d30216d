import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import type { Meta } from '../../src/object/meta.ts';
import { serveObject } from '../../src/routes/serve-object.ts';
import { type Asked, bodyOf, exchangeOf, jsonOf, streamOf } from '../fixtures/exchange.ts';
import { parseMultipart } from '../fixtures/multipart-parser.ts';
import { bytesOf, createOriginDouble, metaOf } from '../fixtures/origin-double.ts';

const REF = { bucket: 'films', key: 'a.mp4' };
const SIZE = 100;
const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT';

/** Chunks of 30 bytes, so that an object takes several. */
const setUp = (meta: Partial<Meta> = {}, key = REF.key) => {
  const origin = createOriginDouble({ meta: metaOf({ size: SIZE, ...meta }), version: 0 });
  const clock = { ms: 0 };
  const options = {
    origin,
    chunkBytes: 30,
    now: () => clock.ms,
    wallClock: () => Date.UTC(2026, 10, 22),
  };
  const ask = async (asked: Asked | Record<string, string> = {}) => {
    const exchange = exchangeOf(
      'method' in asked || 'headers' in asked || 'signal' in asked
        ? (asked as Asked)
        : { headers: asked as Record<string, string> },
    );
    const answer = await serveObject(options, exchange, { ...REF, key });
    return { answer, about: exchange.about };
  };
  return { origin, clock, ask };
};

t.test('serveObject() answers the whole object without Range', async (t) => {
  const { origin, ask } = setUp();
  const { answer, about } = await ask();
  t.equal(answer.status, 200);
  t.equal(answer.headers['Accept-Ranges'], 'bytes');
  t.equal(answer.body?.length, SIZE);
  t.notOk('Content-Range' in answer.headers);
  t.strictSame(await bodyOf(answer), bytesOf({ start: 0, end: SIZE }));
  t.strictSame(about, { ...REF, span: '[0, 100)' });
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
    t.equal(origin.reads[0]?.taken, 0, 'nothing is collected first');
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
    t.equal(origin.held(), 0, range);
  }
});

t.test('serveObject() ignores Range that it cannot honour', async (t) => {
  for (const range of ['items=0-9', 'bytes=9-0', 'bytes=x', 'bytes=50-59,0-9']) {
    const { origin, ask } = setUp();
    const { answer } = await ask({ range });
    t.equal(answer.status, 200, range);
    t.strictSame(await bodyOf(answer), bytesOf({ start: 0, end: SIZE }), range);
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
      t.equal(answer.headers['Cache-Control'], 'max-age=60');
      t.equal(answer.body, undefined);
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
    t.equal(origin.held(), 0);
  }
});

t.test('serveObject() says to HEAD what GET without Range would say, for one head', async (t) => {
  const { origin, ask } = setUp();
  const get = (await ask()).answer;
  await bodyOf(get);
  origin.reads.length = 0;
  for (const headers of [{}, { range: 'bytes=10-19' }, { range: 'bytes=500-' }]) {
    origin.heads.length = 0;
    const { answer } = await ask({ method: 'HEAD', headers });
    t.equal(answer.status, 200);
    t.strictSame(answer.headers, get.headers);
    t.equal(answer.body?.length, SIZE);
    t.equal(origin.heads.length, 1);
    t.equal(origin.reads.length, 0);
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
  const { origin, ask } = setUp();
  // A failed If-Range needs a second read, and by then the object is another one.
  origin.onRead = (nth) => {
    if (nth === 2) origin.object = { meta: metaOf({ size: 80, etag: '"v1"' }), version: 1 };
  };
  const { answer } = await ask({ range: 'bytes=10-19', 'if-range': '"old"' });
  t.equal(answer.status, 200);
  t.equal(answer.headers.ETag, '"v1"');
  t.strictSame(await bodyOf(answer), bytesOf({ start: 0, end: 80 }, 1));
  t.equal(origin.held(), 0);
});

t.test('serveObject() gives up when the object keeps changing', async (t) => {
  const { origin, ask } = setUp();
  origin.onRead = (nth) => {
    origin.object = { meta: metaOf({ size: SIZE, etag: `"v${nth}"` }), version: nth };
  };
  const asked = ask({ range: 'bytes=10-19', 'if-range': '"old"' });
  await t.rejects(asked, { code: 'object_changed' });
  t.equal(origin.reads.length, 4, 'two reads, twice');
  t.equal(origin.held(), 0);
});

t.test('serveObject() breaks the body off when the object changes under it', async (t) => {
  const { origin, ask } = setUp();
  const { answer } = await ask();
  origin.object = { meta: metaOf({ size: SIZE, etag: '"v1"' }), version: 1 };
  const got: number[] = [];
  const reading = (async () => {
    for await (const piece of streamOf(answer)) got.push(...piece);
  })();
  await t.rejects(reading, { code: 'object_changed' });
  t.strictSame(
    Buffer.from(got),
    bytesOf({ start: 0, end: 30 }),
    'not one byte of the other version',
  );
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

t.test('serveObject() tells how long the origin took', async (t) => {
  const { origin, clock, ask } = setUp();
  origin.onRead = () => {
    clock.ms += 12;
  };
  const { answer } = await ask({ range: 'bytes=0-9' });
  t.strictSame(answer.provenance, { cacheStatus: 'fwd=uri-miss', cache: 'miss', originMs: 12 });
});

t.test('serveObject() hands the signal of the viewer to the origin', async (t) => {
  const departure = new AbortController();
  const { origin, ask } = setUp();
  const { answer } = await ask({ signal: departure.signal });
  t.equal(origin.reads[0]?.signal, departure.signal);
  departure.abort(new Error('left'));
  await t.rejects(bodyOf(answer), { message: 'left' });
  t.equal(origin.held(), 0);
});

t.test('serveObject() frees the origin when the body is left half way', async (t) => {
  const { origin, ask } = setUp();
  const { answer } = await ask();
  const bytes = streamOf(answer)[Symbol.asyncIterator]();
  await bytes.next();
  t.equal(origin.held(), 1);
  await bytes.return?.();
  t.equal(origin.held(), 0);
});
