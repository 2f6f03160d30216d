import { getEventListeners } from 'node:events';
import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import type { GatedRequest } from '../fixtures/gated-origin.ts';
import { bytesOf, openGatedS3, PAIR } from '../fixtures/gated-s3.ts';

const REF = { bucket: 'films', key: 'a b.mp4' };
const never = new AbortController().signal;
const FILM = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251));

t.test('createCaller() retries a busy or broken origin before the first byte', async (t) => {
  const { gated, origin, waits, events } = await openGatedS3(t);
  const pending = origin.read(REF, { start: 0, end: 10 }, { signal: never });
  (await gated.next()).refuse(503, 'SlowDown', { 'retry-after': '60' });
  (await gated.next()).refuse(500, 'InternalError');
  (await gated.next()).serve(FILM);
  t.same(await bytesOf(await pending), FILM.subarray(0, 10));
  t.same(waits, [1000, 50]);
  t.match(
    events.map(({ attempt, status, failure }) => [attempt, status, failure]),
    [
      [1, 503, 'origin_throttled'],
      [2, 500, 'origin_unreachable'],
    ],
  );

  const hopeless = origin.head(REF, never);
  for (let i = 0; i < 3; i += 1) (await gated.next()).answer(503, { 'retry-after': '7' });
  await t.rejects(hopeless, { code: 'origin_throttled', retryAfterSeconds: 7 });
  t.equal(gated.requests.length, 6);
});

t.test('createCaller() retries every answer that a moment may heal', async (t) => {
  for (const status of [500, 502, 503, 504]) {
    const { gated, origin } = await openGatedS3(t);
    const pending = origin.head(REF, never);
    (await gated.next()).answer(status);
    (await gated.next()).answer(200, { 'content-length': '7', etag: '"a"' });
    t.equal((await pending).size, 7, String(status));
  }
});

t.test('createCaller() retries connections that fail, and gives up in time', async (t) => {
  const { gated, origin, waits } = await openGatedS3(t);
  const pending = origin.read(REF, { start: 0, end: 10 }, { signal: never });
  (await gated.next()).cut('close');
  (await gated.next()).serve(FILM);
  t.same(await bytesOf(await pending), FILM.subarray(0, 10));
  t.equal(waits.length, 1, 'a new connection that dies is a failure like others');
  await gated.close();
  await t.rejects(origin.head(REF, never), { code: 'origin_unreachable' });
  gated.close = async () => {};
});

t.test('createCaller() asks an origin that stays silent only once', async (t) => {
  const { gated, origin, waits } = await openGatedS3(t, { timeoutMs: 100 });
  const pending = origin.head(REF, never);
  await gated.next();
  await t.rejects(pending, { code: 'origin_timeout' });
  t.equal(gated.requests.length, 1, 'or the viewer would wait three times as long');
  t.same(waits, []);
});

t.test('createCaller() takes the bare status of a refusal that trickles', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const pending = origin.read(REF, { start: 0, end: 10 }, { signal: never });
  const { response } = await gated.next();
  response.writeHead(404, { 'content-type': 'application/xml' });
  const trickle = setInterval(() => response.write(' '), 50);
  t.teardown(() => clearInterval(trickle));
  await t.rejects(pending, { code: 'object_not_found' });
});

t.test(
  'createCaller() replaces a kept connection that the origin has closed, without a wait',
  async (t) => {
    const { gated, origin, waits } = await openGatedS3(t);
    const first = origin.head(REF, never);
    (await gated.next()).answer(200);
    await first;
    const second = origin.head(REF, never);
    const request = await gated.next();
    t.equal(request.connection, 1);
    request.cut('close');
    const again = await gated.next();
    t.equal(again.connection, 2);
    again.answer(200);
    await second;
    t.same(waits, []);
  },
);

