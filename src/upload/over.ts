/**
 * Uploads that came to their end lately. A client that never heard of it asks again, and the storage
 * no longer knows them: without this it would send everything once more.
 */
export interface Over {
  /** How `id` ended, as far as that is remembered. */
  look(id: string): Ending | undefined;
  note(id: string, ending: Ending): void;
}

export type Ending = 'finished' | 'thrown-away';

/** An id has 6 KiB at most. */
const MOST = 1000;

export function createOver(most: number = MOST): Over {
  const endings = new Map<string, Ending>();
  return {
    look: (id) => endings.get(id),
    note(id, ending) {
      endings.set(id, ending);
      const [oldest] = endings.keys();
      if (endings.size > most && oldest !== undefined) endings.delete(oldest);
    },
  };
}
