/**
 * Refuse: an answer to what never became a request, written past HTTP's own machinery. Such a
 * connection has no future: the other side may read why, and then it is gone.
 */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { GatewayError } from '../errors.ts';
import { LIMITS } from './limits.ts';
import { problemAnswer } from './problem.ts';
import type { ViewerResponse } from './viewer-request.ts';

/** For the log. */
export interface Refused {
  readonly requestId: string;
  readonly error: GatewayError;
}

/** What was wrong with bytes that were no request. */
export function failureOf(error: NodeJS.ErrnoException): GatewayError {
  const code =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? 'headers_too_large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? 'request_timeout'
        : 'request_malformed';
  return new GatewayError(code, error.message, { cause: error });
}

/** For a method that never becomes a request, such as CONNECT. */
export function methodNotAllowed(method: string | undefined): GatewayError {
  const allow = ['GET', 'HEAD', 'OPTIONS'];
  return new GatewayError('method_not_allowed', `Cannot ${method}`, { allow });
}

/** The same on a stream of HTTP/2, which has a machinery that can be used. */
export function refuseStream(
  res: Pick<ViewerResponse, 'writeHead' | 'end'>,
  error: GatewayError,
  onRefused: (refused: Refused) => void,
): void {
  const requestId = randomUUID();
  const { status, headers, body } = problemAnswer(error, requestId, { 'X-Request-Id': requestId });
  res.writeHead(status, headers);
  res.end(body?.bytes as Uint8Array);
  onRefused({ requestId, error });
}

/** Writes a refusal past HTTP's own machinery, when there still is someone to read it. */
export function refuse(
  socket: Socket,
  error: GatewayError,
  onRefused: (refused: Refused) => void,
): void {
  const { cause } = error;
  if (
    !socket.writable ||
    (cause instanceof Error && 'code' in cause && cause.code === 'ECONNRESET')
  ) {
    socket.destroy();
    return;
  }
  const requestId = randomUUID();
  const answer = problemAnswer(error, requestId, {
    'X-Request-Id': requestId,
    Connection: 'close',
  });
  const body = (answer.body?.bytes ?? new Uint8Array()) as Uint8Array;
  const head = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}`,
    `Date: ${new Date().toUTCString()}`,
    ...Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${body.length}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  socket.end(body);
  // A half-open connection would be kept for as long as the other side likes.
  setTimeout(() => socket.destroy(), LIMITS.lingerMs).unref();
  onRefused({ requestId, error });
}
