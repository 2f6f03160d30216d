/** Purge scope: what is to be forgotten, by where it lies. */

/** All of it, all of a bucket, what begins with a prefix, or one object. */
export type PurgeScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'bucket'; readonly bucket: string }
  | { readonly kind: 'prefix'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'object'; readonly bucket: string; readonly key: string };

/** Whether the object that a `refKey`, or a key that begins with one and a NUL, names lies in `scope`. */
export function inScope(scope: PurgeScope): (key: string) => boolean {
  switch (scope.kind) {
    case 'all':
      return () => true;
    case 'bucket':
      return begins(`${scope.bucket}\0`);
    case 'prefix':
      return begins(`${scope.bucket}\0${scope.prefix}`);
    case 'object': {
      const whole = `${scope.bucket}\0${scope.key}`;
      return (key) => key === whole || key.startsWith(`${whole}\0`);
    }
  }
}

function begins(start: string): (key: string) => boolean {
  return (key) => key.startsWith(start);
}

/** Forgets what of `entries` is meant. @returns how many that were */
export function purgeFrom<Key extends string>(
  entries: { keys(): Iterable<Key>; delete(key: Key): unknown },
  isMeant: (key: string) => boolean,
): number {
  const meant = [...entries.keys()].filter(isMeant);
  for (const key of meant) entries.delete(key);
  return meant.length;
}
