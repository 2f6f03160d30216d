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

t.test('timingHeaders() says what took how long, and of which bytes', async (t) => {
  const headers = {};
  const said = (originMs: number | undefined, headers: Record<string, string> = {}) => {
    const provenance = { cacheStatus: 'x', cache: 'miss', originMs } as const;
    return timingHeaders({ provenance, headers }, 12.345)['Server-Timing'];
  };
  t.equal(said(3.21), 'origin;dur=3.2, cache;desc="miss", total;dur=12.3');
  t.equal(said(undefined), 'cache;desc="miss", total;dur=12.3');
  t.equal(
    said(undefined, { 'Content-Range': 'bytes 5-9/10' }),
    'cache;desc="miss", range;desc="bytes 5-9/10", total;dur=12.3',
  );
  t.equal(timingHeaders({ headers }, 1)['Server-Timing'], 'total;dur=1.0');
});
