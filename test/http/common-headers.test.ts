import t from 'tap';
import { timingHeaders, withHeaders } from '../../src/http/common-headers.ts';

t.test(
  'withHeaders() puts those of the answer over the common ones, and keeps both Vary',
  async (t) => {
    const answer = { status: 200, headers: { A: 'route', Vary: 'Cookie' } };
    const both = withHeaders(answer, { A: 'common', B: 'common', Vary: 'Origin' });
    t.strictSame(both.headers, { A: 'route', B: 'common', Vary: 'Origin, Cookie' });
    t.notOk('Vary' in withHeaders({ status: 200, headers: {} }, {}).headers);
  },
);

t.test('withHeaders() says how the answer came about', async (t) => {
  const provenance = { cacheStatus: 'hit', cache: 'hit', originMs: undefined } as const;
  const { headers } = withHeaders({ status: 200, headers: {}, provenance }, {});
  t.strictSame(headers, { 'Cache-Status': 'firstbyte; hit' });
});

t.test('timingHeaders() says what took how long', async (t) => {
  const said = (originMs: number | undefined) =>
    timingHeaders({ cacheStatus: 'x', cache: 'miss', originMs }, 12.345)['Server-Timing'];
  t.equal(said(3.21), 'origin;dur=3.2, cache;desc="miss", total;dur=12.3');
  t.equal(said(undefined), 'cache;desc="miss", total;dur=12.3');
  t.equal(timingHeaders(undefined, 1)['Server-Timing'], 'total;dur=1.0');
});
