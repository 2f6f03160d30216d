import t from 'tap';
import { createS3Origin } from '../../src/origin/s3-origin.ts';
import { bytesOf, openGatedS3, PAIR } from '../fixtures/gated-s3.ts';

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
