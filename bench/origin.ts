/**
 * The shaped origin, a process of its own: as much of S3 as a reader of objects meets, slow in a
 * way that is known. Every answer waits before its first byte and then flows at a fixed rate,
 * unless it is its turn to go wrong. Any signature is accepted. `GET /-/counts` says what each
 * bucket was asked and gave.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { createFaults, type Fault } from './faults.ts';
import { createFilms, type Films, filmSize, filmTag, SLICE } from './film.ts';
import { createLedger, type Ledger } from './ledger.ts';

interface Shape {
  readonly firstByteMs: number;
  /** Of each answer, whatever others there are. */
  readonly bytesPerMs: number;
  /** Added to the first byte of an answer that stalls. */
  readonly stallMs: number;
}

interface Origin {
  readonly shape: Shape;
  readonly films: Films;
  readonly ledger: Ledger;
  readonly nextFault: () => Fault;
}

interface Plan {
  readonly status: 200 | 206 | 404 | 412 | 416 | 503;
  readonly size: number;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** No write is smaller, but the last: a quarter of a millisecond at 60 MB/s. */
const PIECE = 16 * 1024;
/** A reader who lets more than this pile up is waited for, and the wait earns no tokens. */
const HELD = 256 * 1024;
const MODIFIED = 'Sat, 01 Jan 2022 00:00:00 GMT';

/** RFC 9110 section 14.1.2, single ranges: what S3 answers too. */
function planAnswer(
  size: number | undefined,
  tag: string,
  headers: IncomingMessage['headers'],
): Plan {
  if (size === undefined) return { status: 404, size: 0, start: 0, end: 0 };
  const match = headers['if-match'];
  if (match !== undefined && match !== tag) return { status: 412, size, start: 0, end: 0 };
  const [range, first, last] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '') ?? [];
  if (range === undefined || range === 'bytes=-') return { status: 200, size, start: 0, end: size };
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return { status: start < end ? 206 : 416, size, start, end };
}

function writeHead(response: ServerResponse, plan: Plan, tag: string): void {
  const failed = plan.status >= 400;
  response.writeHead(plan.status, {
    'Content-Length': plan.end > plan.start && !failed ? plan.end - plan.start : 0,
    'Content-Type': failed ? 'application/xml' : 'video/mp4',
    'x-amz-request-id': 'bench',
    ...(failed ? {} : { 'Accept-Ranges': 'bytes', ETag: tag, 'Last-Modified': MODIFIED }),
    ...(plan.status === 206
      ? { 'Content-Range': `bytes ${plan.start}-${plan.end - 1}/${plan.size}` }
      : {}),
  });
}

/** Token bucket by the clock: a timer that comes late is made up for, so the mean rate holds. */
function pour(
  response: ServerResponse,
  span: { readonly start: number; readonly end: number },
  bytesPerMs: number,
  make: (position: number, length: number) => Buffer,
  finish: () => void,
): void {
  let position = span.start;
  let tokens = PIECE;
  let last = performance.now();
  const restart = () => {
    last = performance.now();
    step();
  };
  const step = () => {
    if (response.destroyed) return;
    const now = performance.now();
    tokens += (now - last) * bytesPerMs;
    last = now;
    while (position < span.end) {
      const left = span.end - position;
      if (tokens < Math.min(PIECE, left)) break;
      const length = Math.min(SLICE, left, Math.floor(tokens));
      response.write(make(position, length));
      tokens -= length;
      position += length;
      if (response.writableLength > HELD) {
        response.once('drain', restart);
        return;
      }
    }
    if (position === span.end) finish();
    else setTimeout(step, 1);
  };
  step();
}

function answer(origin: Origin, request: IncomingMessage, response: ServerResponse): void {
  const { shape, films, ledger } = origin;
  const { pathname } = new URL(request.url ?? '/', 'http://origin');
  if (pathname === '/-/counts') {
    response.end(JSON.stringify(ledger.counts()));
    return;
  }
  const [, bucket = '', key = ''] = /^\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
  ledger.asked(bucket);
  const tag = filmTag(key);
  const fault = origin.nextFault();
  const plan: Plan =
    fault.kind === 'unavailable'
      ? { status: 503, size: 0, start: 0, end: 0 }
      : planAnswer(filmSize(key), tag, request.headers);
  const wait = shape.firstByteMs + (fault.kind === 'stall' ? shape.stallMs : 0);
  const timer = setTimeout(() => {
    writeHead(response, plan, tag);
    if (request.method === 'HEAD' || plan.status >= 400) {
      response.end();
      return;
    }
    const make = (position: number, length: number) => {
      ledger.gave(bucket, key, plan.size, position, length);
      return films.bytes(key, position, length);
    };
    const { socket } = request;
    if (fault.kind === 'reset' || fault.kind === 'short') {
      const end = plan.start + Math.floor((plan.end - plan.start) * fault.at);
      const breakOff = () => (fault.kind === 'short' ? socket.end() : socket.resetAndDestroy());
      pour(response, { start: plan.start, end }, shape.bytesPerMs, make, breakOff);
    } else {
      pour(response, plan, shape.bytesPerMs, make, () => response.end());
    }
  }, wait);
  response.once('close', () => clearTimeout(timer));
}

/** Every flag is a number; shares are of all answers, 0 to 1. */
const FLAGS = {
  'first-byte-ms': { type: 'string', default: '0' },
  'bytes-per-second': { type: 'string', default: 'Infinity' },
  seed: { type: 'string', default: '1' },
  'stall-ms': { type: 'string', default: '1000' },
  'stall-share': { type: 'string', default: '0' },
  'reset-share': { type: 'string', default: '0' },
  'short-share': { type: 'string', default: '0' },
  'unavailable-share': { type: 'string', default: '0' },
} as const;

function main(): void {
  const { values } = parseArgs({ options: FLAGS });
  const shares = {
    stall: Number(values['stall-share']),
    reset: Number(values['reset-share']),
    short: Number(values['short-share']),
    unavailable: Number(values['unavailable-share']),
  };
  const origin: Origin = {
    shape: {
      firstByteMs: Number(values['first-byte-ms']),
      bytesPerMs: Number(values['bytes-per-second']) / 1000,
      stallMs: Number(values['stall-ms']),
    },
    films: createFilms(),
    ledger: createLedger(),
    nextFault: createFaults(shares, Number(values.seed)),
  };
  const server = createServer((request, response) => answer(origin, request, response));
  // As long as Ceph RADOS Gateway keeps an idle connection: no round may run into its end.
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1', () => {
    console.log(`origin listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
}

main();
