/**
 * The body of a request, checked against everything that was said about it: Content-Length,
 * Content-MD5, the signed SHA-256. Either all of it is on the disk, synced, in a temporary file,
 * or an S3Error is thrown and nothing is left.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { Call } from './call.ts';
import type { Folder } from './folder.ts';
import { S3Error } from './s3-error.ts';

export interface Received {
  /** Of the temporary file, to be renamed by whoever wants it kept. */
  readonly path: string;
  /** Open, so that it can be told what the rename made of it. */
  readonly handle: FileHandle;
  /** Lower-case hex. */
  readonly md5: string;
}

/** A client that sends nothing for so long is given up. */
const SILENCE_MS = 60_000;

/** Receives an object or a part and hands it to `keep`; afterwards what was not kept is removed. */
export async function receiveBody<T>(
  folder: Folder,
  call: Call,
  keep: (received: Received) => Promise<T>,
): Promise<T> {
  const claims = readClaims(call);
  return await withTemporary(folder, async (path, handle) => {
    const sum = claims.digest();
    let length = 0;
    for await (const chunk of chunksOf(call.request)) {
      sum.update(chunk);
      length += chunk.length;
      await writeAll(handle, chunk);
    }
    const md5 = sum.check(length);
    await handle.sync();
    return await keep({ path, handle, md5 });
  });
}

/** Receives a document of at most `maxBytes`. */
export async function receiveText(call: Call, maxBytes: number): Promise<string> {
  const claims = readClaims(call);
  if (claims.length > maxBytes) throw new S3Error('EntityTooLarge');
  const sum = claims.digest();
  const chunks: Buffer[] = [];
  for await (const chunk of chunksOf(call.request)) {
    sum.update(chunk);
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  sum.check(body.length);
  return body.toString();
}

/** Gives `work` a temporary file, stamped with a time of its own, and removes it if it is still there afterwards. */
export async function withTemporary<T>(
  folder: Folder,
  work: (path: string, handle: FileHandle) => Promise<T>,
): Promise<T> {
  const { path, handle } = await folder.createTemporary();
  try {
    return await work(path, handle);
  } finally {
    await handle.close();
    await rm(path, { force: true });
  }
}

/** Writes all of `chunk`, wherever the descriptor stands. */
export async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    done += (await handle.write(chunk, done)).bytesWritten;
  }
}

function readClaims({ request, bodyHash }: Call) {
  const announced = request.headers['content-length'];
  if (announced === undefined) throw new S3Error('MissingContentLength');
  const length = Number(announced);
  const given = request.headers['content-md5'];
  const wanted = typeof given === 'string' ? Buffer.from(given, 'base64') : undefined;
  if (wanted !== undefined && wanted.length !== 16) throw new S3Error('InvalidDigest');
  const digest = () => {
    const md5 = createHash('md5');
    const sha256 = bodyHash === undefined ? undefined : createHash('sha256');
    return {
      update(chunk: Buffer): void {
        md5.update(chunk);
        sha256?.update(chunk);
      },
      /** @returns MD5 in hex */
      check(received: number): string {
        if (received !== length) throw new S3Error('IncompleteBody');
        const sum = md5.digest();
        if (wanted !== undefined && !sum.equals(wanted)) throw new S3Error('BadDigest');
        if (sha256 && sha256.digest('hex') !== bodyHash) {
          throw new S3Error('XAmzContentSHA256Mismatch');
        }
        return sum.toString('hex');
      },
    };
  };
  return { length, digest };
}

/** Without destroying the request when the loop is left: the refusal still has to be answered. */
async function* chunksOf(request: IncomingMessage): AsyncGenerator<Buffer, void> {
  request.socket.setTimeout(SILENCE_MS);
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk;
  } finally {
    // A body that was given up on is read away in silence, and still has to come to an end.
    if (request.complete) request.socket?.setTimeout(0);
  }
}
