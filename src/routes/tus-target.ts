/** Which object an upload is to become, by what its client says in metadata and query. Pure. */
import { mediaType } from '../http/media-type.ts';
import type { Query } from '../http/query.ts';
import type { ObjectRef } from '../object/origin.ts';
import { isMediaType } from '../upload/upload-id.ts';
import { nameBucket, type ServedBuckets } from './buckets.ts';
import { checkKey } from './key.ts';

export interface TusTarget {
  readonly ref: ObjectRef;
  readonly contentType: string;
  /** An object of that name is not to be replaced. */
  readonly onlyNew: boolean;
}

type Metadata = ReadonlyMap<string, string>;

/** @throws GatewayError `bucket_missing`, `bucket_invalid`, `key_missing`, `key_invalid`, `parameter_invalid` */
export function targetOf(metadata: Metadata, query: Query, buckets: ServedBuckets): TusTarget {
  const bucket = nameBucket(metadata.get('bucket') ?? query.get('bucket'), buckets);
  const name = fileName(metadata);
  const prefixed = name === undefined ? undefined : `${query.get('prefix') ?? ''}${name}`;
  const key = checkKey(metadata.get('key') ?? prefixed);
  return {
    ref: { bucket, key },
    contentType: typeOf(metadata, key),
    onlyNew: metadata.get('ifNoneMatch') === '*',
  };
}

/** Uppy says in `relativePath` where in a dropped folder a file was, and "null" outside of one. */
function fileName(metadata: Metadata): string | undefined {
  const name = metadata.get('filename') || metadata.get('name');
  const path = metadata.get('relativePath')?.replace(/^\/+/, '');
  if (name === undefined || name === '') return path === 'null' ? undefined : path;
  return path?.endsWith(`/${name}`) ? path : name;
}

function typeOf(metadata: Metadata, key: string): string {
  const given = ['filetype', 'type', 'contentType'].map((name) => metadata.get(name));
  return mediaType(
    given.find((type) => type !== undefined && isMediaType(type)),
    key,
  );
}
