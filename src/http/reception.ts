/**
 * Reception: what the plain and the secure listener have in common. Connections come in up to a
 * bound, bytes that are no request are refused, and all of it can stop: no new connection, running
 * answers to their end, up to a deadline.
 */
import type { IncomingMessage } from 'node:http';
import { type AddressInfo, Server, type Socket } from 'node:net';
import type { Connection } from './connection.ts';
import { LIMITS } from './limits.ts';
import type { Listener, ListenerOptions } from './listener.ts';
import { failureOf, methodNotAllowed, refuse } from './refuse.ts';

export interface Reception {
  readonly listener: Listener;
  /** That `key` (a socket, or what stands for it) is there until `socket` closes. */
  admit(key: unknown, connection: Connection, socket: Socket): void;
  /** That it goes by another key now. */
  forget(key: unknown): void;
}

export function createReception(
  server: Server,
  { maxConnections, onDropped, onRefused, isFull }: Omit<ListenerOptions, 'handle'>,
): Reception {
  server.maxConnections = maxConnections;
  const open = new Set<Socket>();
  const connections = new Map<unknown, Connection>();
  let closing = false;

  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    if (!isFull?.()) return;
    socket.destroy();
    onDropped();
  });
  server.on('drop', onDropped);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const connection = connections.get(socket);
    // Answers that are owed or under way come first: written now, a refusal would pass for one of
    // them, or for its bytes. And a handshake that failed has no words.
    if (connection === undefined || connection.waiting > 0) socket.destroy();
    else refuse(socket, failureOf(error), onRefused);
  });
  // Left alone, Node closes these without a word.
  server.on('connect', (req: IncomingMessage, socket: Socket) => {
    if (req.httpVersionMajor !== 1) return;
    // Node has let go of it, its own listener included: an error that nobody hears ends the process.
    socket.on('error', () => socket.destroy());
    if (connections.get(socket)?.waiting) socket.destroy();
    else refuse(socket, methodNotAllowed(req.method), onRefused);
  });

  async function close(deadlineMs: number): Promise<number> {
    closing = true;
    const closed = new Promise<void>((resolve) => {
      // Not HTTP's own close, which takes answers for done that are handed over but that a slow
      // viewer has not taken yet, and cuts them.
      Server.prototype.close.call(server, () => resolve());
    });
    const running = [...connections.values()].map((one) => one.settled);
    for (const connection of connections.values()) connection.leave();
    let cut = 0;
    const deadline = setTimeout(() => {
      cut = open.size;
      for (const connection of connections.values()) connection.cut();
      for (const socket of open) socket.destroy();
    }, deadlineMs);
    await closed;
    clearTimeout(deadline);
    // Those that were cut still have a line for the log to write; no reason to wait for ever.
    await atMost(LIMITS.lingerMs, Promise.all(running));
    // All that is left of it by now is the timer that looks for slow requests.
    server.close(() => {});
    return cut;
  }

  return {
    listener: {
      get connections() {
        return open.size;
      },
      listen: (host, port) => listen(server, host, port),
      close,
    },
    admit(key, connection, socket) {
      connections.set(key, connection);
      socket.once('close', () => connections.delete(key));
      if (closing) connection.cut();
    },
    forget: (key) => connections.delete(key),
  };
}

/** Waits for `work`, but no longer than `ms`. */
async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, tooLong]);
  clearTimeout(timer);
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: 1024 }, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}
