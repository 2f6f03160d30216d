/**
 * GetObject, HeadObject and DeleteObject. A read opens the object once and stays with that
 * version; order of judgement: existence, preconditions, Range.
 */
import { lstat, unlink } from 'node:fs/promises';
import { lookup } from 'mime-types';
import { answerEmpty, type Call } from './call.ts';
import { judgeRead, type Version } from './conditions.ts';
import { unless } from './errno.ts';
import { etagOf, type Fingerprint } from './etag.ts';
import type { Folder } from './folder.ts';
import { bucketFolder, openObject, pruneParents, writablePath } from './locate.ts';
import { keyToPath } from './paths.ts';
import { selectRange } from './range.ts';
import { S3Error } from './s3-error.ts';
import { sendSpan } from './send.ts';
import { dropSidecars, readSidecar, type StoredHeaders } from './sidecar.ts';
import type { QueryParameters } from './target.ts';

/** What S3 says of an object whose type nobody told it. */
const UNKNOWN_TYPE = 'binary/octet-stream';

/** GET and HEAD of an object. HEAD heeds Range, as S3 does. */
export async function readObject(folder: Folder, call: Call): Promise<void> {
  const { request, response, target } = call;
  const { handle, stats } = await openObject(folder, target.bucket, target.key);
  try {
    const version = versionOf(stats);
    const stored = await readSidecar(folder, target.bucket, target.key, stats);
    const headers = { ETag: version.etag, 'Last-Modified': httpDate(version), ...stored };
    const verdict = judgeRead(request.headers, version);
    if (verdict === 'failed') throw new S3Error('PreconditionFailed');
    if (verdict === 'not modified') {
      response.writeHead(304, headers).end();
      return;
    }
    const size = Number(stats.size);
    const selection = selectRange(request.headers.range, size);
    if (selection === 'unsatisfiable') {
      throw new S3Error('InvalidRange', undefined, { 'Content-Range': `bytes */${size}` });
    }
    const span = selection === 'whole' ? { start: 0, end: size } : selection;
    response.writeHead(selection === 'whole' ? 200 : 206, {
      'Accept-Ranges': 'bytes',
      'content-type': lookup(target.key) || UNKNOWN_TYPE,
      ...headers,
      ...overrides(target.query),
      'Content-Length': span.end - span.start,
      ...(selection !== 'whole' && {
        'Content-Range': `bytes ${span.start}-${span.end - 1}/${size}`,
      }),
    });
    if (request.method === 'HEAD') response.end();
    else await sendSpan(response, handle, stats, span);
  } finally {
    await handle.close();
  }
}

/** Deletes; that there is no such object is fine too. */
export async function deleteObject(folder: Folder, call: Call): Promise<void> {
  const { bucket, key } = call.target;
  const root = await bucketFolder(folder, bucket);
  const names = keyToPath(key);
  await folder.serially(`${bucket}/${key}`, async () => {
    const path = await writablePath(root, names, false);
    const stats = path && (await unless(lstat(path), 'ENOENT', 'ENOTDIR'));
    if (!path || !stats || stats.isDirectory()) return;
    await unless(unlink(path), 'ENOENT');
    await dropSidecars(folder, bucket, key);
    await pruneParents(root, path);
  });
  answerEmpty(call, 204);
}

/** ETag and date of what `stats` describes. */
export function versionOf(stats: Fingerprint): Version {
  return {
    etag: etagOf(stats),
    lastModified: Number(stats.mtimeNs / 1_000_000_000n) * 1000,
  };
}

function httpDate(version: Version): string {
  return new Date(version.lastModified).toUTCString();
}

/** `response-content-type=...` and its siblings, which the signature covers. */
function overrides(query: QueryParameters): StoredHeaders {
  const names =
    /^response-(content-type|content-language|expires|cache-control|content-disposition|content-encoding)$/;
  const pairs = query.flatMap(([name, value]) => {
    const header = names.exec(name)?.[1];
    return header === undefined ? [] : [[header, value] as const];
  });
  for (const [name, value] of pairs) {
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw new S3Error('InvalidArgument', `response-${name} cannot be sent in a header`);
    }
  }
  return Object.fromEntries(pairs);
}
