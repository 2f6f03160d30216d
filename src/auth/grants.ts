/** Grants: which objects somebody may read or write. */

export type Right = 'read' | 'write';

export interface Grant {
  /** `*` for every served bucket. */
  readonly bucket: string;
  /** What keys must begin with; empty for all of the bucket. */
  readonly prefix: string;
}

export interface Grants {
  readonly read: readonly Grant[];
  readonly write: readonly Grant[];
}

/** Somebody whom a credential has told. */
export interface Identity {
  readonly name: string;
  readonly grants: Grants;
}

/** `*`, a bucket, or a bucket and a prefix that ends with a slash. */
const TEXT = /^(?<bucket>\*|[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9])(?:\/(?<prefix>(?:.*\/)?))?$/;

/** Reads `*`, `films` or `films/2024/`; undefined when `text` is none of these. */
export function parseGrant(text: string): Grant | undefined {
  const { bucket, prefix = '' } = TEXT.exec(text)?.groups ?? {};
  if (bucket === undefined || (bucket === '*' && text !== '*')) return undefined;
  return { bucket, prefix };
}
