/**
 * Uploads that were completed a while ago, so that a client who lost the answer and asks again gets
 * it again, as from other stores. In memory: whoever asks after a restart is told that there is none.
 */
export interface Completed {
  /** The ETag that upload `id` of this object was answered with; undefined for one that is not known. */
  find(bucket: string, key: string, id: string): string | undefined;
  remember(bucket: string, key: string, id: string, etag: string): void;
}

/** Each a few hundred bytes, and at most 2 KiB with the longest key. */
const MOST = 1000;

export function createCompleted(most = MOST): Completed {
  const known = new Map<string, { bucket: string; key: string; etag: string }>();
  return {
    find(bucket, key, id) {
      const one = known.get(id);
      return one?.bucket === bucket && one.key === key ? one.etag : undefined;
    },
    remember(bucket, key, id, etag) {
      known.set(id, { bucket, key, etag });
      for (const oldest of known.keys()) {
        if (known.size <= most) break;
        known.delete(oldest);
      }
    },
  };
}
