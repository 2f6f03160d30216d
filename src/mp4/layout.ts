/**
 * Layout: where the index (moov) of a film lies among its top-level boxes. The walk is a
 * generator that says which bytes it wants next and is given them, so that it neither waits nor
 * reads by itself: a header for each box, and never a byte of what is inside.
 */
import { type Box, boxAt, dataOf, HEADER_BYTES } from './box.ts';
import type { NoView } from './no-view.ts';
import type { Step } from './step.ts';

/** The index is before all media, or there are none. What follows the first media was not looked at. */
export interface InFront {
  readonly placement: 'in-front';
  readonly moov: Box;
}

/** The index is somewhere behind the first media. */
export interface Behind {
  readonly placement: 'behind';
  /** Bytes of the object. */
  readonly size: number;
  /** At most `MAX_MOOV_BYTES`. */
  readonly moov: Box;
  /** Where the index belongs: after `ftyp`, before anything else. At most `MAX_FRONT_BYTES`. */
  readonly front: number;
}

export type Layout = InFront | Behind;

/**
 * Each box costs a header, and where they lie far apart a round trip each. Films have four or
 * five, those of cameras with several `mdat` a dozen; hundreds are fragments or malice.
 */
export const MAX_TOP_BOXES = 64;

/** Index of ten hours at 60 frames a second with sound: what is literal in a view is in memory. */
export const MAX_MOOV_BYTES = 64 * 2 ** 20;

/** `ftyp` is a list of four-character brands; a page of them is more than there are. */
export const MAX_FRONT_BYTES = 64 * 2 ** 10;

/** What a film may begin with: QuickTime's had no `ftyp`. */
const FIRST_TYPES = new Set(
  'ftyp moov mdat free skip wide pnot uuid pdin styp moof sidx'.split(' '),
);

/** Boxes of fragments and of their indexes, whose positions count from elsewhere (8.8, 8.16). */
const SEGMENT_TYPES = new Set(['moof', 'mfra', 'sidx', 'ssix', 'styp']);

/** Items outside the index, found by their position in the file (8.11.3). */
const ITEM_TYPES = new Set(['meta', 'meco']);

/**
 * Walks the top-level boxes of an object of `size` bytes. Yields spans within it of 1 to
 * `HEADER_BYTES` bytes, at most `MAX_TOP_BOXES` of them and each further on; expects their bytes.
 */
export function* walkLayout(size: number): Generator<Step, Layout | NoView, Uint8Array> {
  const boxes: Box[] = [];
  for (let start = 0; start < size; ) {
    if (boxes.length === MAX_TOP_BOXES) return 'too-large';
    // An index that comes before all media is where it should be, whatever follows it.
    const settled = indexOf('moov', boxes) >= 0 && !isBehind(boxes);
    const header = yield {
      of: 'header',
      settled,
      start,
      end: Math.min(start + HEADER_BYTES, size),
    };
    const box = boxAt(dataOf(header), 0, start, size);
    if (boxes.length === 0 && !FIRST_TYPES.has(box?.type ?? '')) return 'not-mp4';
    if (box === undefined || box.end > size) {
      const flaw = flawOf(box, size - start, boxes);
      if (flaw !== undefined) return flaw;
      break;
    }
    boxes.push(box);
    if (SEGMENT_TYPES.has(box.type)) return 'fragmented';
    if (box.type === 'mdat' && indexOf('moov', boxes) >= 0 && !isBehind(boxes)) break;
    start = box.end;
  }
  return boxes.length === 0 ? 'not-mp4' : layoutOf(boxes, size);
}

/**
 * What it means that `box`, with `left` bytes to the end of the object, is not whole.
 * @returns undefined when these bytes stand behind a whole film, where players never look
 */
function flawOf(box: Box | undefined, left: number, before: readonly Box[]): NoView | undefined {
  const isNeeded = box?.type === 'mdat' || box?.type === 'moov';
  if (!isNeeded && isBehind(before)) return undefined;
  if (box === undefined) return left < HEADER_BYTES ? 'cut-short' : 'malformed';
  return isNeeded || /^[ -~]{4}$/.test(box.type) ? 'cut-short' : 'malformed';
}

function indexOf(type: string, boxes: readonly Box[]): number {
  return boxes.findIndex((box) => box.type === type);
}

/** Whether there is an index, and media before it. */
function isBehind(boxes: readonly Box[]): boolean {
  const media = indexOf('mdat', boxes);
  return media >= 0 && media < indexOf('moov', boxes);
}

function layoutOf(boxes: readonly Box[], size: number): Layout | NoView {
  const moovs = boxes.filter((box) => box.type === 'moov');
  const [moov] = moovs;
  if (moov === undefined) return 'no-moov';
  if (!isBehind(boxes)) return { placement: 'in-front', moov };
  // Which of two would be believed depends on the player.
  if (moovs.length > 1) return 'malformed';
  if (moov.end - moov.start > MAX_MOOV_BYTES) return 'too-large';
  if (boxes.some((box) => ITEM_TYPES.has(box.type))) return 'pinned';
  const front = boxes.slice(0, indexOf('mdat', boxes)).find((box) => box.type === 'ftyp')?.end ?? 0;
  return front > MAX_FRONT_BYTES ? 'malformed' : { size, placement: 'behind', moov, front };
}
