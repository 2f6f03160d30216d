import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { createReports, type PageReport } from '../../src/routes/reports.ts';
import { exchangeOf } from '../fixtures/exchange.ts';

const setUp = () => {
  const told: (PageReport | 'invalid')[] = [];
  let left = 100;
  const handler = createReports({
    corsOrigins: [],
    admit() {
      if (left-- === 0) throw new GatewayError('rate_limited', 'enough');
    },
    told: (report) => told.push(report),
  });
  const post = async (body: string, headers = {}) =>
    handler(exchangeOf({ method: 'POST', body, headers }));
  return {
    told,
    post,
    leave(many: number) {
      left = many;
    },
  };
};

t.test('createReports() takes what the page saw', async (t) => {
  const { told, post } = setUp();
  t.equal((await post('{"firstFrameMs":120.5,"stalls":1,"stalledMs":800}')).status, 204);
  t.equal((await post('{}')).status, 204);
  t.strictSame(told, [
    { firstFrameMs: 120.5, stalls: 1, stalledMs: 800 },
    { stalls: 0, stalledMs: 0 },
  ]);
});

t.test('createReports() counts nothing of what cannot be true', async (t) => {
  const { told, post } = setUp();
  for (const body of [
    '',
    'rubbish',
    '[]',
    '{"stalls":-1}',
    '{"stalls":1.5}',
    '{"firstFrameMs":1e12}',
    '{"firstFrameMs":"1"}',
    '{"other":1}',
  ]) {
    await t.rejects(post(body), { code: 'body_invalid' }, body);
    t.equal(told.pop(), 'invalid');
  }
  await t.rejects(post(`"${'x'.repeat(2048)}"`), { code: 'body_too_large' });
  t.equal(told.pop(), 'invalid');
  await t.rejects(post('{}', { origin: 'https://evil.example' }), { code: 'cross_site_refused' });
  t.strictSame(told, []);
});

t.test('createReports() takes no more of one address than it is told to', async (t) => {
  const { told, post, leave } = setUp();
  leave(1);
  await post('{}');
  await t.rejects(post('{}'), { code: 'rate_limited' });
  t.equal(told.length, 1, 'nor counts it');
});
