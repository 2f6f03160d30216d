/**
 * What HTTP/1.1 and HTTP/2 call by the same name in Node, so that one handle serves both, and the
 * few things that they do not: where the names of the server stand, and how an answer is cut off.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Http2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';

export interface ViewerRequest extends Readable {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly httpVersion: string;
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, as they came; in HTTP/2 with the pseudo-headers. */
  readonly rawHeaders: readonly string[];
  readonly complete: boolean;
  readonly socket: Socket;
  /** HTTP/2 only: its own part of the connection. */
  readonly stream?: (Http2Stream & { readonly endAfterHeaders: boolean }) | undefined;
}

export interface ViewerResponse {
  readonly statusCode: number;
  /** Of HTTP/1.1 alone. */
  statusMessage: string;
  readonly headersSent: boolean;
  readonly writableFinished: boolean;
  /** Of HTTP/1.1; HTTP/2 has it on the stream. */
  readonly closed: boolean;
  readonly destroyed: boolean;
  readonly stream?: Http2Stream | undefined;
  setHeader(name: string, value: string): unknown;
  writeHead(status: number, headers: Readonly<Record<string, string>>): unknown;
  writeContinue(): unknown;
  cork(): void;
  uncork(): void;
  write(bytes: Uint8Array): boolean;
  end(): unknown;
  end(bytes: Uint8Array): unknown;
  destroy(error?: Error): unknown;
  once(event: 'drain' | 'close', listener: () => void): unknown;
}

/** Values of every line of that name, in order. @param name in lower case */
export function linesOf({ rawHeaders }: Pick<ViewerRequest, 'rawHeaders'>, name: string): string[] {
  return rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name,
  );
}

/** What the server is called: two names that say the same are one (RFC 9113 section 8.3.1). */
export function hostsOf(req: Pick<ViewerRequest, 'rawHeaders' | 'stream'>): readonly string[] {
  const hosts = linesOf(req, 'host');
  if (req.stream === undefined) return hosts;
  const [authority] = linesOf(req, ':authority');
  return authority === undefined ? hosts : [authority, ...hosts.filter((one) => one !== authority)];
}

/** Whether all of an answer was handed over. */
export function isComplete({ writableFinished, stream }: ViewerResponse): boolean {
  // Node ends a stream of HTTP/2 that is reset, as if that were all.
  return writableFinished && !stream?.aborted && !stream?.rstCode;
}

/** Ends what was begun so that it cannot pass for whole: the connection, or in HTTP/2 the stream. */
export function cutOff(res: ViewerResponse): void {
  // Without an error the reset would say that all is well.
  if (res.stream) res.destroy(new Error('The answer was cut off'));
  else res.destroy();
}
