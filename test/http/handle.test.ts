import t, { type Test } from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { type Answer, jsonAnswer, textAnswer } from '../../src/http/answer.ts';
import type { Handler } from '../../src/http/exchange.ts';
import { createHandle, type HandleOptions } from '../../src/http/handle.ts';
import { LIMITS } from '../../src/http/limits.ts';
import type { RequestRecord } from '../../src/http/request-record.ts';
import type { RouteRule } from '../../src/http/router.ts';
import { sourceOf } from '../../src/object/source.ts';
import { oneAddress } from '../fixtures/doors.ts';
import { type Gate, gate, startServer } from '../fixtures/server.ts';
import { getRequest, openWire, readAnswers, type WireAnswer } from '../fixtures/wire.ts';

interface House {
  readonly port: number;
  /** Milliseconds of the injected clock. */
  readonly clock: { ms: number };
  /** The record of the request that ends next. */
  record(): Promise<RequestRecord>;
  /** One request on a connection of its own, to its end. */
  ask(request: string): Promise<WireAnswer | undefined>;
}

async function setUp(
  t: Test,
  handler: Handler,
  corsOrigins: readonly string[] = [],
  addressOf: HandleOptions['addressOf'] = oneAddress.addressOf,
): Promise<House> {
  const clock = { ms: 1000 };
  const records: Gate<RequestRecord>[] = [gate()];
  let written = 0;
  let read = 0;
  const at = (index: number): Gate<RequestRecord> => {
    records[index] ??= gate();
    return records[index];
  };
  const routes: RouteRule<Handler>[] = [
    { name: 'thing', methods: ['GET', 'POST'], path: '/thing', handler },
    { name: 'things', methods: ['GET'], path: '/things/*', handler },
  ];
  const handle = createHandle({
    onBytes() {},
    around: (_headers, serve) => serve(),
    bounds: LIMITS.body,
    routes,
    corsOrigins,
    knownAs: { name: 'gateway.lan' },
    ...oneAddress,
    addressOf,
    now: () => clock.ms,
    onEnd: (record) => at(written++).open(record),
  });
  const port = await startServer(t, (req, res) => {
    const departure = new AbortController();
    req.socket.once('close', () => departure.abort());
    req.resume();
    handle(req, res, departure.signal);
  });
  return {
    port,
    clock,
    record: () => at(read++).opened,
    async ask(request) {
      const wire = await openWire(port);
      wire.write(request.replace('Host: h\r\n', 'Host: h\r\nConnection: close\r\n'));
      return readAnswers(await wire.closed)[0];
    },
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ok = (headers: Record<string, string> = {}): Answer =>
  textAnswer(200, 'text/plain', 'hello', headers);
const problemOf = (answer: WireAnswer | undefined) => JSON.parse(answer?.body ?? '');

t.test('createHandle() answers with what the route hands back, and records it', async (t) => {
  const house = await setUp(t, (exchange) => {
    exchange.about.key = 'a.mp4';
    house.clock.ms += 20;
    return ok({ ETag: '"a"' });
  });
  const answer = await house.ask(getRequest('/thing'));
  t.equal(answer?.status, 200);
  t.equal(answer?.body, 'hello');
  t.equal(answer?.headers.get('etag'), '"a"');
  t.equal(answer?.headers.get('x-content-type-options'), 'nosniff');
  t.equal(answer?.headers.get('server-timing'), 'total;dur=20.0');
  t.notOk(answer?.headers.has('cache-status'));
  const record = await house.record();
  t.equal(record.requestId, answer?.headers.get('x-request-id'));
  t.match(record.requestId, UUID);
  t.match(record, {
    method: 'GET',
    route: 'thing',
    status: 200,
    about: { key: 'a.mp4' },
    bytes: 5,
    firstByteMs: 20,
    totalMs: 20,
    aborted: false,
    error: undefined,
  });
});

t.test('createHandle() tells routes what was asked, raw and decoded', async (t) => {
  const house = await setUp(t, ({ method, rest, query, headers }) =>
    jsonAnswer(200, [method, rest, query.get('v'), headers.range]),
  );
  const answer = await house.ask(getRequest('/things/a//%2e?v=a+b', 'Range: bytes=0-1'));
  t.strictSame(problemOf(answer), ['GET', 'a//%2e', 'a b', 'bytes=0-1']);
});

t.test('createHandle() tells where the bytes came from', async (t) => {
  const house = await setUp(t, () => {
    house.clock.ms += 30;
    return { ...ok(), provenance: { cacheStatus: 'fwd=uri-miss', cache: 'miss', originMs: 12.34 } };
  });
  const answer = await house.ask(getRequest('/thing'));
  t.equal(answer?.headers.get('cache-status'), 'firstbyte; fwd=uri-miss');
  t.equal(
    answer?.headers.get('server-timing'),
    'origin;dur=12.3, cache;desc="miss", total;dur=30.0',
  );
});

t.test('createHandle() gives every answer its own request id, errors too', async (t) => {
  const house = await setUp(t, () => ok());
  const ids = new Set<string | undefined>();
  for (const request of [
    getRequest('/thing', 'X-Request-Id: mine'),
    getRequest('/thing').replace('GET', 'HEAD'),
    getRequest('/thing').replace('GET', 'OPTIONS'),
    getRequest('/thing').replace('GET', 'DELETE'),
    getRequest('/nothing'),
    getRequest(`/${'a'.repeat(9000)}`),
  ]) {
    const answer = await house.ask(request).catch(() => undefined);
    if (request.startsWith('HEAD')) continue;
    t.match(answer?.headers.get('x-request-id'), UUID, request.slice(0, 30));
    ids.add(answer?.headers.get('x-request-id'));
  }
  t.equal(ids.size, 5, 'none twice');
});

t.test('createHandle() answers a GatewayError as a problem', async (t) => {
  const house = await setUp(t, () => {
    throw new GatewayError('origin_throttled', 'bucket secret-films said SlowDown', {
      retryAfterSeconds: 7,
    });
  });
  const answer = await house.ask(getRequest('/thing'));
  t.equal(answer?.status, 503);
  t.equal(answer?.headers.get('content-type'), 'application/problem+json');
  t.equal(answer?.headers.get('retry-after'), '7');
  t.equal(problemOf(answer).code, 'origin_throttled');
  t.equal(problemOf(answer).requestId, answer?.headers.get('x-request-id'));
  t.notMatch(answer?.body, 'secret-films');
  t.match(await house.record(), {
    status: 503,
    aborted: false,
    error: { code: 'origin_throttled' },
  });
});

t.test('createHandle() hides what nobody planned for', async (t) => {
  const house = await setUp(t, async () => {
    throw new TypeError('cannot read /etc/passwd of undefined');
  });
  const answer = await house.ask(getRequest('/thing'));
  t.equal(answer?.status, 500);
  t.equal(problemOf(answer).code, 'internal_error');
  t.notMatch(JSON.stringify([...(answer?.headers ?? [])]) + answer?.body, 'passwd');
  const { error } = await house.record();
  t.match(error, { code: 'internal_error', message: /passwd/, cause: { name: 'TypeError' } });
});

t.test('createHandle() knows no other paths and methods', async (t) => {
  const house = await setUp(t, () => ok());
  const lost = await house.ask(getRequest('/nowhere'));
  t.equal(lost?.status, 404);
  t.equal(problemOf(lost).code, 'route_not_found');
  t.match(await house.record(), { route: 'none', status: 404 });
  const wrong = await house.ask(getRequest('/thing').replace('GET', 'DELETE'));
  t.equal(wrong?.status, 405);
  t.equal(wrong?.headers.get('allow'), 'GET, HEAD, POST, OPTIONS');
  t.match(await house.record(), { route: 'thing', status: 405, error: { source: 'viewer' } });
  const long = await house.ask(getRequest(`/${'a'.repeat(9000)}`));
  t.equal(long?.status, 414);
  t.equal((await house.ask(getRequest('/nowhere').replace('GET', 'PUT')))?.status, 404);
});

t.test('createHandle() sends no body to HEAD, not even of a problem', async (t) => {
  const house = await setUp(t, ({ query }) => {
    if (query.get('fail') !== undefined) throw new GatewayError('object_not_found', 'm');
    return ok();
  });
  const wire = await openWire(house.port);
  wire.write(getRequest('/thing').replace('GET', 'HEAD'));
  const fine = await wire.until((received) => received.includes('\r\n\r\n'));
  t.match(fine, /^HTTP\/1\.1 200 [\s\S]*content-length: 5\r\n/i);
  wire.write(getRequest('/thing?fail', 'Connection: close').replace('GET', 'HEAD'));
  const both = await wire.closed;
  t.match(
    both.slice(fine.length),
    /^HTTP\/1\.1 404 [\s\S]*content-length: [1-9]\d*\r\n[\s\S]*\r\n\r\n$/i,
  );
  t.match(await house.record(), { status: 200, bytes: 0, firstByteMs: undefined, aborted: false });
  t.match(await house.record(), { status: 404, bytes: 0 });
});

t.test('createHandle() answers OPTIONS by itself', async (t) => {
  let asked = 0;
  const handler = (): Answer => {
    asked++;
    return ok();
  };
  const house = await setUp(t, handler, ['https://a.example']);
  const options = (...headers: string[]) =>
    house.ask(getRequest('/things/x', ...headers).replace('GET', 'OPTIONS'));
  const plain = await options();
  t.equal(plain?.status, 204);
  t.equal(plain?.headers.get('allow'), 'GET, HEAD, OPTIONS');
  t.notOk(plain?.headers.has('access-control-allow-methods'));
  const preflight = await options(
    'Origin: https://a.example',
    'Access-Control-Request-Method: GET',
  );
  t.equal(preflight?.headers.get('access-control-allow-origin'), 'https://a.example');
  t.equal(preflight?.headers.get('access-control-allow-methods'), 'GET, HEAD, OPTIONS');
  t.match(preflight?.headers.get('access-control-allow-headers'), /\bRange\b/);
  const stranger = await options('Origin: https://b.example');
  t.notOk(stranger?.headers.has('access-control-allow-origin'));
  t.notOk(stranger?.headers.has('access-control-allow-methods'));
  t.equal(asked, 0);
});

t.test('createHandle() keeps Vary of route and cross-origin rules', async (t) => {
  const house = await setUp(
    t,
    ({ query }) => (query.get('vary') === undefined ? ok() : ok({ Vary: 'Accept' })),
    ['https://a.example'],
  );
  const vary = async (target: string) => (await house.ask(getRequest(target)))?.headers.get('vary');
  t.equal(await vary('/thing'), 'Origin');
  t.equal(await vary('/thing?vary'), 'Origin, Accept');
  t.equal(await vary('/nowhere'), 'Origin');
});

t.test('createHandle() lets pages of allowed origins read problems too', async (t) => {
  const handler = ({ query }: { query: { get(name: string): string | undefined } }): Answer => {
    if (query.get('fail') !== undefined) throw new TypeError('nobody planned for this');
    throw new GatewayError('origin_timeout', 'm');
  };
  const house = await setUp(t, handler, ['https://a.example']);
  const requests: [string, number][] = [
    [getRequest('/nowhere', 'Origin: https://a.example'), 404],
    [getRequest('/thing', 'Origin: https://a.example').replace('GET', 'DELETE'), 405],
    [getRequest('/thing', 'Origin: https://a.example'), 504],
    [getRequest('/thing?fail', 'Origin: https://a.example'), 500],
    [getRequest('/thing', 'Origin: https://a.example').replace('GET', 'OPTIONS'), 204],
  ];
  for (const [request, status] of requests) {
    const answer = await house.ask(request);
    t.equal(answer?.status, status);
    for (const [name, value] of [
      ['access-control-allow-origin', 'https://a.example'],
      ['access-control-allow-credentials', 'true'],
      ['timing-allow-origin', 'https://a.example'],
      ['cross-origin-resource-policy', 'cross-origin'],
      ['vary', 'Origin'],
    ] as const) {
      t.equal(answer?.headers.get(name), value, `${status} ${name}`);
    }
  }
  const stranger = await house.ask(getRequest('/thing', 'Origin: https://b.example'));
  t.equal(stranger?.headers.get('vary'), 'Origin');
  t.notOk(stranger?.headers.has('access-control-allow-credentials'));
  const closed = await (await setUp(t, handler)).ask(getRequest('/thing'));
  t.equal(closed?.headers.get('cross-origin-resource-policy'), 'same-site');
  t.notOk(closed?.headers.has('vary'));
});

t.test('createHandle() destroys the connection when a body fails after the head', async (t) => {
  async function* breaking(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('abc');
    throw new GatewayError('origin_truncated', 'm');
  }
  const house = await setUp(t, () => ({
    status: 200,
    headers: {},
    body: { length: 10, bytes: sourceOf(breaking()) },
  }));
  const wire = await openWire(house.port);
  wire.write(getRequest('/thing'));
  const received = await wire.closed;
  t.match(received, /^$|\r\n\r\na?b?c?$/, 'not a byte after the last good one');
  t.match(await house.record(), {
    status: 200,
    bytes: 3,
    aborted: true,
    error: { code: 'origin_truncated' },
  });
});

t.test('createHandle() destroys the connection when a body ends early or runs on', async (t) => {
  async function* three(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('abc');
  }
  for (const length of [10, 2]) {
    const body = () => ({ length, bytes: sourceOf(three()) });
    const house = await setUp(t, () => ({ status: 200, headers: {}, body: body() }));
    const wire = await openWire(house.port);
    wire.write(getRequest('/thing'));
    const received = await wire.closed;
    t.notOk(received.endsWith('\r\n\r\nab'), 'nothing that looks whole');
    t.match(await house.record(), { aborted: true, error: { code: 'internal_error' } });
  }
});

t.test('createHandle() answers truly when a body fails before its first byte', async (t) => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield* [];
    throw new GatewayError('origin_timeout', 'm');
  }
  const house = await setUp(t, () => ({
    status: 206,
    headers: { 'Content-Range': 'bytes 0-9/10' },
    body: { length: 10, bytes: sourceOf(failing()) },
    provenance: { cacheStatus: 'fwd=uri-miss', cache: 'miss', originMs: 1 },
  }));
  const answer = await house.ask(getRequest('/thing'));
  t.equal(answer?.status, 504);
  t.notOk(answer?.headers.has('content-range'));
  t.equal(problemOf(answer).code, 'origin_timeout');
});

