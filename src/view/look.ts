/**
 * Look: the bytes that tell what a film is, read through cache and flights like any others. What
 * is not known yet is asked for at both ends side by side, so that an index at the end is here
 * after one round trip to the origin, not two.
 */
import { BLOCK_BYTES } from '../object/block.ts';
import type { Meta } from '../object/meta.ts';
import type { Objects } from '../object/objects.ts';
import type { Opened } from '../object/opened.ts';
import type { ObjectRef } from '../object/origin.ts';
import type { Source } from '../object/source.ts';
import { lengthOf, type Span } from '../span.ts';
import { untilAborted } from '../until-aborted.ts';
import { collect } from './collect.ts';
import type { Tails } from './tails.ts';

export interface Look {
  readonly meta: Meta;
  /** Whether anything had to be waited for so far: the origin was asked, or is being asked. */
  readonly waited: boolean;
  /** The bytes of a span of the object; one at a time. */
  read(span: Span): Promise<Uint8Array>;
  /** Lets go of everything, also of what is still on its way. */
  close(): void;
}

export interface LookTools {
  readonly objects: Pick<Objects, 'open' | 'at'>;
  readonly tails: Pick<Tails, 'guess'>;
  readonly chunkBytes: number;
  /** Runs what no viewer waits for, once those who are waited for have had their turn. */
  readonly later: (run: () => void) => void;
}

/** Behind the media comes the index, and not much else: that much is asked for together. */
const READ_ON_BYTES = 64 * BLOCK_BYTES;

/**
 * @param known the version to look at; undefined for the one that is there
 * @throws as `objects.open` does
 */
export async function openLook(
  tools: LookTools,
  ref: ObjectRef,
  known: Meta | undefined,
  signal: AbortSignal,
): Promise<Look> {
  const { objects } = tools;
  const opening =
    known === undefined
      ? objects.open(ref, { first: 0, last: 0 }, true, signal)
      : Promise.resolve(objects.at(ref, known, signal));
  const tail = openTail(tools, ref, known, signal);
  let head: Opened;
  try {
    head = await opening;
  } catch (error) {
    tail.close();
    throw error;
  }
  const { meta } = head;
  const sources: Source[] = [];
  let waited = head.knowledge !== 'known' && head.knowledge !== 'stale';
  return {
    meta,
    get waited() {
      return waited;
    },
    async read(span) {
      const isHere = head.look([span]) === 'hit';
      waited ||= !isHere;
      const isBehind = span.end > BLOCK_BYTES;
      // What the tail brings must not be asked for a second time; which bytes those are, its head says.
      if (isBehind && !isHere) await untilAborted(tail.arrived, signal);
      const readsOn = isBehind && meta.size - span.start <= READ_ON_BYTES;
      const source = head.read({ start: span.start, end: readsOn ? meta.size : span.end });
      sources.push(source);
      return await collect(source, lengthOf(span), signal);
    },
    close() {
      for (const source of sources) source.close();
      head.close();
      tail.close();
    },
  };
}

interface Tail {
  /** Settles when it is known which bytes come, or that none do. Never rejects. */
  readonly arrived: Promise<void>;
  close(): void;
}

function openTail(
  { objects, tails, chunkBytes, later }: LookTools,
  ref: ObjectRef,
  known: Meta | undefined,
  signal: AbortSignal,
): Tail {
  // With the rest of its first block it is no longer than a chunk, or it could not be shared.
  const suffix = Math.min(tails.guess(ref.bucket), Math.max(1, chunkBytes - BLOCK_BYTES + 1));
  if (suffix === 0) return { arrived: Promise.resolve(), close: () => {} };
  let closed = false;
  let close = (): void => {};
  const open = async (): Promise<Opened | undefined> => {
    // The head's request goes out first: most films begin with what they are.
    await new Promise<void>(later);
    if (closed) return undefined;
    return known === undefined
      ? await objects.open(ref, { suffix }, true, signal)
      : objects.at(ref, known, signal);
  };
  const arrived = open()
    .then((opened) => {
      if (opened === undefined) return;
      const { size } = opened.meta;
      const source =
        opened.shared && size > BLOCK_BYTES
          ? opened.read({ start: Math.max(0, size - suffix), end: size })
          : undefined;
      close = () => {
        source?.close();
        opened.close();
      };
      // Nobody waits for it here: who needs the bytes joins the flight, and is told how it ends.
      const pulled = closed ? undefined : source?.pull();
      if (pulled instanceof Promise) pulled.catch(() => {});
      if (closed) close();
    })
    .catch(() => {});
  return {
    arrived,
    close() {
      closed = true;
      close();
    },
  };
}