t.test(
  'createCaller() corrects a wrong clock from the answer, once and for all requests',
  async (t) => {
    const ours = Date.parse('2026-11-22T10:00:00Z');
    const theirs = { date: 'Sun, 22 Nov 2026 12:30:00 GMT' };
    const { gated, origin, waits } = await openGatedS3(t, { clock: { now: () => ours } });
    const pending = origin.read(REF, { start: 0, end: 10 }, { signal: never });
    const first = await gated.next();
    t.equal(first.headers['x-amz-date'], '20261122T100000Z');
    first.refuse(403, 'RequestTimeTooSkewed', theirs);
    const second = await gated.next();
    t.equal(second.headers['x-amz-date'], '20261122T123000Z');
    second.serve(FILM);
    await bytesOf(await pending);
    const later = origin.head(REF, never);
    const third = await gated.next();
    t.equal(third.headers['x-amz-date'], '20261122T123000Z');
    third.answer(403, theirs);
    await t.rejects(later, { code: 'origin_denied' }, 'a 403 that has nothing to do with clocks');

    const stubborn = origin.read(REF, { start: 0, end: 10 }, { signal: never });
    (await gated.next()).refuse(403, 'RequestTimeTooSkewed', theirs);
    (await gated.next()).refuse(403, 'RequestTimeTooSkewed', theirs);
    await t.rejects(stubborn, { code: 'origin_denied' });
    t.same(waits, []);
  },
);

t.test('createCaller() tells a wrong clock by the date of a HEAD, which has no code', async (t) => {
  const { gated, origin } = await openGatedS3(t, {
    clock: { now: () => Date.parse('2026-11-22T10:00:00Z') },
  });
  const pending = origin.head(REF, never);
  (await gated.next()).answer(403, { date: 'Sun, 22 Nov 2026 12:30:00 GMT' });
  const second = await gated.next();
  t.equal(second.headers['x-amz-date'], '20261122T123000Z');
  second.answer(200);
  await pending;
});

t.test('createCaller() replaces an expired token once', async (t) => {
  let given = 0;
  const credentials = async () => {
    given += 1;
    return { ...PAIR, sessionToken: `token-${given}` };
  };
  const { gated, origin } = await openGatedS3(t, { credentials });
  const pending = origin.read(REF, { start: 0, end: 10 }, { signal: never });
  (await gated.next()).refuse(400, 'ExpiredToken');
  const second = await gated.next();
  t.equal(second.headers['x-amz-security-token'], 'token-2');
  second.refuse(400, 'ExpiredToken');
  await t.rejects(pending, { code: 'origin_denied' });
  const head = origin.head(REF, never);
  (await gated.next()).answer(400);
  const last = await gated.next();
  t.equal(last.headers['x-amz-security-token'], 'token-4', 'a HEAD cannot say why');
  last.answer(200);
  await head;
});

t.test(
  'createCaller() fails without credentials, and keeps no leaver waiting for them',
  async (t) => {
    const none = await openGatedS3(t, {
      credentials: () => Promise.reject(new Error('no metadata')),
    });
    await t.rejects(none.origin.head(REF, never), { code: 'origin_denied' });
    const slow = await openGatedS3(t, {
      credentials: () => new Promise(() => {}),
      timeoutMs: 100,
    });
    const control = new AbortController();
    const pending = slow.origin.head(REF, control.signal);
    control.abort(new Error('left'));
    await t.rejects(pending, { message: 'left' });
    await t.rejects(slow.origin.head(REF, AbortSignal.abort(new Error('gone'))), {
      message: 'gone',
    });
  },
);

t.test('createCaller() ends with a timeout when the provider of credentials hangs', async (t) => {
  const { origin } = await openGatedS3(t, {
    credentials: () => new Promise(() => {}),
    timeoutMs: 20,
  });
  await t.rejects(origin.head(REF, never), { code: 'origin_timeout' });
});

t.test('createCaller() stops waiting when aborted', async (t) => {
  const control = new AbortController();
  const { gated, origin } = await openGatedS3(t, {
    delay: (_ms, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        control.abort(new Error('left'));
      }),
  });
  const pending = origin.head(REF, control.signal);
  (await gated.next()).answer(503);
  await t.rejects(pending, { message: 'left' });
  t.equal(gated.requests.length, 1);
});

