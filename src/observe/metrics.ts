/**
 * Metrics: the face of what is counted. Other rooms tell what happened in their own words; which
 * numbers grow by it is decided here. To be told costs well under a microsecond.
 */
import type { GatewayError } from '../errors.ts';
import { type CounterName, createInstruments, type GaugeName } from './instruments.ts';
import { keptChildren } from './kept-children.ts';

/** What is counted of a finished request; http/handle.ts tells it. */
export interface CountedRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number | undefined;
  readonly cache: string | undefined;
  /** Bytes of its own body that were read. */
  readonly received: number;
  readonly firstByteMs: number | undefined;
  readonly totalMs: number;
  readonly aborted: boolean;
  /** The viewer waited for longer than `slow_request_ms`. */
  readonly slow: boolean;
  readonly error: GatewayError | undefined;
}

/** What is counted of a request to the storage; origin/ tells it. */
export interface CountedOriginRequest {
  readonly operation: string;
  readonly attempt: number;
  readonly status: number | undefined;
  readonly failure: string | undefined;
  readonly headMs: number | undefined;
  readonly bytes: number;
  readonly sent: number;
}

/** What is counted of a CMCD report. */
export interface CountedCmcd {
  readonly bl?: number;
  readonly bs?: true;
  readonly bsd?: number;
  readonly msd?: number;
}

/** What is counted of a report of the page. */
export interface CountedPage {
  readonly firstFrameMs?: number | undefined;
  readonly stalls: number;
  readonly stalledMs: number;
}

export interface Metrics {
  request(request: CountedRequest): void;
  /** What failed, or was refused before it became a request. */
  failed(error: Pick<GatewayError, 'code' | 'source' | 'limit'>): void;
  originRequest(request: CountedOriginRequest): void;
  /** An answer of the storage that broke off was continued, or not yet. */
  resumed(outcome: 'resumed' | 'waits' | 'lost'): void;
  hedge(outcome: 'issued' | 'won' | 'lost' | 'failed' | 'suppressed'): void;
  served(source: 'memory' | 'joined' | 'origin' | 'literal', bytes: number): void;
  readAhead(fate: 'used' | 'wasted', bytes: number): void;
  body(direction: 'to_viewer' | 'from_viewer' | 'from_origin' | 'to_origin', bytes: number): void;
  /** A player's own words: CMCD. */
  cmcd(report: CountedCmcd | 'invalid'): void;
  /** The page's own words. */
  page(report: CountedPage | 'invalid'): void;
  rejected(limit: string): void;
  purged(blocks: number): void;
  /** Read when somebody scrapes. */
  gauge(name: GaugeName | 'firstbyte_cache_evictions_total', value: () => number): void;
  text(): Promise<string>;
  readonly contentType: string;
}

const METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'PUT',
  'POST',
  'PATCH',
  'DELETE',
  'OPTIONS',
] as const);

/** @param build what runs: its own version and that of Node.js */
export function createMetrics(build: { readonly version: string; readonly node: string }): Metrics {
  const instruments = createInstruments();
  const { counter, histogram } = keptChildren(instruments);
  // Counted for every piece of every film: a counter of the library looks for its labels each time,
  // which takes longer than to send a piece, so bytes are added up here and told when they are read.
  const bodies = { to_viewer: 0, from_viewer: 0, from_origin: 0, to_origin: 0 };
  const serving = { memory: 0, joined: 0, origin: 0, literal: 0 };
  const ahead = { used: 0, wasted: 0 };
  function settle<Label extends string>(name: CounterName, sums: Record<Label, number>): void {
    for (const label of Object.keys(sums) as Label[]) {
      if (sums[label] > 0) counter(name, label).inc(sums[label]);
      sums[label] = 0;
    }
  }
  const routes = new Set<string>();
  /** What is counted by route is there, at 0, as soon as the route is. */
  function begin(route: string): void {
    routes.add(route);
    counter('firstbyte_aborted_total', route).inc(0);
    counter('firstbyte_slow_requests_total', route).inc(0);
  }
  function failed({ code, source, limit }: Pick<GatewayError, 'code' | 'source' | 'limit'>): void {
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
      if (!routes.has(route)) begin(route);
      if (request.aborted) counter('firstbyte_aborted_total', route).inc();
      if (request.slow) counter('firstbyte_slow_requests_total', route).inc();
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

function statusClass(status: number | undefined): string {
  return status === undefined ? 'none' : `${Math.floor(status / 100)}xx`;
}
