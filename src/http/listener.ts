/**
 * Listener: the HTTP server with every limit set on purpose. It turns connections into requests
 * with an AbortSignal each, answers one pipelined request after the other, and knows how to stop:
 * no new connection, running answers to their end, up to a deadline.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Handle } from './handle.ts';
import { LIMITS } from './limits.ts';
import { createReception } from './reception.ts';
import type { Refused } from './refuse.ts';
import { createTurns, type Turns } from './turns.ts';

export interface Listener {
  /** Resolves to the address in use. @throws the system's error, e.g. EADDRINUSE */
  listen(host: string, port: number): Promise<AddressInfo>;
  /**
   * Stops accepting at once and resolves when the last answer is out, or after `deadlineMs`, when
   * what still runs is cut off.
   * @returns how many connections had to be cut
   */
  close(deadlineMs: number): Promise<number>;
  /** Connections that are open now. */
  readonly connections: number;
}

export interface ListenerOptions {
  readonly handle: Handle;
  /** Told of bytes that were no request and were refused. */
  readonly onRefused: (refused: Refused) => void;
  /** Told of a connection beyond the bound. */
  readonly onDropped: () => void;
  /** Viewers' connections at once; one more is closed unanswered. */
  readonly maxConnections: number;
  /** Whether there are too many with the new one, where the bound is not for this listener alone. */
  readonly isFull?: () => boolean;
}

export function createListener(options: ListenerOptions): Listener {
  const server = createServer(LIMITS.server);
  // Bounded by maxHeaderSize, and counted in handle.ts: Node's own bound drops headers in silence.
  server.maxHeadersCount = 0;
  server.setTimeout(LIMITS.idleMs);
  const reception = createReception(server, options);
  const connections = new Map<Socket, Turns>();

  server.on('connection', (socket: Socket) => {
    const turns = createTurns(socket, options.handle);
    connections.set(socket, turns);
    socket.once('close', () => connections.delete(socket));
    reception.admit(socket, turns, socket);
  });
  const take = (req: IncomingMessage, res: ServerResponse): void => {
    connections.get(req.socket)?.take(req, res);
  };
  server.on('request', take);
  // Expectations may be ignored (RFC 9110 section 10.1.1); left alone, Node answers 417 past us.
  server.on('checkExpectation', take);
  // Whoever waits to be told to send its body is told when a route wants it.
  server.on('checkContinue', take);
  return reception.listener;
}
