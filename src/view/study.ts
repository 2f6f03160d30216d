/**
 * Study: the steps of looking into a film, with an index held to bounds: so many bytes, and so
 * many films at once, which are counted against the memory of the cache while they are read.
 */
import { GatewayError } from '../errors.ts';
import type { Film } from '../mp4/film.ts';
import type { Step } from '../mp4/step.ts';
import type { BlockCache } from '../object/block-cache.ts';
import { createSlots } from '../object/slots.ts';
import { lengthOf, type Span } from '../span.ts';

export type Steps = Generator<Step, Film, Uint8Array>;
export type StepResult = IteratorResult<Step, Film>;

/** Takes a step for which `wanted` is to be read. @throws as `read` does; `overloaded` */
export type Study = (
  steps: Steps,
  wanted: Step,
  read: (span: Span) => Promise<Uint8Array>,
  signal: AbortSignal,
) => Promise<StepResult>;

/** Indexes in memory at once. */
const MAX_STUDIES = 8;
/** The longest index, as a part of memory: 16 MiB of 256, which is a day of talk or a long film in 4K. */
const LONGEST_SHARE = 1 / 16;
/** As it is stored and as it is moved. */
const COPIES = 2;

export function createStudy(cache: Pick<BlockCache, 'capacity' | 'reserve' | 'release'>): Study {
  const longest = Math.floor(cache.capacity * LONGEST_SHARE);
  const slots = createSlots(MAX_STUDIES);

  return async (steps, wanted, read, signal) => {
    if (wanted.of === 'header') return steps.next(await read(wanted));
    const length = lengthOf(wanted);
    if (length > longest) {
      const view = wanted.settled ? 'in-front' : 'too-large';
      return { done: true, value: { view, timeline: undefined } };
    }
    const ticket = slots.request('wanted', signal);
    try {
      await ticket.granted;
      // Never shown as it is stored instead: who goes on reading a view would get other bytes.
      if (!cache.reserve(COPIES * length)) throw overloaded();
      try {
        return steps.next(await read(wanted));
      } finally {
        cache.release(COPIES * length);
      }
    } finally {
      ticket.release();
    }
  };
}

function overloaded(): GatewayError {
  const details = {
    detail: 'There is no memory left to look into this film',
    retryAfterSeconds: 1,
    limit: 'memory',
  } as const;
  return new GatewayError('overloaded', 'Cannot look into a film: memory is full', details);
}
