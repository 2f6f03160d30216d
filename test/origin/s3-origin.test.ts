import t from 'tap';
import type { HedgeEvent } from '../../src/origin/hedge.ts';
import type { ResumeEvent } from '../../src/origin/resume.ts';
import { createS3Origin } from '../../src/origin/s3-origin.ts';
import type { GatedRequest } from '../fixtures/gated-origin.ts';
import { bytesOf, openGatedS3, PAIR } from '../fixtures/gated-s3.ts';
import { createHandClock } from '../fixtures/hand-clock.ts';

const REF = { bucket: 'films', key: 'a b.mp4' };
const never = new AbortController().signal;
const FILM = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251));

t.test('createS3Origin() tells an observer of every request, when it is over', async (t) => {
  const { gated, origin, events } = await openGatedS3(t);
  const pending = origin.read(REF, { start: 0, end: 10 }, { signal: never });
  (await gated.next()).serve(FILM);
  await bytesOf(await pending);
  const missing = origin.read(REF, { start: 0, end: 10 }, { signal: never });
  (await gated.next()).refuse(404, 'NoSuchKey');
  await t.rejects(missing, { code: 'object_not_found' });
  t.match(events, [
    { operation: 'read', attempt: 1, status: 206, failure: undefined, bytes: 10, headMs: Number },
    {
      operation: 'read',
      attempt: 1,
      status: 404,
      failure: 'object_not_found',
      message: /NoSuchKey/,
    },
  ]);
  t.ok(events.every(({ totalMs, headMs }) => totalMs >= (headMs ?? 0)));
});

t.test('createS3Origin() times requests by a clock that nobody sets', async (t) => {
  const wall = { ms: Date.parse('2026-11-22T10:00:00Z') };
  let elapsed = 5000;
  const { gated, origin, events } = await openGatedS3(t, {
    clock: { now: () => wall.ms },
    elapsed: () => elapsed,
  });
  const pending = origin.read(REF, { start: 0, end: 10 }, { signal: never });
  const request = await gated.next();
  wall.ms -= 3_600_000;
  elapsed += 40;
  request.serve(FILM);
  await bytesOf(await pending);
  t.match(events, [{ headMs: 40, totalMs: 40 }]);
});

t.test('createS3Origin() does not wait for ever for one of its connections', async (t) => {
  const { gated, origin } = await openGatedS3(t, { timeoutMs: 50 });
  const first = origin.read(REF, { start: 0, end: 1000 }, { signal: never });
  const request = await gated.next();
  request.open(1000);
  const feed = setInterval(() => request.response.write('x'), 10);
  t.teardown(() => clearInterval(feed));
  const busy = await first;
  await t.rejects(origin.head(REF, never), { code: 'overloaded' });
  if (busy !== 'unsatisfiable') busy.cancel();
});

t.test('close() fails what is in the air and what comes after', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const pending = origin.read(REF, { start: 0, end: 100 }, { signal: never });
  const request = await gated.next();
  request.open(1000);
  const bytes = bytesOf(await pending);
  const failure = t.rejects(bytes, { code: 'shutting_down' });
  await origin.close();
  await failure;
  await t.rejects(origin.head(REF, never), { code: 'shutting_down' });
});

t.test(
  'createS3Origin() speaks to AWS when no endpoint is given, and refuses nonsense',
  async (t) => {
    const origin = createS3Origin({ region: 'eu-west-1', credentials: PAIR });
    await origin.close();
    t.throws(() => createS3Origin({ region: 'evil.example/', credentials: PAIR }), TypeError);
    t.throws(() => createS3Origin({ endpointUrl: 'x', region: 'a', credentials: PAIR }), TypeError);
  },
);

t.test('createS3Origin() continues an answer that breaks off, unseen by its reader', async (t) => {
  const resumed: ResumeEvent[] = [];
  const { gated, origin, waits } = await openGatedS3(t, {
    onResume: (event) => resumed.push(event),
  });
  for (const how of ['reset', 'close'] as const) {
    const pending = origin.read(REF, { start: 10, end: 500 }, { signal: never });
    const first = await gated.next();
    first.open(1000);
    await first.write(FILM.subarray(10, 50));
    const bytes = bytesOf(await pending);
    first.cut(how);
    const second = await gated.next();
    t.match(second.headers, { range: /^bytes=\d+-499$/, 'if-match': '"v1"' });
    second.refuse(503, 'SlowDown', { 'retry-after': '2' });
    (await gated.next()).cut('reset');
    const fourth = await gated.next();
    t.equal(fourth.headers.range, second.headers.range);
    fourth.serve(FILM);
    t.same(await bytes, FILM.subarray(10, 500), how);
  }
  t.same(waits, [25, 2000, 25, 2000], 'Retry-After is honoured; a stale connection costs no wait');
  t.same(
    resumed.map(({ outcome }) => outcome),
    ['waits', 'resumed', 'waits', 'resumed'],
  );
});