t.test('createHandle() records a viewer who leaves, without an error', async (t) => {
  const begun = gate();
  const house = await setUp(t, async ({ signal }) => {
    begun.open();
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
    return ok();
  });
  const wire = await openWire(house.port);
  wire.write(getRequest('/thing'));
  await begun.opened;
  house.clock.ms += 5;
  wire.leave();
  t.match(await house.record(), {
    status: undefined,
    bytes: 0,
    firstByteMs: undefined,
    totalMs: 5,
    aborted: true,
    error: undefined,
  });
});

t.test('createHandle() keeps a connection through problems', async (t) => {
  const house = await setUp(t, () => ok());
  const wire = await openWire(house.port);
  wire.write(getRequest('/nowhere'));
  const first = await wire.until((received) => received.endsWith('}'));
  wire.write(getRequest('/thing'));
  const both = await wire.until((received) => received.endsWith('hello'));
  t.strictSame(
    readAnswers(both).map((answer) => answer.status),
    [404, 200],
  );
  t.ok(both.startsWith(first));
  wire.leave();
});

t.test('handle() refuses more headers than it would read, instead of dropping some', async (t) => {
  const { ask } = await setUp(t, () => textAnswer(200, 'text/plain', 'x'));
  const headers = (count: number): string =>
    Array.from({ length: count }, (_, n) => `A${n}: x\r\n`).join('');
  const fits = await ask(`GET /thing HTTP/1.1\r\nHost: h\r\n${headers(98)}\r\n`);
  t.equal(fits?.status, 200, 'a hundred, with Host and Connection');
  const tooMany = await ask(`GET /thing HTTP/1.1\r\n${headers(99)}Host: h\r\n\r\n`);
  t.equal(tooMany?.status, 431);
  t.equal(JSON.parse(tooMany?.body ?? '{}').code, 'headers_too_large');
});

