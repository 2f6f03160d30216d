/**
 * Span: a half-open interval of byte positions, `[start, end)`. Every position inside the
 * gateway is counted this way; inclusive ends exist only where `Range` is read and
 * `Content-Range` is written.
 */
export interface Span {
  /** First byte, counted from 0. */
  readonly start: number;
  /** One past the last byte; never less than `start`. */
  readonly end: number;
}

/** Bytes in `span`. */
export function lengthOf(span: Span): number {
  return span.end - span.start;
}

/** Bytes in all of `spans` together. */
export function totalLength(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + lengthOf(span), 0);
}
