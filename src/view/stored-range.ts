/**
 * Stored range: what a request for bytes of a view begins with in the stored object, so that an
 * object whose view is known is opened with the very bytes that are wanted.
 */
import { slice, type View } from '../mp4/view.ts';
import type { FirstRange } from '../object/opening.ts';
import type { Span } from '../span.ts';

/** Any byte tells the version, and this one is always cached first. */
const FIRST_BYTE: FirstRange = { first: 0, last: 0 };

/**
 * The first stored bytes that `range` of `view` needs, and what follows them without a gap; the
 * very first byte when it needs none.
 * @param range of the view; undefined for all of it
 */
export function storedRange(view: View, range: FirstRange | undefined): FirstRange {
  const [first, ...rest] = storedSpans(view, [spanOf(range, view.size)]);
  if (first === undefined) return FIRST_BYTE;
  let { end } = first;
  for (const next of rest) {
    if (next.start !== end) break;
    end = next.end;
  }
  return { first: first.start, last: end - 1 };
}

/** Spans of the object that `spans` of its view consist of, in order; literal bytes are left out. */
export function storedSpans(view: View, spans: readonly Span[]): Span[] {
  return spans
    .flatMap((span) => slice(view, span))
    .filter((piece): piece is Span => !(piece instanceof Uint8Array));
}

function spanOf(range: FirstRange | undefined, size: number): Span {
  if (range === undefined) return { start: 0, end: size };
  if ('suffix' in range) return { start: Math.max(0, size - range.suffix), end: size };
  return { start: range.first, end: range.last === undefined ? size : range.last + 1 };
}
