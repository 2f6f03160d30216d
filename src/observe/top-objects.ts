/**
 * Top objects: which take the most bytes, in bounded memory however many there are. When the table
 * is full, the smallest gives its place, and its count, to a newcomer (Space-Saving; Metwally,
 * Agrawal and El Abbadi, 2005): whatever takes more than a fair share of all is in the table, and
 * no count is too high by more than the smallest.
 */

export interface TopObject {
  readonly bucket: string;
  readonly key: string;
  /** At most `overcount` too many. */
  readonly bytes: number;
  readonly answers: number;
  readonly overcount: number;
}

export interface TopObjects {
  count(bucket: string, key: string, bytes: number): void;
  /** The first `most`, the largest first. */
  list(most: number): readonly TopObject[];
}

interface Entry {
  readonly bucket: string;
  readonly key: string;
  bytes: number;
  answers: number;
  overcount: number;
}

/** @param capacity objects that are counted at once */
export function createTopObjects(capacity: number): TopObjects {
  const entries = new Map<string, Entry>();

  function smallest(): [string, Entry] | undefined {
    let least: [string, Entry] | undefined;
    for (const one of entries)
      if (least === undefined || one[1].bytes < least[1].bytes) least = one;
    return least;
  }

  /** The count that a newcomer begins with. */
  function makeRoom(): number {
    if (entries.size < capacity) return 0;
    const least = smallest();
    if (least === undefined) return 0;
    entries.delete(least[0]);
    return least[1].bytes;
  }

  return {
    count(bucket, key, bytes) {
      if (bytes === 0) return;
      const name = `${bucket}\0${key}`;
      let entry = entries.get(name);
      if (entry === undefined) {
        const overcount = makeRoom();
        entry = { bucket, key, bytes: overcount, answers: 0, overcount };
        entries.set(name, entry);
      }
      entry.bytes += bytes;
      entry.answers += 1;
    },
    list: (most) =>
      [...entries.values()]
        .sort((a, b) => b.bytes - a.bytes)
        .slice(0, most)
        .map((entry) => ({ ...entry })),
  };
}
