/**
 * Writing through accounts: each write goes to the store of its bucket, under the store's own name
 * for it, and only where the bucket is served. Which buckets there are is declared, so none is made.
 */
import { GatewayError } from '../errors.ts';
import type { ObjectRef } from '../object/origin.ts';
import { inside } from '../prefix-scope.ts';
import type { Writer } from '../upload/writer.ts';

export interface WritePlace {
  readonly writer: Writer;
  /** As the store calls it. */
  readonly stored: ObjectRef;
  /** Only keys that begin so are written. */
  readonly prefix: string;
}

/**
 * Beside what the writers throw, `bucket_not_allowed` for a key outside the prefix of its bucket.
 * @param find throws for a bucket that is not served
 */
export function accountWrites(find: (ref: ObjectRef) => WritePlace): Writer {
  async function at<T>(
    ref: ObjectRef,
    write: (writer: Writer, stored: ObjectRef) => Promise<T>,
  ): Promise<T> {
    const { writer, stored, prefix } = find(ref);
    if (inside(ref.key, prefix)) return await write(writer, stored);
    const what = `${JSON.stringify(ref.key)} in ${JSON.stringify(ref.bucket)}`;
    throw new GatewayError('bucket_not_allowed', `Cannot write ${what}: it is outside the prefix`);
  }

  return {
    put: (ref, bytes, options) => at(ref, (to, stored) => to.put(stored, bytes, options)),
    begin: (ref, options) => at(ref, (to, stored) => to.begin(stored, options)),
    putPart: (ref, uploadId, number, bytes, signal) =>
      at(ref, (to, stored) => to.putPart(stored, uploadId, number, bytes, signal)),
    listParts: (ref, uploadId, signal) =>
      at(ref, (to, stored) => to.listParts(stored, uploadId, signal)),
    complete: (ref, uploadId, parts, options) =>
      at(ref, (to, stored) => to.complete(stored, uploadId, parts, options)),
    abort: (ref, uploadId, signal) => at(ref, (to, stored) => to.abort(stored, uploadId, signal)),
    remove: (ref, signal) => at(ref, (to, stored) => to.remove(stored, signal)),
    async createBucket(name) {
      throw new GatewayError('bucket_not_allowed', `Cannot make "${name}": buckets are declared`);
    },
  };
}
