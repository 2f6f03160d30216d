/**
 * The shaped origin, a process of its own: as much of S3 as a reader of objects meets, slow in a
 * way that is known. Every answer waits before its first byte and then flows at a fixed rate.
 * Any signature is accepted. `GET /-/counts` says what each bucket was asked and gave.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { createFilms, type Films, filmSize, filmTag, SLICE } from './film.ts';

interface Shape {
  readonly firstByteMs: number;
  /** Of each answer, whatever others there are. */
  readonly bytesPerMs: number;
}

/** Requests, and body bytes handed to the socket: a reader who leaves has not taken all of them. */
interface Count {
  requests: number;
  bytes: number;
}

interface Plan {
  readonly status: 200 | 206 | 404 | 412 | 416;
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
    if (position === span.end) response.end();
    else setTimeout(step, 1);
  };
  step();
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  shape: Shape,
  films: Films,
  counts: Map<string, Count>,
): void {
  const { pathname } = new URL(request.url ?? '/', 'http://origin');
  if (pathname === '/-/counts') {
    response.end(JSON.stringify(Object.fromEntries(counts)));
    return;
  }
  const [, bucket = '', key = ''] = /^\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
  const count = counts.get(bucket) ?? { requests: 0, bytes: 0 };
  counts.set(bucket, count);
  count.requests++;
  const tag = filmTag(key);
  const plan = planAnswer(filmSize(key), tag, request.headers);
  const timer = setTimeout(() => {
    writeHead(response, plan, tag);
    if (request.method === 'HEAD' || plan.status >= 400) {
      response.end();
      return;
    }
    pour(response, plan, shape.bytesPerMs, (position, length) => {
      count.bytes += length;
      return films.bytes(key, position, length);
    });
  }, shape.firstByteMs);
  response.once('close', () => clearTimeout(timer));
}

function main(): void {
  const { values } = parseArgs({
    options: {
      'first-byte-ms': { type: 'string', default: '0' },
      'bytes-per-second': { type: 'string', default: 'Infinity' },
    },
  });
  const shape = {
    firstByteMs: Number(values['first-byte-ms']),
    bytesPerMs: Number(values['bytes-per-second']) / 1000,
  };
  const films = createFilms();
  const counts = new Map<string, Count>();
  const server = createServer((request, response) =>
    answer(request, response, shape, films, counts),
  );
  // As long as Ceph RADOS Gateway keeps an idle connection: no round may run into its end.
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1', () => {
    console.log(`origin listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
}

main();