t.test('handle() answers to no name that somebody else may own', async (t) => {
  const { ask } = await setUp(t, () => textAnswer(200, 'text/plain', 'x'));
  const status = async (host: string): Promise<number | undefined> =>
    (await ask(`GET /thing HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`))?.status;
  t.equal(await status('localhost:8080'), 200);
  t.equal(await status('gateway.lan'), 200);
  t.equal(await status('evil.example:8080'), 421);
});

t.test(
  'createHandle() believes what is said of TLS only of whose word on the address counts',
  async (t) => {
    // Sockets that listen to both kinds spell IPv4 otherwise than it is counted.
    const spelt = (remote: string | undefined): string => `${remote} in its normal form`;
    const trusting: HandleOptions['addressOf'] = (remote, forwarded) => forwarded ?? spelt(remote);
    for (const [addressOf, secure] of [
      [spelt, false],
      [trusting, true],
    ] as const) {
      const house = await setUp(t, (exchange) => jsonAnswer(200, exchange.secure), [], addressOf);
      const lines = ['X-Forwarded-Proto: https', 'X-Forwarded-For: 192.0.2.7'];
      const answer = await house.ask(getRequest('/thing', ...lines));
      t.equal(answer?.body, String(secure));
    }
  },
);

t.test('createHandle() notes when each step was done', async (t) => {
  const house = await setUp(t, ({ mark }) => {
    house.clock.ms += 5;
    mark('permitted');
    house.clock.ms += 20;
    mark('opened');
    return ok();
  });
  await house.ask(getRequest('/thing'));
  t.strictSame((await house.record()).timeline, { permitted: 5, opened: 25 });
});
