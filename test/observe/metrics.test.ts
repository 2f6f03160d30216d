import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { type CountedRequest, createMetrics, type Metrics } from '../../src/observe/metrics.ts';

const REQUEST: CountedRequest = {
  method: 'GET',
  route: 'watch',
  status: 206,
  cache: 'hit',
  received: 0,
  firstByteMs: 0.4,
  totalMs: 30,
  aborted: false,
  slow: false,
  error: undefined,
};

const ORIGIN = {
  operation: 'read',
  attempt: 1,
  status: 206,
  failure: undefined,
  headMs: 30,
  bytes: 100,
  sent: 0,
};

/** What changed: lines of the text that are not 0 and no part of the process's own. */
async function counted(tell: (metrics: Metrics) => void): Promise<string[]> {
  const metrics = createMetrics({ version: '1', node: 'v20' });
  tell(metrics);
  const lines = (await metrics.text()).split('\n');
  return lines.filter((line) => /^(firstbyte|http)_/.test(line) && !/_bucket|_sum| 0$/.test(line));
}

t.test('createMetrics() counts what happened, and nothing else', async (t) => {
  const build = 'firstbyte_build_info{version="1",node="v20"} 1';
  const duration = (status: string, method = 'GET') =>
    `http_server_request_duration_seconds_count{method="${method}",route="watch",status="${status}"} 1`;
  const limited = new GatewayError('rate_limited', 'no', { limit: 'streams_per_address' });
  const table: readonly [tell: (metrics: Metrics) => void, lines: readonly string[]][] = [
    [
      ({ request }) => request(REQUEST),
      [duration('2xx'), 'firstbyte_first_byte_seconds_count{cache="hit"} 1'],
    ],
    [
      ({ request }) => request({ ...REQUEST, cache: undefined, method: 'PROPFIND' }),
      [duration('2xx', 'other')],
    ],
    [
      ({ request }) =>
        request({ ...REQUEST, status: undefined, firstByteMs: undefined, aborted: true }),
      [duration('none'), 'firstbyte_aborted_total{route="watch"} 1'],
    ],
    [
      ({ request }) => request({ ...REQUEST, status: 429, cache: undefined, error: limited }),
      [
        duration('4xx'),
        'firstbyte_errors_total{code="rate_limited",source="viewer"} 1',
        'firstbyte_rejected_total{limit="streams_per_address"} 1',
      ],
    ],
    [
      ({ originRequest }) => originRequest(ORIGIN),
      [
        'firstbyte_body_bytes_total{direction="from_origin"} 100',
        'firstbyte_origin_requests_total{operation="read",status="206"} 1',
        'firstbyte_origin_first_byte_seconds_count{operation="read"} 1',
      ],
    ],
    [
      ({ originRequest }) =>
        originRequest({
          ...ORIGIN,
          attempt: 2,
          status: undefined,
          failure: 'origin_timeout',
          headMs: undefined,
          bytes: 0,
        }),
      [
        'firstbyte_origin_requests_total{operation="read",status="none"} 1',
        'firstbyte_origin_failures_total{code="origin_timeout"} 1',
        'firstbyte_origin_retries_total{phase="before"} 1',
      ],
    ],
    [({ resumed }) => resumed('resumed'), ['firstbyte_origin_retries_total{phase="body"} 1']],
    [({ resumed }) => resumed('waits'), []],
    [({ hedge }) => hedge('won'), ['firstbyte_hedges_total{outcome="won"} 1']],
    [({ served }) => served('joined', 9), ['firstbyte_served_bytes_total{source="joined"} 9']],
    [({ readAhead }) => readAhead('used', 9), ['firstbyte_read_ahead_bytes_total{fate="used"} 9']],
    [({ body }) => body('to_viewer', 9), ['firstbyte_body_bytes_total{direction="to_viewer"} 9']],
    [
      ({ rejected }) => rejected('connections'),
      ['firstbyte_rejected_total{limit="connections"} 1'],
    ],
    [
      ({ originRequest }) =>
        originRequest({ ...ORIGIN, operation: 'put_part', status: 200, bytes: 0, sent: 8 }),
      [
        'firstbyte_body_bytes_total{direction="to_origin"} 8',
        'firstbyte_origin_requests_total{operation="put_part",status="200"} 1',
        'firstbyte_origin_first_byte_seconds_count{operation="put_part"} 1',
        'firstbyte_upload_parts_total{outcome="stored"} 1',
      ],
    ],
    [
      ({ request }) => request({ ...REQUEST, cache: undefined, received: 7 }),
      [duration('2xx'), 'firstbyte_body_bytes_total{direction="from_viewer"} 7'],
    ],
    [
      ({ cmcd }) => cmcd({ bl: 2000, bs: true, bsd: 500, msd: 300 }),
      [
        'firstbyte_viewer_reports_total{from="cmcd",outcome="read"} 1',
        'firstbyte_viewer_buffer_seconds_count{from="cmcd"} 1',
        'firstbyte_viewer_stalls_total{from="cmcd"} 1',
        'firstbyte_viewer_stalled_seconds_total{from="cmcd"} 0.5',
        'firstbyte_viewer_startup_seconds_count{from="cmcd"} 1',
      ],
    ],
    [
      ({ page }) => page({ firstFrameMs: 100, stalls: 2, stalledMs: 700 }),
      [
        'firstbyte_viewer_reports_total{from="page",outcome="read"} 1',
        'firstbyte_viewer_startup_seconds_count{from="page"} 1',
        'firstbyte_viewer_stalls_total{from="page"} 2',
        'firstbyte_viewer_stalled_seconds_total{from="page"} 0.7',
      ],
    ],
    [
      ({ page }) => page('invalid'),
      ['firstbyte_viewer_reports_total{from="page",outcome="invalid"} 1'],
    ],
    [
      ({ request }) => request({ ...REQUEST, cache: undefined, slow: true }),
      [duration('2xx'), 'firstbyte_slow_requests_total{route="watch"} 1'],
    ],
    [
      ({ failed }) => failed(limited),
      [
        'firstbyte_errors_total{code="rate_limited",source="viewer"} 1',
        'firstbyte_rejected_total{limit="streams_per_address"} 1',
      ],
    ],
    [({ purged }) => purged(3), ['firstbyte_cache_purged_blocks_total 3']],
    [({ gauge }) => gauge('firstbyte_flights', () => 4), ['firstbyte_flights 4']],
  ];
  for (const [tell, lines] of table) {
    t.strictSame((await counted(tell)).sort(), [...lines, build].sort(), `${tell}`);
  }
});
