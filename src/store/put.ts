/**
 * PutObject, and publishing in general: what is complete and synced under a temporary name
 * becomes the object by one rename, so that a reader sees the old version or the new one and
 * never half of either.
 */
import { type FileHandle, rename, rmdir } from 'node:fs/promises';
import { answerEmpty, type Call } from './call.ts';
import { type ConditionHeaders, mayWrite, type Version } from './conditions.ts';
import { errnoOf, unless } from './errno.ts';
import { etagOf } from './etag.ts';
import type { Folder } from './folder.ts';
import { bucketFolder, openObject, writablePath } from './locate.ts';
import { versionOf } from './objects.ts';
import { keyToPath } from './paths.ts';
import { receiveBody } from './receive.ts';
import { S3Error } from './s3-error.ts';
import { dropSidecars, headersToStore, type StoredHeaders, writeSidecar } from './sidecar.ts';

/** How often parents that a DELETE prunes at the same moment are made anew. */
const ATTEMPTS = 10;

export async function putObject(folder: Folder, call: Call): Promise<void> {
  const { request, target } = call;
  const { headers } = request;
  if (headers['x-amz-copy-source'] !== undefined) {
    throw new S3Error('NotImplemented', 'CopyObject is not offered');
  }
  keyToPath(target.key);
  await bucketFolder(folder, target.bucket);
  const etag = await receiveBody(folder, call, (received) =>
    publish(folder, {
      ...target,
      ...received,
      headers: headersToStore(headers),
      conditions: headers,
    }),
  );
  answerEmpty(call, 200, { ETag: etag });
}

export interface Publication {
  readonly bucket: string;
  readonly key: string;
  /** Of the complete temporary file, and the file itself. */
  readonly path: string;
  readonly handle: FileHandle;
  readonly headers: StoredHeaders;
  readonly conditions: ConditionHeaders;
}

/**
 * Makes a temporary file the object `key`.
 * @returns the ETag that GET will say
 * @throws S3Error `PreconditionFailed`, `KeyConflict`, `AccessDenied`, `NoSuchBucket`
 */
export async function publish(folder: Folder, publication: Publication): Promise<string> {
  const { bucket, key, path, handle, headers, conditions } = publication;
  const names = keyToPath(key);
  return await folder.serially(`${bucket}/${key}`, async () => {
    const root = await bucketFolder(folder, bucket);
    if (conditions['if-match'] !== undefined || conditions['if-none-match'] !== undefined) {
      const current = await currentVersion(folder, bucket, key);
      if (!mayWrite(conditions, current)) throw new S3Error('PreconditionFailed');
    }
    const modified = folder.nextModified();
    await handle.utimes(modified, modified);
    const version = await handle.stat({ bigint: true });
    await writeSidecar(folder, bucket, key, version, headers);
    await moveInto(root, names, path);
    await dropSidecars(folder, bucket, key, version);
    // After the rename, which moves ctime.
    return etagOf(await handle.stat({ bigint: true }));
  });
}

async function currentVersion(
  folder: Folder,
  bucket: string,
  key: string,
): Promise<Version | undefined> {
  try {
    const { handle, stats } = await openObject(folder, bucket, key);
    await handle.close();
    return versionOf(stats);
  } catch (error) {
    if (error instanceof S3Error && error.code === 'NoSuchKey') return undefined;
    throw error;
  }
}

async function moveInto(root: string, names: readonly string[], from: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    let to: string | undefined;
    try {
      to = await writablePath(root, names, true);
      if (to !== undefined) await rename(from, to);
      return;
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === 'ENOTDIR') throw new S3Error('KeyConflict');
      const isFolder = errno === 'EISDIR' || errno === 'ENOTEMPTY' || errno === 'EEXIST';
      if (attempt === ATTEMPTS || (errno !== 'ENOENT' && !isFolder)) throw error;
      // A folder that is empty holds no object, so it does not stand in the way.
      if (
        isFolder &&
        to &&
        (await unless(
          rmdir(to).then(() => true),
          'ENOTEMPTY',
          'EEXIST',
        )) !== true
      ) {
        throw new S3Error('KeyConflict');
      }
    }
  }
}
