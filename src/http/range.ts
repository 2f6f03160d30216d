/**
 * The `Range` header, RFC 9110 section 14: parse it without knowing the object, then resolve it
 * against a size. Inclusive ends stop here; spans leave.
 */
import type { Span } from '../span.ts';

/** One range as the viewer wrote it: inclusive positions, or the last `suffix` bytes. */
export type RangeSpec =
  | { readonly first: number; readonly last: number | undefined }
  | { readonly suffix: number };

/** What a range set means for an object: all of it (the header is to be ignored), nothing, or spans in ascending order. */
export type RangeOutcome = 'whole' | 'unsatisfiable' | readonly [Span, ...Span[]];

/** More parts than a player ever asks for; beyond that a multipart answer is only good for making us work. */
const MAX_PARTS = 16;

/** A list element: blanks may surround it. No two parts can match the same text, so it stays linear. */
const ELEMENT = /^[ \t]*(?:(\d*)-(\d*)[ \t]*)?$/;

/**
 * Parses a ranges-specifier.
 * @returns the ranges in the order given; undefined when the header must be ignored, because its
 * unit is not `bytes` or its grammar is broken (RFC 9110 section 14.2)
 */
export function parseRange(header: string): readonly RangeSpec[] | undefined {
  const equals = header.indexOf('=');
  if (header.slice(0, equals).toLowerCase() !== 'bytes') return undefined;
  const set = header.slice(equals + 1);
  // Section 5.6.1: empty list elements are skipped, blanks may surround commas, nothing else.
  if (/^[ \t]+[^ \t,]/.test(set)) return undefined;
  const specs: RangeSpec[] = [];
  for (const element of set.split(',')) {
    const match = ELEMENT.exec(element);
    if (match === null) return undefined;
    const [, first, last] = match;
    if (first === undefined || last === undefined) continue;
    const spec = parseSpec(first, last);
    if (spec === undefined) return undefined;
    specs.push(spec);
  }
  return specs.length > 0 ? specs : undefined;
}

function parseSpec(first: string, last: string): RangeSpec | undefined {
  if (first === '') return last === '' ? undefined : { suffix: position(last) };
  if (last === '') return { first: position(first), last: undefined };
  // Compared before clamping, or two different huge positions would look equal.
  return BigInt(last) < BigInt(first)
    ? undefined
    : { first: position(first), last: position(last) };
}

/** Digits to a number; beyond 2^53 - 1 all positions lie past the end of any object alike. */
function position(digits: string): number {
  return Math.min(Number(digits), Number.MAX_SAFE_INTEGER);
}

/**
 * Resolves ranges against an object of `size` bytes: clamps, drops what is unsatisfiable, merges
 * what overlaps or touches. What is then out of order, or more than 16 parts, is not worth a
 * multipart answer and means the whole object (section 14.2 allows ignoring).
 */
export function resolveRange(specs: readonly RangeSpec[], size: number): RangeOutcome {
  const spans = specs
    .map((spec) => resolveSpec(spec, size))
    .filter((span): span is Span => span !== undefined);
  const merged = mergeSpans(spans);
  const [first, ...rest] = merged.spans;
  if (first === undefined) return 'unsatisfiable';
  if (!merged.ascending || merged.spans.length > MAX_PARTS) return 'whole';
  return [first, ...rest];
}

function resolveSpec(spec: RangeSpec, size: number): Span | undefined {
  if ('suffix' in spec) {
    return spec.suffix > 0 && size > 0
      ? { start: Math.max(0, size - spec.suffix), end: size }
      : undefined;
  }
  if (spec.first >= size) return undefined;
  const end = spec.last === undefined ? size : Math.min(spec.last + 1, size);
  return { start: spec.first, end };
}

/** Merges overlapping and adjacent spans; `ascending` tells whether the survivors were asked for in order. */
function mergeSpans(asked: readonly Span[]): { spans: Span[]; ascending: boolean } {
  const sorted = asked
    .map((span, rank) => ({ ...span, rank }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  const merged: { start: number; end: number; rank: number }[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && next.start <= last.end) {
      last.end = Math.max(last.end, next.end);
      last.rank = Math.min(last.rank, next.rank);
    } else {
      merged.push(next);
    }
  }
  const ascending = merged.every((span, i) => i === 0 || (merged[i - 1]?.rank ?? 0) < span.rank);
  return { spans: merged.map(({ start, end }) => ({ start, end })), ascending };
}
