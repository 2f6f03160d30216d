/**
 * Send: an answer onto the wire, as fast as the viewer takes it and no faster. The head leaves
 * together with the first body bytes, so a failure before them still gets a true status. What
 * Content-Length promises is delivered, or the connection (in HTTP/2 the stream) dies: a short body
 * never looks whole.
 */
import { untilAborted } from '../until-aborted.ts';
import type { Answer, Body, BodySource } from './answer.ts';
import type { ViewerResponse } from './viewer-request.ts';

/** Kept up to date while sending, so that it also tells how far a failed answer got. */
export interface Sent {
  /** Body bytes handed to the connection. */
  bytes: number;
  /** When the first of them were; undefined before that. */
  firstByteAt: number | undefined;
}

export interface SendOptions {
  /** HEAD: the head says what GET would, no body follows. */
  readonly headOnly: boolean;
  /** Aborted when the viewer has gone. */
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** Told of body bytes as they are handed over. */
  readonly onBytes: (bytes: number) => void;
  /** Headers that are known only at the last moment, such as Server-Timing. */
  readonly lateHeaders: () => Readonly<Record<string, string>>;
}

/**
 * Resolves when everything is handed over.
 * @throws whatever the body throws, and the signal's reason; the caller looks at `res.headersSent`
 * to see whether an error answer is still possible
 */
export async function send(
  res: ViewerResponse,
  answer: Answer,
  sent: Sent,
  options: SendOptions,
): Promise<void> {
  const { body } = answer;
  if (body === undefined || body.length === 0 || options.headOnly) {
    if (body !== undefined && 'close' in body.bytes) body.bytes.close();
    writeHead(res, answer, options);
    res.end();
    return;
  }
  if (body.bytes instanceof Uint8Array) {
    writeHead(res, answer, options);
    note(sent, body.bytes, options);
    res.end(body.bytes);
    return;
  }
  try {
    await untilAborted(pump(res, answer, body, body.bytes, sent, options), options.signal);
  } finally {
    body.bytes.close();
  }
}

/** Whoever waits for it stops when the viewer has gone; it then finds that out at its next step. */
async function pump(
  res: ViewerResponse,
  answer: Answer,
  body: Body,
  source: BodySource,
  sent: Sent,
  options: SendOptions,
): Promise<void> {
  const { signal } = options;
  for (;;) {
    signal.throwIfAborted();
    const pulled = source.pull();
    if (pulled === undefined) break;
    if (pulled instanceof Promise) {
      await pulled;
      continue;
    }
    if (!res.headersSent) writeHead(res, answer, options);
    if (!writeRun(res, body, pulled, sent, options)) await drained(res);
  }
  if (sent.bytes !== body.length) throw broken(body, sent.bytes);
  res.end();
}

/** Hands a run over in one `writev`; false when the connection wants no more for now. */
function writeRun(
  res: ViewerResponse,
  body: Body,
  run: readonly Uint8Array[],
  sent: Sent,
  options: SendOptions,
): boolean {
  let roomy = true;
  res.cork();
  for (const piece of run) {
    if (sent.bytes + piece.length > body.length) throw broken(body, sent.bytes + piece.length);
    note(sent, piece, options);
    roomy = res.write(piece);
  }
  res.uncork();
  return roomy;
}

function drained(res: ViewerResponse): Promise<void> {
  return new Promise((resolve) => {
    res.once('drain', resolve);
  });
}

function writeHead(res: ViewerResponse, answer: Answer, options: SendOptions): void {
  const { status, headers } = answer;
  const length = lengthOf(answer, options.headOnly);
  const phrase = PHRASES[status];
  // HTTP/2 has none.
  if (phrase !== undefined && !res.stream) res.statusMessage = phrase;
  res.writeHead(status, {
    ...headers,
    ...(length !== undefined && { 'Content-Length': String(length) }),
    ...options.lateHeaders(),
  });
}

/** Of statuses that Node does not know. */
const PHRASES: Readonly<Record<number, string>> = { 460: 'Checksum Mismatch' };

/**
 * Without a body, and a status that never has one, the length is 0 (RFC 9110 section 8.6), which
 * Node would leave to be found out. What it is for HEAD only GET could tell.
 */
function lengthOf({ status, body }: Answer, headOnly: boolean): number | undefined {
  if (body !== undefined) return body.length;
  return headOnly || status === 204 || status === 304 ? undefined : 0;
}

function note(sent: Sent, piece: Uint8Array, options: SendOptions): void {
  sent.firstByteAt ??= options.now();
  sent.bytes += piece.length;
  options.onBytes(piece.length);
}

function broken(body: Body, bytes: number): Error {
  return new Error(`Cannot keep Content-Length ${body.length}: the body has ${bytes} bytes`);
}
