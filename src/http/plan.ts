/**
 * The plan of an answer to GET or HEAD: headers and meta in, one of the planned outcomes out.
 * The order is RFC 9110's: preconditions, `If-Range`, `Range` (sections 13.2.2 and 14.2).
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Span } from '../span.ts';
import { evaluatePreconditions, ifRangeHolds, type Validators } from './conditional.ts';
import { parseRange, type RangeSpec, resolveRange } from './range.ts';

export type Plan =
  | { readonly kind: 'whole'; readonly span: Span }
  | { readonly kind: 'part'; readonly span: Span }
  | { readonly kind: 'parts'; readonly spans: readonly [Span, ...Span[]] }
  | { readonly kind: 'not_modified' | 'precondition_failed' | 'range_not_satisfiable' };

export interface Representation extends Validators {
  /** Bytes in all. */
  readonly size: number;
  /** Whether its bytes may be put together from several reads without mixing versions. */
  readonly versioned: boolean;
}

/**
 * The ranges that a request asks for, before anything is known of the object.
 * @returns undefined when it asks for the whole: no `Range`, one to be ignored, or HEAD, for which
 * `Range` means nothing (section 14.2)
 */
export function requestedRange(
  method: string,
  headers: IncomingHttpHeaders,
): readonly RangeSpec[] | undefined {
  return method === 'GET' && headers.range !== undefined ? parseRange(headers.range) : undefined;
}

/** @param now milliseconds since the epoch */
export function planAnswer(
  method: string,
  headers: IncomingHttpHeaders,
  current: Representation,
  now: number,
): Plan {
  const verdict = evaluatePreconditions(headers, current, now);
  if (verdict === 'not_modified') return { kind: 'not_modified' };
  if (verdict === 'failed') return { kind: 'precondition_failed' };

  const whole: Plan = { kind: 'whole', span: { start: 0, end: current.size } };
  const specs = requestedRange(method, headers);
  if (specs === undefined || !ifRangeHolds(single(headers['if-range']), current, now)) return whole;

  const outcome = resolveRange(specs, current.size);
  if (outcome === 'whole') return whole;
  if (outcome === 'unsatisfiable') return { kind: 'range_not_satisfiable' };
  if (outcome.length === 1) return { kind: 'part', span: outcome[0] };
  // The parts would be separate reads, and nothing would tie them to one version.
  return current.versioned ? { kind: 'parts', spans: outcome } : whole;
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}
