import t from 'tap';
import { FAILURES, type FailureCode, GatewayError, heals } from '../src/errors.ts';

t.test('GatewayError takes status, source and title from the table', async (t) => {
  for (const code of Object.keys(FAILURES) as FailureCode[]) {
    const error = new GatewayError(code, 'for the log');
    t.match(error, { code, message: 'for the log', name: 'GatewayError', ...FAILURES[code] });
    t.ok(error.status >= 400 && error.status < 600, `${code} is a failure status`);
    t.equal(error.cause, undefined);
  }
});

t.test('GatewayError keeps its details and its cause', async (t) => {
  const cause = new Error('socket hang up');
  const error = new GatewayError('origin_throttled', 'm', {
    detail: 'Ask again later',
    retryAfterSeconds: 3,
    cause,
  });
  t.match(error, { detail: 'Ask again later', retryAfterSeconds: 3 });
  t.equal(error.cause, cause);
});

t.test('heals() tells a fit of the origin from a decision', async (t) => {
  t.ok(heals(new GatewayError('origin_throttled', 'm')));
  t.ok(heals(new GatewayError('origin_truncated', 'm')));
  t.notOk(heals(new GatewayError('object_changed', 'm')));
  t.notOk(heals(new Error('m')));
});
