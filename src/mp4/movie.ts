/**
 * Movie: the index (moov) as a tree, opened as far as the sample tables of its tracks and no
 * further (ISO/IEC 14496-12, 8.2 to 8.7). Positions count from the first byte of moov.
 */
import { type Box, boxAt, dataOf } from './box.ts';
import { MAX_MOOV_BYTES } from './layout.ts';
import type { NoView } from './no-view.ts';

export interface Node extends Box {
  /** In order; none for what is not opened. They lie within the node and do not overlap. */
  readonly children: readonly Node[];
}

export interface Movie {
  /** All of moov. */
  readonly bytes: Uint8Array;
  readonly data: DataView;
  readonly root: Node;
  /** At least one. */
  readonly tracks: readonly Node[];
}

/** Boxes in all. A track has about twenty; more than this is made to cost memory. */
export const MAX_BOXES = 16_384;

/** Films have a few tracks, masters with a sound for each language a few dozen. */
export const MAX_TRACKS = 256;

/** Which of their children are opened in turn: the way to the sample tables is of a fixed depth. */
const OPENED: Readonly<Record<string, readonly string[]>> = {
  moov: ['trak'],
  trak: ['mdia'],
  mdia: ['minf'],
  minf: ['stbl', 'dinf'],
  stbl: [],
  dinf: [],
};

/** Reads a whole moov box, header included. */
export function readMovie(bytes: Uint8Array): Movie | NoView {
  if (bytes.length > MAX_MOOV_BYTES) return 'too-large';
  const data = dataOf(bytes);
  const box = boxAt(data, 0, 0, bytes.length);
  if (box?.type !== 'moov' || box.end !== bytes.length) return 'malformed';
  const root = open(data, box, { left: MAX_BOXES });
  if (typeof root === 'string') return root;
  const tracks = childrenOf(root, 'trak');
  // Section 8.8.1: samples may follow in fragments.
  if (childrenOf(root, 'mvex').length > 0) return 'fragmented';
  if (childrenOf(root, 'cmov').length > 0) return 'compressed';
  if (tracks.length > MAX_TRACKS) return 'too-large';
  return tracks.length === 0 ? 'malformed' : { bytes, data, root, tracks };
}

/** Children of `node` of one of `types`. */
export function childrenOf(node: Node, ...types: readonly string[]): readonly Node[] {
  return node.children.filter((child) => types.includes(child.type));
}

/** The first box at the end of `path`; undefined when there is none. */
export function find(node: Node, ...path: readonly string[]): Node | undefined {
  let found: Node | undefined = node;
  for (const type of path) found = found?.children.find((child) => child.type === type);
  return found;
}

/** Boxes that fill `span`, or would if they were honest; what is too short for one is left over. */
export function boxesIn(data: DataView, start: number, end: number): readonly Box[] | 'malformed' {
  const boxes: Box[] = [];
  for (let at = start; at + 8 <= end && boxes.length <= MAX_BOXES; ) {
    const box = boxAt(data, at, at, Number.POSITIVE_INFINITY);
    // A length of 0 is for the last box of a file only (4.2); here it ends nowhere.
    if (box === undefined || box.end > end) return 'malformed';
    boxes.push(box);
    at = box.end;
  }
  return boxes;
}

function open(data: DataView, box: Box, budget: { left: number }): Node | NoView {
  const opened = OPENED[box.type] ?? [];
  const boxes = boxesIn(data, box.body, box.end);
  if (boxes === 'malformed') return boxes;
  budget.left -= boxes.length;
  if (budget.left < 0) return 'too-large';
  const children: Node[] = [];
  for (const child of boxes) {
    const node = opened.includes(child.type)
      ? open(data, child, budget)
      : { ...child, children: [] };
    if (typeof node === 'string') return node;
    children.push(node);
  }
  return { ...box, children };
}