t.test('createCaller() asks an ill origin not much more often than a well one', async (t) => {
  const clock = { now: () => Date.parse('2026-11-22T10:00:00Z') };
  const { gated, origin } = await openGatedS3(t, { clock }, (request) => request.answer(500));
  for (let i = 0; i < 100; i += 1) await origin.head(REF, never).catch(() => {});
  t.ok(gated.requests.length <= 100 + 20 + 10, `${gated.requests.length} requests for 100`);
});

t.test('createCaller() names the right region, and never a secret', async (t) => {
  const token = 'session-token-of-the-test';
  const { gated, origin, events } = await openGatedS3(t, {
    credentials: { ...PAIR, sessionToken: token },
  });
  const secrets = (request: GatedRequest) => [
    PAIR.secretAccessKey,
    token,
    request.headers.authorization ?? '?',
    /Signature=(.*)/.exec(request.headers.authorization ?? '')?.[1] ?? '?',
  ];
  const redirected = origin.read(REF, { start: 0, end: 10 }, { signal: never });
  (await gated.next()).refuse(301, 'PermanentRedirect', { 'x-amz-bucket-region': 'eu-west-1' });
  await t.rejects(redirected, { code: 'origin_invalid', message: /in region "eu-west-1"/ });

  const malformed = origin.read(REF, { start: 0, end: 10 }, { signal: never });
  (await gated.next()).refuse(
    400,
    'AuthorizationHeaderMalformed',
    {},
    '<Region>eu-west-1</Region>',
  );
  await t.rejects(malformed, { code: 'origin_denied', message: /in region "eu-west-1"/ });

  const denied = origin.read(REF, { start: 0, end: 10 }, { signal: never });
  const request = await gated.next();
  const echo = `<StringToSign>${secrets(request).join(' ')}</StringToSign><Token-0>${token}</Token-0>`;
  request.refuse(403, 'SignatureDoesNotMatch', {}, echo);
  const error: unknown = await denied.catch((e: unknown) => e);
  t.ok(error instanceof GatewayError);
  t.match(error, { code: 'origin_denied', detail: undefined });
  const told = JSON.stringify([
    error,
    String(error),
    error instanceof Error && error.stack,
    events,
  ]);
  for (const secret of secrets(request)) t.notOk(told.includes(secret));
});

t.test('createCaller() lets many reads share a signal, and leaves no listener on it', async (t) => {
  const { signal } = new AbortController();
  const { origin } = await openGatedS3(t, { connections: 20 }, (request) => request.serve(FILM));
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on('warning', onWarning);
  t.teardown(() => process.off('warning', onWarning));
  const reads = Array.from({ length: 20 }, async () =>
    bytesOf(await origin.read(REF, { start: 0, end: 10 }, { signal })),
  );
  await Promise.all(reads);
  t.same(warnings, []);
  t.same(getEventListeners(signal, 'abort'), []);
});

t.test('createCaller() sends what somebody who watches wants, with each attempt', async (t) => {
  const told: unknown[] = [];
  let asked = 0;
  const { gated, origin } = await openGatedS3(t, {
    ask(operation) {
      const traceparent = `trace-${++asked}`;
      return {
        headers: { traceparent },
        end: ({ attempt, status }) => told.push([operation, traceparent, attempt, status]),
      };
    },
  });
  const pending = origin.read(REF, { start: 0, end: 10 }, { signal: never });
  const first = await gated.next();
  t.equal(first.headers.traceparent, 'trace-1');
  t.notMatch(first.headers.authorization, 'traceparent', 'a proxy on the way may change it');
  first.refuse(503, 'SlowDown');
  const second = await gated.next();
  t.equal(second.headers.traceparent, 'trace-2');
  second.serve(FILM);
  await bytesOf(await pending);
  await new Promise((resolve) => setImmediate(resolve));
  t.strictSame(told, [
    ['read', 'trace-1', 1, 503],
    ['read', 'trace-2', 2, 206],
  ]);
});
