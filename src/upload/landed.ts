/** What of a resumable upload is safe at the storage: whole parts from the first on, without a gap. Pure. */
import { bytesOfPart } from './part-size.ts';
import type { StoredPart } from './writer.ts';

export interface Landed {
  /** In order. */
  readonly parts: readonly StoredPart[];
  /** Bytes of them together. */
  readonly bytes: number;
}

/** @param stored in the order of their numbers; what does not fit is written over by whoever goes on */
export function landed(
  stored: readonly StoredPart[],
  { length, partBytes }: { readonly length: number; readonly partBytes: number },
): Landed {
  const fits = (part: StoredPart, index: number): boolean =>
    part.number === index + 1 && part.size === bytesOfPart(part.number, length, partBytes);
  const stray = stored.findIndex((part, index) => !fits(part, index));
  const parts = stray === -1 ? stored : stored.slice(0, stray);
  return { parts, bytes: Math.min(length, parts.length * partBytes) };
}
