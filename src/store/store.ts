/**
 * The embedded store: S3 over a folder, path style, on one machine. Every sub-folder with a valid
 * bucket name is a bucket. start/close, the one way in and the one catch; what an operation does
 * is in the file of its name. The gateway reaches it as it reaches any S3, by signed HTTP.
 * Limits of a folder: `a` and `a/b` cannot both be objects, and names are told apart as the disk
 * tells them apart (case, Unicode normalisation).
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { answerXml } from './call.ts';
import { asS3Error, errnoOf } from './errno.ts';
import { openFolder } from './folder.ts';
import { leftOut } from './left-out.ts';
import { operationFor } from './operations.ts';
import { S3Error } from './s3-error.ts';
import { readTarget } from './target.ts';
import { type StoreCredentials, verify } from './verify.ts';
import { xmlDocument } from './xml.ts';

export interface StoreOptions {
  /** Existing folder; need not be writable when nothing is to be written. */
  readonly mediaDir: string;
  /** The only key pair that is accepted. */
  readonly credentials: StoreCredentials;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** @default 0, a free one */
  readonly port?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Told of failures that are the store's own and not the client's. */
  readonly onError?: (error: unknown) => void;
}

export interface Store {
  /** Without a trailing slash. */
  readonly endpoint: string;
  /** What lay in the folder at the start and is not served, a sentence each. */
  readonly leftOut: readonly string[];
  /** Stops accepting, gives requests under way a moment, then cuts them off; resolves when all are over. */
  close(): Promise<void>;
}

const LIMITS = {
  // A key of 1024 bytes is 3 KiB when encoded; a presigned query and metadata (2 KiB) come on top.
  maxHeaderSize: 32 * 1024,
  headersTimeout: 20_000,
  // Uploads may take as long as they take; silence is bounded in receive.ts.
  requestTimeout: 0,
  // As Ceph RADOS Gateway.
  keepAliveTimeout: 65_000,
} as const;
const MAX_HEADERS = 200;
const MAX_CONNECTIONS = 1024;
/** How often it is looked for uploads that were not finished in time. */
const TIDY_MS = 6 * 60 * 60 * 1000;
/** What requests under way get at close. */
const CLOSE_GRACE_MS = 1000;

/** @throws Error when the folder does not exist or the address cannot be listened on */
export async function startStore(options: StoreOptions): Promise<Store> {
  const { mediaDir, credentials, host = '127.0.0.1', port = 0, now = Date.now } = options;
  const folder = await openFolder(mediaDir, now);
  const notServed = await leftOut(folder.root);
  const active = new Set<Promise<void>>();

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.setHeader('x-amz-request-id', randomUUID());
    try {
      const target = readTarget(request.url ?? '');
      const { method = '' } = request;
      const headers = signedHeaders(request);
      const bodyHash = verify({ method, ...target, headers }, credentials, now());
      const call = { request, response, target, bodyHash };
      await operationFor(method, target)(folder, call);
    } catch (error) {
      refuse(response, error, options.onError);
    }
  };

  const server = createServer({ ...LIMITS }, (request, response) => {
    const work = respond(request, response).finally(() => active.delete(work));
    active.add(work);
  });
  server.maxHeadersCount = MAX_HEADERS;
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', refuseBadHttp);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;

  const tidying = setInterval(() => {
    folder.tidy().catch((error: unknown) => options.onError?.(error));
  }, TIDY_MS);
  tidying.unref();

  return {
    leftOut: notServed,
    endpoint: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    async close() {
      clearInterval(tidying);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
      await closed;
      clearTimeout(cut);
      await Promise.allSettled(active);
    },
  };
}

/** Repeated headers joined with a comma, as the signature sees them; Node would use ", ". */
function signedHeaders(request: IncomingMessage): Map<string, string> {
  const headers = new Map<string, string>();
  const raw = request.rawHeaders;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const before = headers.get(name);
    const value = (raw[i + 1] ?? '').trim();
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return headers;
}

/** The one catch: whatever went wrong becomes an answer, or the end of the connection. */
function refuse(
  response: ServerResponse,
  error: unknown,
  onError?: (error: unknown) => void,
): void {
  // The client went away: nobody is left to tell.
  if (response.destroyed || response.socket === null) return;
  const known = asS3Error(error);
  if (known === undefined) onError?.(error);
  const failure = known ?? new S3Error('InternalError');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const requestId = String(response.getHeader('x-amz-request-id'));
  answerXml(response, failure.status, errorXml(failure, requestId), failure.headers);
}

/** What Node's parser refuses never becomes a request; the answer is written by hand. */
function refuseBadHttp(error: Error, socket: Socket): void {
  if (!socket.writable || errnoOf(error) === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const isLarge = errnoOf(error) === 'HPE_HEADER_OVERFLOW';
  const body = errorXml(new S3Error(isLarge ? 'RequestHeaderSectionTooLarge' : 'BadRequest'), '');
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/xml',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function errorXml(error: S3Error, requestId: string): string {
  return xmlDocument('Error', {
    Code: error.code,
    Message: error.message,
    RequestId: requestId,
    HostId: 'firstbyte',
  });
}