t.test('createS3Origin() continues an answer whose connection falls silent', async (t) => {
  const { gated, origin } = await openGatedS3(t, { timeoutMs: 100, connections: 2 });
  const big = Buffer.alloc(1_000_000, 7);
  // One reader pauses all the while; that is not the origin's silence.
  const pausedRead = origin.read(REF, { start: 0, end: big.length }, { signal: never });
  (await gated.next()).serve(big);
  const paused = await pausedRead;
  if (paused === 'unsatisfiable') throw new Error(paused);
  const iterator = paused.bytes[Symbol.asyncIterator]();
  let taken = (await iterator.next()).value?.length;

  const pending = origin.read(REF, { start: 0, end: 100 }, { signal: never });
  const silent = await gated.next();
  silent.open(1000);
  await silent.write(FILM.subarray(0, 40));
  const bytes = bytesOf(await pending);
  const second = await gated.next();
  t.equal(second.headers.range, 'bytes=40-99');
  second.serve(FILM);
  t.same(await bytes, FILM.subarray(0, 100));

  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    taken += next.value.length;
  }
  t.equal(taken, big.length);
  t.equal(gated.requests.length, 3, 'nothing was asked for again for the one who paused');
});

t.test('createS3Origin() does not continue with another version', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const answers: ((request: GatedRequest) => void)[] = [
    (request) => request.refuse(412, 'PreconditionFailed'),
    (request) => request.serve(FILM, { etag: '"v2"' }),
    (request) => request.serve(FILM.subarray(0, 600)),
    (request) => request.answer(416),
  ];
  for (const answer of answers) {
    const pending = origin.read(REF, { start: 0, end: 700 }, { signal: never });
    const first = await gated.next();
    first.open(1000);
    await first.write(FILM.subarray(0, 40));
    const bytes = bytesOf(await pending);
    first.cut('reset');
    answer(await gated.next());
    await t.rejects(bytes, { code: 'object_changed' }, String(answer));
  }
});

t.test('a continuation that its reader leaves is taken back', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const pending = origin.read(REF, { start: 0, end: 700 }, { signal: never });
  const first = await gated.next();
  first.open(1000);
  await first.write(FILM.subarray(0, 40));
  const arrival = await pending;
  if (arrival === 'unsatisfiable') throw new Error(arrival);
  const bytes = t.rejects(bytesOf(arrival), { name: 'AbortError' });
  first.cut('reset');
  const second = await gated.next();
  arrival.cancel();
  await bytes;
  t.equal(await second.gone, 'closed');
  const after = origin.read(REF, { start: 0, end: 10 }, { signal: never });
  (await gated.next()).serve(FILM);
  t.same(await bytesOf(await after), FILM.subarray(0, 10), 'its connection is free');
});

t.test('createS3Origin() overtakes a late answer on another connection', async (t) => {
  const hedges: HedgeEvent[] = [];
  const time = createHandClock();
  const { gated, origin } = await openGatedS3(t, {
    connections: 2,
    elapsed: time.now,
    delay: time.delay,
    onHedge: (event) => hedges.push(event),
  });
  const read = () =>
    origin.read(REF, { start: 0, end: 1000 }, { signal: never, urgency: 'wanted' });
  for (let n = 0; n < 20; n += 1) {
    const pending = read();
    (await gated.next()).serve(FILM);
    t.same(await bytesOf(await pending), FILM);
  }
  const pending = read();
  const first = await gated.next();
  first.open(1000);
  await time.advance(10);
  const second = await gated.next();
  t.not(second.connection, first.connection);
  second.serve(FILM);
  t.same(await bytesOf(await pending), FILM);
  // Little is left of the loser: its connection is kept if that comes soon.
  first.response.end(FILM);
  t.equal(await first.gone, 'finished');
  t.same(hedges, [
    { outcome: 'issued', patienceMs: 10 },
    { outcome: 'won', patienceMs: 10 },
  ]);
  t.equal(gated.connections(), 2);

  // Twenty more earn another one, but by then the origin has asked to slow down.
  for (let n = 0; n < 20; n += 1) {
    const next = read();
    (await gated.next()).serve(FILM);
    await bytesOf(await next);
  }
  const refused = origin.head(REF, never).catch(() => {});
  (await gated.next()).answer(503);
  await time.settle();
  const late = read();
  const alone = await gated.next();
  await time.advance(10);
  alone.serve(FILM);
  t.same(await bytesOf(await late), FILM);
  t.equal(hedges.at(-1)?.outcome, 'suppressed');
  await time.advance(10_000);
  await time.settle();
  (await gated.next()).answer(404);
  await refused;
});
