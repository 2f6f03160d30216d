/**
 * A request's body as it arrives: read whole by routes that take a short one, piece by piece by
 * those that take a long one. Nothing is read before a route asks, and never faster than it takes;
 * a client that waits to be told so (`Expect: 100-continue`, RFC 9110 section 10.1.1) is told then,
 * so that a refusal comes in the place of the body.
 */
import { GatewayError } from '../errors.ts';
import type { ViewerRequest, ViewerResponse } from './viewer-request.ts';
import { widenWindow } from './window.ts';

export interface Incoming {
  /** Bytes that are announced; undefined when only the end will tell. */
  readonly length: number | undefined;
  /**
   * The body, no faster than it is iterated; to be asked for once.
   * @throws GatewayError `request_malformed` when it breaks off, `request_timeout` when nothing came for `idleMs`,
   * `coding_unsupported`
   */
  bytes(): AsyncIterable<Uint8Array>;
  /** The sender is let in, and may be far ahead of who reads. */
  widen(): void;
  /**
   * All of it.
   * @throws GatewayError `body_too_large` beyond `most` bytes, whether announced or not; `request_malformed`; `request_timeout` when it takes longer than `wholeMs`
   */
  whole(most: number): Promise<Uint8Array>;
  /** Bytes that a route has read so far. */
  readonly received: number;
  /** Milliseconds for which a route has waited for them, or for what never came. */
  readonly waitedMs: number;
  /** When a route had all of it, by the same clock; undefined as long as none has. */
  readonly endedAt: number | undefined;
  /** Whether the client still waits to be told to go on. */
  readonly waits: boolean;
}

export interface IncomingBounds {
  /** Milliseconds of waiting for the next `leastBytes`, while somebody wants them. */
  readonly idleMs: number;
  /** Fewer in that time are as good as none: a body that trickles holds what it was given for ever. */
  readonly leastBytes: number;
  /** Milliseconds for a body that is read whole. */
  readonly wholeMs: number;
}

export function createIncoming(
  req: ViewerRequest,
  res: Pick<ViewerResponse, 'writeContinue'>,
  { idleMs, leastBytes, wholeMs }: IncomingBounds,
  now: () => number,
): Incoming {
  const length = announced(req);
  let waits = req.headers.expect?.toLowerCase() === '100-continue';
  let received = 0;
  let waitedMs = 0;
  let waitingSince: number | undefined;
  let endedAt: number | undefined;

  function goOn(): void {
    if (waits) res.writeContinue();
    waits = false;
  }

  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    checkCoding(req);
    goOn();
    // Not destroyed when left early: the connection is still owed an answer.
    const arriving = req.iterator({ destroyOnReturn: false });
    /** Of the time for the bytes behind `renewedAt`; what the route takes for itself does not count. */
    let leftMs = idleMs;
    let renewedAt = 0;
    try {
      for (;;) {
        const askedAt = now();
        waitingSince = askedAt;
        const next = await inTime(nextOf(arriving), leftMs);
        waitingSince = undefined;
        const tookMs = now() - askedAt;
        waitedMs += tookMs;
        leftMs -= tookMs;
        if (leftMs <= 0) throw tooSlow();
        if (next.done) {
          // HTTP/2 ends a body that was given up as if it were whole.
          if (req.stream?.closed) throw brokenOff();
          endedAt = now();
          return;
        }
        received += next.value.length;
        if (received - renewedAt >= leastBytes) {
          leftMs = idleMs;
          renewedAt = received;
        }
        yield next.value;
      }
    } finally {
      // Not waited for: it comes after a read that may never end.
      arriving.return?.().catch(() => {});
    }
  }

  async function all(most: number): Promise<Uint8Array> {
    const read: Uint8Array[] = [];
    let sum = 0;
    for await (const piece of pieces()) {
      sum += piece.length;
      if (sum > most) throw tooLarge(most);
      read.push(piece);
    }
    return Buffer.concat(read);
  }

  return {
    length,
    bytes: pieces,
    widen() {
      if (length !== 0) widenWindow(req.stream);
    },
    async whole(most) {
      if ((length ?? 0) > most) throw tooLarge(most);
      return await inTime(all(most), wholeMs);
    },
    get received() {
      return received;
    },
    get waitedMs() {
      return waitedMs + (waitingSince === undefined ? 0 : now() - waitingSince);
    },
    get endedAt() {
      return endedAt;
    },
    get waits() {
      return waits;
    },
  };
}

/** Node has checked that it is a number, and alone. */
function announced({ headers, stream }: ViewerRequest): number | undefined {
  if (headers['transfer-encoding'] !== undefined) return undefined;
  const isOpen = stream !== undefined && !stream.endAfterHeaders;
  if (isOpen && headers['content-length'] === undefined) return undefined;
  return Number(headers['content-length'] ?? 0);
}

/** Node undoes the chunks, and leaves whatever is beneath them as it came. */
function checkCoding({ headers }: ViewerRequest): void {
  const coding = headers['transfer-encoding'] ?? 'chunked';
  if (coding.toLowerCase() === 'chunked') return;
  throw new GatewayError('coding_unsupported', 'Cannot read the body: it is in another coding', {
    detail: 'The only transfer coding that is taken is chunked',
  });
}

async function nextOf(
  pieces: AsyncIterableIterator<Uint8Array>,
): Promise<IteratorResult<Uint8Array>> {
  try {
    return await pieces.next();
  } catch (cause) {
    throw brokenOff(cause);
  }
}

function brokenOff(cause?: unknown): GatewayError {
  return new GatewayError('request_malformed', 'Cannot read the body: it broke off', { cause });
}

/** @throws GatewayError `request_timeout` */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooSlow()), ms);
  });
  // Nobody may be listening any more when it fails in the end.
  work.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow(): GatewayError {
  return new GatewayError('request_timeout', 'Cannot read the body: it comes too slowly');
}

function tooLarge(most: number): GatewayError {
  return new GatewayError('body_too_large', `Cannot take a body of more than ${most} bytes`, {
    detail: `The limit is ${most} bytes`,
  });
}
