/**
 * Multipart upload: create, upload parts, list them, complete, abort. Completing copies the parts
 * into one temporary file and publishes that as PutObject does, so readers see all of it or none.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { answerDocument, answerEmpty, type Call } from './call.ts';
import type { Folder } from './folder.ts';
import { bucketFolder } from './locate.ts';
import { chooseParts, MAX_PARTS, pageOf, readPartList, readPartNumber } from './part-list.ts';
import { keyToPath } from './paths.ts';
import { publish } from './put.ts';
import { receiveBody, receiveText, withTemporary, writeAll } from './receive.ts';
import { S3Error } from './s3-error.ts';
import { headersToStore } from './sidecar.ts';
import { parameter } from './target.ts';
import {
  addPart,
  createUpload,
  listParts,
  openUpload,
  removeUpload,
  type Upload,
} from './uploads.ts';

/** 10,000 parts of some 120 bytes each, with room for a verbose client. */
const MAX_LIST_BYTES = 4 * 1024 * 1024;

const COPY_BYTES = 1024 * 1024;

export async function createMultipart(folder: Folder, call: Call): Promise<void> {
  const { bucket, key } = call.target;
  keyToPath(key);
  await bucketFolder(folder, bucket);
  const id = await createUpload(folder, bucket, key, headersToStore(call.request.headers));
  answerDocument(call, 'InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: id });
}

export async function uploadPart(folder: Folder, call: Call): Promise<void> {
  if (call.request.headers['x-amz-copy-source'] !== undefined) {
    throw new S3Error('NotImplemented', 'UploadPartCopy is not offered');
  }
  const number = readPartNumber(parameter(call.target.query, 'partNumber'));
  if (number === undefined) {
    throw new S3Error('InvalidArgument', `partNumber must be 1 to ${MAX_PARTS}`);
  }
  const upload = await uploadOf(folder, call);
  const etag = await receiveBody(folder, call, ({ path, md5 }) =>
    folder.serially(upload.id, async () => {
      await addPart(upload, number, md5, path);
      return `"${md5}"`;
    }),
  );
  answerEmpty(call, 200, { ETag: etag });
}

export async function completeMultipart(folder: Folder, call: Call): Promise<void> {
  const { bucket, key } = call.target;
  const id = parameter(call.target.query, 'uploadId') ?? '';
  await bucketFolder(folder, bucket);
  const named = readPartList(await receiveText(call, MAX_LIST_BYTES));
  const etag = await folder.serially(id, async () => {
    const before = folder.completed.find(bucket, key, id);
    if (before !== undefined) return before;
    // Looked up anew: somebody else may have completed it while this one waited.
    const upload = await openUpload(folder, bucket, key, id);
    const parts = chooseParts(named, await listParts(upload));
    const tag = await withTemporary(folder, async (path, handle) => {
      for (const part of parts) {
        for await (const chunk of createReadStream(part.path, { highWaterMark: COPY_BYTES })) {
          await writeAll(handle, chunk);
        }
      }
      await handle.sync();
      const { headers } = upload;
      const conditions = call.request.headers;
      return await publish(folder, { bucket, key, path, handle, headers, conditions });
    });
    folder.completed.remember(bucket, key, id, tag);
    await removeUpload(upload);
    return tag;
  });
  answerDocument(call, 'CompleteMultipartUploadResult', { Bucket: bucket, Key: key, ETag: etag });
}

export async function abortMultipart(folder: Folder, call: Call): Promise<void> {
  const upload = await uploadOf(folder, call);
  await folder.serially(upload.id, () => removeUpload(upload));
  answerEmpty(call, 204);
}

/** ListParts, up to 1000 a page. */
export async function listMultipart(folder: Folder, call: Call): Promise<void> {
  const { bucket, key, query } = call.target;
  const upload = await uploadOf(folder, call);
  const { page, after, limit, truncated } = pageOf(await listParts(upload), query);
  const parts = await Promise.all(
    page.map(async ({ number, md5, path }) => {
      const { size, mtime } = await stat(path);
      return {
        PartNumber: number,
        LastModified: mtime.toISOString(),
        ETag: `"${md5}"`,
        Size: size,
      };
    }),
  );
  answerDocument(call, 'ListPartsResult', {
    Bucket: bucket,
    Key: key,
    UploadId: upload.id,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.number ?? after,
    MaxParts: limit,
    IsTruncated: truncated,
    Part: parts,
  });
}

async function uploadOf(folder: Folder, call: Call): Promise<Upload> {
  const { bucket, key, query } = call.target;
  await bucketFolder(folder, bucket);
  return await openUpload(folder, bucket, key, parameter(query, 'uploadId') ?? '');
}
