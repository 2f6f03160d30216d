import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { createReadiness } from '../../src/routes/readiness.ts';
import { gate } from '../fixtures/server.ts';

const signal = new AbortController().signal;

t.test('createReadiness() is ready once the origin has answered, and stays so', async (t) => {
  let probes = 0;
  let failure: unknown = new GatewayError('origin_denied', 'm');
  const readiness = createReadiness({
    async probe(given) {
      t.equal(given, signal);
      probes++;
      if (failure !== undefined) throw failure;
    },
  });
  t.equal(await readiness.check(signal), 'origin_denied');
  failure = new TypeError('m');
  t.equal(await readiness.check(signal), 'internal_error');
  failure = undefined;
  t.equal(await readiness.check(signal), undefined);
  failure = new GatewayError('origin_unreachable', 'm');
  t.equal(await readiness.check(signal), undefined, 'an origin that fails later');
  t.equal(probes, 3, 'which nobody asks any more');
});

t.test('createReadiness() is never ready again after stop()', async (t) => {
  const readiness = createReadiness({ async probe() {} });
  t.equal(await readiness.check(signal), undefined);
  readiness.stop();
  t.equal(await readiness.check(signal), 'shutting_down');
});

t.test('createReadiness() stays stopped when the origin answers late', async (t) => {
  const answer = gate();
  const readiness = createReadiness({ probe: () => answer.opened });
  const check = readiness.check(signal);
  readiness.stop();
  answer.open();
  t.equal(await check, 'shutting_down');
  t.equal(await readiness.check(signal), 'shutting_down');
});
