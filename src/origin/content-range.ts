/**
 * Whether an answer to a ranged GET holds what was asked, and which bytes they are. Pure.
 * Inclusive ends (RFC 9110 section 14) exist here only; a store that ignores `Range` is usable as
 * long as the wanted bytes are the first ones, since then reading can stop after them.
 */
import { GatewayError } from '../errors.ts';
import type { Wanted } from '../object/origin.ts';
import { lengthOf, type Span } from '../span.ts';
import { contentLength, type Headers, headerOf } from './answer-headers.ts';

export interface Placed {
  /** What was wanted, clipped to the object's end; never empty. The body begins with it. */
  readonly span: Span;
  /** Bytes in the whole object. */
  readonly size: number;
}

/** Value of the `Range` header. @throws GatewayError `internal_error` for nothing wanted */
export function rangeHeader(wanted: Wanted): string {
  const numbers = 'suffix' in wanted ? [wanted.suffix] : [wanted.start, wanted.end];
  const valid = numbers.every((n) => Number.isSafeInteger(n) && n >= 0);
  const count = 'suffix' in wanted ? wanted.suffix : lengthOf(wanted);
  if (!valid || count < 1) {
    throw new GatewayError('internal_error', `No bytes are wanted: ${JSON.stringify(wanted)}`);
  }
  return 'suffix' in wanted ? `bytes=-${wanted.suffix}` : `bytes=${wanted.start}-${wanted.end - 1}`;
}

/**
 * Places the body of a 200 or 206.
 * @throws GatewayError `origin_invalid` when it is not what was asked for
 */
export function placeAnswer(
  wanted: Wanted,
  status: number,
  headers: Headers,
): Placed | 'unsatisfiable' {
  return status === 206 ? placePart(wanted, headers) : placeWhole(wanted, headers);
}

function placePart(wanted: Wanted, headers: Headers): Placed {
  const text = headerOf(headers, 'content-range') ?? '';
  const [, first, last, total] = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16})$/i.exec(text) ?? [];
  if (first === undefined) throw invalid(`a 206 with Content-Range ${JSON.stringify(text)}`);
  const span = { start: Number(first), end: Number(last) + 1 };
  const size = Number(total);
  const expected = clip(wanted, size);
  const asAsked = span.start === expected.start && span.end === expected.end;
  if (!asAsked || span.start >= span.end || !Number.isSafeInteger(size)) {
    throw invalid(`Content-Range ${JSON.stringify(text)} to ${rangeHeader(wanted)}`);
  }
  const length = contentLength(headers);
  if (length !== undefined && length !== lengthOf(span)) {
    throw invalid(`${length} bytes as ${JSON.stringify(text)}`);
  }
  return { span, size };
}

function placeWhole(wanted: Wanted, headers: Headers): Placed | 'unsatisfiable' {
  const size = contentLength(headers);
  if (size === undefined) throw invalid('a whole object of unknown length');
  const span = clip(wanted, size);
  if (lengthOf(span) <= 0) return 'unsatisfiable';
  if (span.start !== 0) throw invalid(`the whole object to ${rangeHeader(wanted)}`);
  return { span, size };
}

function clip(wanted: Wanted, size: number): Span {
  if ('suffix' in wanted) return { start: Math.max(0, size - wanted.suffix), end: size };
  return { start: wanted.start, end: Math.min(wanted.end, size) };
}

function invalid(what: string): GatewayError {
  return new GatewayError('origin_invalid', `The origin answered ${what}`);
}
