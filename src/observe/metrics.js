import { createInstruments } from './instruments.js';
import { keptChildren } from './kept-children.js';

const METHODS = new Set(['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS']);
/** @param build what runs: its own version and that of Node.js */
export function createMetrics(build) {
  const instruments = createInstruments();
  const { counter, histogram } = keptChildren(instruments);
  // Counted for every piece of every film: a counter of the library looks for its labels each time,
  // which takes longer than to send a piece, so bytes are added up here and told when they are read.
  const bodies = { to_viewer: 0, from_viewer: 0, from_origin: 0, to_origin: 0 };
  const serving = { memory: 0, joined: 0, origin: 0, literal: 0 };
  const ahead = { used: 0, wasted: 0 };
  function settle(name, sums) {
    for (const label of Object.keys(sums)) {
      if (sums[label] > 0) counter(name, label).inc(sums[label]);
      sums[label] = 0;
    }
  }
  function failed({ code, source, limit }) {
    counter('firstbyte_errors_total', code, source).inc();
    if (limit !== undefined) counter('firstbyte_rejected_total', limit).inc();
  }
  instruments.set('firstbyte_build_info', 1, build.version, build.node);
  return {
    request(request) {
      const { method, route, status, cache, received, firstByteMs, totalMs, error } = request;
      const known = METHODS.has(method) ? method : 'other';
      histogram('http_server_request_duration_seconds', known, route, statusClass(status)).observe(
        totalMs / 1000,
      );
      if (cache !== undefined && firstByteMs !== undefined) {
        histogram('firstbyte_first_byte_seconds', cache).observe(firstByteMs / 1000);
      }
      bodies.from_viewer += received;
      // Both are there, at 0, as soon as the route is.
      counter('firstbyte_aborted_total', route).inc(request.aborted ? 1 : 0);
      counter('firstbyte_slow_requests_total', route).inc(request.slow ? 1 : 0);
      if (error !== undefined) failed(error);
    },
    failed,
    originRequest({ operation, attempt, status, failure, headMs, bytes, sent }) {
      counter('firstbyte_origin_requests_total', operation, `${status ?? 'none'}`).inc();
      if (headMs !== undefined) {
        histogram('firstbyte_origin_first_byte_seconds', operation).observe(headMs / 1000);
      }
      if (failure !== undefined) counter('firstbyte_origin_failures_total', failure).inc();
      if (attempt > 1) counter('firstbyte_origin_retries_total', 'before').inc();
      bodies.from_origin += bytes;
      bodies.to_origin += sent;
      if (operation === 'put_part') {
        counter('firstbyte_upload_parts_total', failure === undefined ? 'stored' : 'failed').inc();
      }
    },
    resumed(outcome) {
      if (outcome === 'resumed') counter('firstbyte_origin_retries_total', 'body').inc();
    },
    hedge: (outcome) => counter('firstbyte_hedges_total', outcome).inc(),
    served(source, bytes) {
      serving[source] += bytes;
    },
    readAhead(fate, bytes) {
      ahead[fate] += bytes;
    },
    body(direction, bytes) {
      bodies[direction] += bytes;
    },
    cmcd(report) {
      counter(
        'firstbyte_viewer_reports_total',
        'cmcd',
        report === 'invalid' ? report : 'read',
      ).inc();
      if (report === 'invalid') return;
      const { bl, bs, bsd, msd } = report;
      if (bl !== undefined) histogram('firstbyte_viewer_buffer_seconds', 'cmcd').observe(bl / 1000);
      if (bs) counter('firstbyte_viewer_stalls_total', 'cmcd').inc();
      if (bsd !== undefined) {
        counter('firstbyte_viewer_stalled_seconds_total', 'cmcd').inc(bsd / 1000);
      }
      if (msd !== undefined)
        histogram('firstbyte_viewer_startup_seconds', 'cmcd').observe(msd / 1000);
    },
    page(report) {
      counter(
        'firstbyte_viewer_reports_total',
        'page',
        report === 'invalid' ? report : 'read',
      ).inc();
      if (report === 'invalid') return;
      const { firstFrameMs, stalls, stalledMs } = report;
      if (firstFrameMs !== undefined) {
        histogram('firstbyte_viewer_startup_seconds', 'page').observe(firstFrameMs / 1000);
      }
      counter('firstbyte_viewer_stalls_total', 'page').inc(stalls);
      counter('firstbyte_viewer_stalled_seconds_total', 'page').inc(stalledMs / 1000);
    },
    rejected: (limit) => counter('firstbyte_rejected_total', limit).inc(),
    purged: (blocks) => counter('firstbyte_cache_purged_blocks_total').inc(blocks),
    gauge: instruments.read,
    text() {
      settle('firstbyte_body_bytes_total', bodies);
      settle('firstbyte_served_bytes_total', serving);
      settle('firstbyte_read_ahead_bytes_total', ahead);
      return instruments.text();
    },
    contentType: instruments.contentType,
  };
}
function statusClass(status) {
  return status === undefined ? 'none' : `${Math.floor(status / 100)}xx`;
}
