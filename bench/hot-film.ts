/** The film of the hot workloads: read twice from end to end before anything is measured. */
import { filmKey, MIB } from './film.ts';
import type { Target } from './workload.ts';

const SIZE = 64 * MIB;

export const HOT_FILM = filmKey(SIZE, 0);

/** Twice: what is read a second time is what a cache keeps. */
export async function heat(target: Target): Promise<void> {
  const all = { key: HOT_FILM, start: 0, take: SIZE, closed: true };
  for (let time = 0; time < 2; time++) await target.read(all);
}

/** A whole MiB from which `length` bytes follow. */
export function randomStart(length: number): number {
  return MIB * Math.floor(Math.random() * ((SIZE - length) / MIB + 1));
}
