/** Answer: what a route hands back, complete but for what handle.ts adds to every answer. */

export type AnswerHeaders = Readonly<Record<string, string>>;

/** Bytes to be pulled as fast as the viewer takes them. */
export interface BodySource {
  /**
   * Pieces that are here now, in order and never none; undefined at the end; or a promise of when
   * to pull again. May throw, and the promise may reject.
   */
  pull(): readonly Uint8Array[] | undefined | Promise<void>;
  /** Lets go of everything; called in any case, harmless when repeated. */
  close(): void;
}

export interface Body {
  /** Bytes that will follow; becomes Content-Length and is held to. */
  readonly length: number;
  readonly bytes: Uint8Array | BodySource;
}

/** All cached, the beginning cached, somebody else's request joined, a request of our own, not to be cached, or too old to be served unasked: checked with the origin, or the origin down. */
export type CacheOutcome = 'hit' | 'partial' | 'joined' | 'miss' | 'bypass' | 'stale';

/** How the answer came about, for `Server-Timing`, `Cache-Status` and the log. */
export interface Provenance {
  /** The parameters of `Cache-Status` after the name, e.g. `fwd=uri-miss` (RFC 9211). */
  readonly cacheStatus: string;
  /** The same in one word. */
  readonly cache: CacheOutcome;
  /** Milliseconds until the origin had answered; undefined when it was not asked. */
  readonly originMs: number | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Absent where there is none. To HEAD, only its length is told. */
  readonly body?: Body;
  readonly provenance?: Provenance;
}

/** A JSON answer. */
export function jsonAnswer(status: number, value: unknown, headers: AnswerHeaders = {}): Answer {
  return textAnswer(status, 'application/json', JSON.stringify(value), {
    'Cache-Control': 'no-store',
    ...headers,
  });
}

/** An answer that is in memory already. */
export function textAnswer(
  status: number,
  type: string,
  text: string,
  headers: AnswerHeaders = {},
): Answer {
  const bytes = Buffer.from(text);
  return {
    status,
    headers: { 'Content-Type': type, ...headers },
    body: { length: bytes.length, bytes },
  };
}
