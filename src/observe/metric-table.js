/**
 * Every metric by its name: what it counts, in which unit, by what. Labels have few values, all of
 * them ours: none that a viewer can make grow. Names are kept: dashboards and alerts rest on them.
 */
import { FAILURES, LIMIT_NAMES } from '../errors.js';

const FROM = [['cmcd'], ['page']];
/** From a fifth of a millisecond, a block in memory, to ten seconds, a storage that is ill. */
const SECONDS = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
/** Whole answers: up to a film that is watched to its end. */
const LONG_SECONDS = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300, 1800, 7200];
/** What viewers wait and have ahead. */
const PLAY_SECONDS = [0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 20, 30, 60];
export const METRICS = {
  http_server_request_duration_seconds: {
    kind: 'histogram',
    help: 'Time from a request to the end of its answer, in seconds; the pace of the viewer is in it',
    labels: ['method', 'route', 'status'],
    buckets: LONG_SECONDS,
  },
  firstbyte_first_byte_seconds: {
    kind: 'histogram',
    help: 'Time from a request for an object to the first byte of its body handed to the connection, in seconds, by how the answer began',
    labels: ['cache'],
    buckets: SECONDS,
  },
  firstbyte_errors_total: {
    kind: 'counter',
    help: 'Requests that failed, or were refused before they were requests, by the code of the problem and whose fault it was',
    labels: ['code', 'source'],
    from0: Object.entries(FAILURES).map(([code, { source }]) => [code, source]),
  },
  firstbyte_aborted_total: {
    kind: 'counter',
    help: 'Answers that did not come to their end: the viewer left, or the connection was destroyed',
    labels: ['route'],
  },
  firstbyte_rejected_total: {
    kind: 'counter',
    help: 'Requests and connections turned away by a limit',
    labels: ['limit'],
    from0: LIMIT_NAMES.map((limit) => [limit]),
  },
  firstbyte_streams: { kind: 'gauge', help: 'Objects being sent now' },
  firstbyte_connections: { kind: 'gauge', help: 'Connections of viewers now' },
  firstbyte_served_bytes_total: {
    kind: 'counter',
    help: 'Bytes of objects handed on to viewers, by source: memory, joined (the request of another viewer brought them), origin, literal (stored nowhere: the heads of views and of parts)',
    labels: ['source'],
    from0: [['memory'], ['joined'], ['origin'], ['literal']],
  },
  firstbyte_body_bytes_total: {
    kind: 'counter',
    help: 'Bytes of bodies, by direction',
    labels: ['direction'],
    from0: [['to_viewer'], ['from_viewer'], ['from_origin'], ['to_origin']],
  },
  firstbyte_cache_bytes: { kind: 'gauge', help: 'Bytes of cached blocks' },
  firstbyte_cache_reserved_bytes: {
    kind: 'gauge',
    help: 'Bytes of memory set aside for requests in the air and for views',
  },
  firstbyte_cache_capacity_bytes: {
    kind: 'gauge',
    help: 'Most bytes, cached and set aside together: cache_memory_bytes',
  },
  firstbyte_cache_blocks: { kind: 'gauge', help: 'Cached blocks' },
  firstbyte_cache_evictions_total: { kind: 'counter', help: 'Blocks that were pushed out' },
  firstbyte_cache_purged_blocks_total: { kind: 'counter', help: 'Blocks that were purged' },
  firstbyte_read_ahead_bytes_total: {
    kind: 'counter',
    help: 'Bytes read ahead of viewers, by fate: used, or wasted because the viewer left or jumped',
    labels: ['fate'],
    from0: [['used'], ['wasted']],
  },
  firstbyte_flights: {
    kind: 'gauge',
    help: 'Reads of the storage in the air or waiting for a slot',
  },
  firstbyte_origin_requests_total: {
    kind: 'counter',
    help: 'Requests to the storage, by operation and status; "none" when no answer came',
    labels: ['operation', 'status'],
  },
  firstbyte_origin_first_byte_seconds: {
    kind: 'histogram',
    help: 'Time from a request to the storage to the head of its answer, in seconds',
    labels: ['operation'],
    buckets: SECONDS,
  },
  firstbyte_origin_failures_total: {
    kind: 'counter',
    help: 'Requests to the storage without a usable answer, by code',
    labels: ['code'],
    from0: Object.entries(FAILURES)
      .filter(([, { source }]) => source === 'origin')
      .map(([code]) => [code]),
  },
  firstbyte_origin_retries_total: {
    kind: 'counter',
    help: 'Requests to the storage made again, by phase: before the head of an answer, or within its body',
    labels: ['phase'],
    from0: [['before'], ['body']],
  },
  firstbyte_hedges_total: {
    kind: 'counter',
    help: 'Late reads, by outcome: issued (asked a second time), of which won, lost or failed; suppressed (not allowed to)',
    labels: ['outcome'],
    from0: [['issued'], ['won'], ['lost'], ['failed'], ['suppressed']],
  },
  firstbyte_uploads: { kind: 'gauge', help: 'Uploads being received now' },
  firstbyte_upload_parts_total: {
    kind: 'counter',
    help: 'Parts of uploads sent to the storage, by outcome: stored or failed',
    labels: ['outcome'],
    from0: [['stored'], ['failed']],
  },
  firstbyte_viewer_startup_seconds: {
    kind: 'histogram',
    help: 'Time to the first frame as viewers report it, in seconds',
    labels: ['from'],
    buckets: PLAY_SECONDS,
  },
  firstbyte_viewer_stalls_total: {
    kind: 'counter',
    help: 'Times that a film stood still for want of bytes, as viewers report it',
    labels: ['from'],
    from0: FROM,
  },
  firstbyte_viewer_stalled_seconds_total: {
    kind: 'counter',
    help: 'Seconds that films stood still for want of bytes, as viewers report it',
    labels: ['from'],
    from0: FROM,
  },
  firstbyte_viewer_buffer_seconds: {
    kind: 'histogram',
    help: 'Film that players had ahead when they asked (CMCD bl), in seconds',
    labels: ['from'],
    buckets: PLAY_SECONDS,
  },
  firstbyte_viewer_reports_total: {
    kind: 'counter',
    help: 'Reports of viewers that were read, or thrown away as invalid',
    labels: ['from', 'outcome'],
    from0: FROM.flatMap(([from]) => ['read', 'invalid'].map((outcome) => [from, outcome])),
  },
  firstbyte_slow_requests_total: {
    kind: 'counter',
    help: 'Requests that had their viewer wait for longer than slow_request_ms: for the first byte, or for an answer once the body was there',
    labels: ['route'],
  },
  firstbyte_build_info: {
    kind: 'gauge',
    help: 'Always 1: which firstbyte runs, on which Node.js',
    labels: ['version', 'node'],
  },
};
