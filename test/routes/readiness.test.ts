import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { createReadiness } from '../../src/routes/readiness.ts';
import { gate } from '../fixtures/server.ts';

/** Readiness with a probe and a clock in the test's hand. */
function setUp(probe: (signal: AbortSignal) => Promise<void>, timeoutMs = 60_000) {
  const clock = { ms: 0, probes: 0 };
  const readiness = createReadiness({
    catalog: {
      probe(signal) {
        clock.probes++;
        return probe(signal);
      },
    },
    timeoutMs,
    now: () => clock.ms,
  });
  return { readiness, clock };
}

t.test('createReadiness() is ready once the origin has answered, and stays so', async (t) => {
  const cause = new TypeError('a bug');
  let failure: unknown = new GatewayError('origin_denied', 'wrong secret');
  const { readiness, clock } = setUp(async () => {
    if (failure !== undefined) throw failure;
  });
  t.equal(await readiness.check(), failure, 'whole, for the log');
  failure = cause;
  clock.ms += 1000;
  t.match(await readiness.check(), { code: 'internal_error', cause });
  failure = undefined;
  clock.ms += 1000;
  t.equal(await readiness.check(), undefined);
  failure = new GatewayError('origin_unreachable', 'm');
  clock.ms += 1000;
  t.equal(await readiness.check(), undefined, 'an origin that fails later');
  t.equal(clock.probes, 3, 'which nobody asks any more');
});

t.test('createReadiness() asks once for all who ask, and not again within a second', async (t) => {
  const answer = gate();
  const { readiness, clock } = setUp(async () => {
    await answer.opened;
    throw new GatewayError('origin_denied', 'm');
  });
  const asked = [readiness.check(), readiness.check(), readiness.check()];
  answer.open();
  for (const error of await Promise.all(asked)) t.match(error, { code: 'origin_denied' });
  t.equal(clock.probes, 1);
  clock.ms = 999;
  t.match(await readiness.check(), { code: 'origin_denied' });
  t.equal(clock.probes, 1);
  clock.ms = 1000;
  t.match(await readiness.check(), { code: 'origin_denied' });
  t.equal(clock.probes, 2);
});

/** Ends as the client of the origin does when it is aborted. */
const silence = (signal: AbortSignal): Promise<void> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

t.test('createReadiness() takes an origin that stays silent for a timeout', async (t) => {
  const { readiness } = setUp(silence, 10);
  // The timer of AbortSignal.timeout() alone keeps no process alive.
  const alive = setInterval(() => {}, 1000);
  t.teardown(() => clearInterval(alive));
  t.match(await readiness.check(), { code: 'origin_timeout' });
});

t.test('createReadiness() is never ready again after stop()', async (t) => {
  const { readiness } = setUp(async () => {});
  t.equal(await readiness.check(), undefined);
  readiness.stop();
  t.match(await readiness.check(), { code: 'shutting_down' });
});

t.test('createReadiness() gives up a probe under way at stop()', async (t) => {
  const { readiness } = setUp(silence);
  const check = readiness.check();
  readiness.stop();
  t.match(await check, { code: 'shutting_down' });
});

t.test('createReadiness() stays stopped when the origin answers late', async (t) => {
  const answer = gate();
  const { readiness } = setUp(() => answer.opened);
  const check = readiness.check();
  readiness.stop();
  answer.open();
  t.match(await check, { code: 'shutting_down' });
  t.match(await readiness.check(), { code: 'shutting_down' });
});
