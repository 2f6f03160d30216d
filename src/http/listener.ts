/**
 * Listener: the HTTP server with every limit set on purpose. It turns connections into requests
 * with an AbortSignal each, answers one pipelined request after the other, and knows how to stop:
 * no new connection, running answers to their end, up to a deadline.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';
import type { Handle } from './handle.ts';
import { LIMITS } from './limits.ts';
import { failureOf, methodNotAllowed, type Refused, refuse } from './refuse.ts';

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
  /** Told of a connection beyond `maxConnections`. */
  readonly onDropped: () => void;
  /** Viewers' connections at once; one more is closed unanswered. */
  readonly maxConnections: number;
}

/** Made once: a DOMException for every request would be a stack trace for every request. */
const GONE = new DOMException('The request is over, or its viewer has gone', 'AbortError');

export function createListener(options: ListenerOptions): Listener {
  const { handle, maxConnections, onRefused } = options;
  const server = createServer(LIMITS.server);
  // Bounded by maxHeaderSize, and counted in handle.ts: Node's own bound drops headers in silence.
  server.maxHeadersCount = 0;
  server.maxConnections = maxConnections;
  server.setTimeout(LIMITS.idleMs);
  const connections = new Map<Socket, Turns>();
  let closing = false;

  server.on('connection', (socket: Socket) => {
    connections.set(socket, { last: Promise.resolve(), waiting: 0 });
    socket.once('close', () => connections.delete(socket));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // Answers that are owed or under way come first: written now, a refusal would pass for one of
    // them, or for its bytes.
    if (connections.get(socket)?.waiting) socket.destroy();
    else refuse(socket, failureOf(error), onRefused);
  });
  server.on('drop', options.onDropped);
  // Left alone, Node closes these without a word.
  server.on('connect', (req: IncomingMessage, socket: Socket) => {
    // Node has let go of it, its own listener included: an error that nobody hears ends the process.
    socket.on('error', () => socket.destroy());
    if (connections.get(socket)?.waiting) socket.destroy();
    else refuse(socket, methodNotAllowed(req.method), onRefused);
  });
  server.on('request', enqueue);
  // Expectations may be ignored (RFC 9110 section 10.1.1); left alone, Node answers 417 past us.
  server.on('checkExpectation', enqueue);
  // Whoever waits to be told to send its body is told when a route wants it.
  server.on('checkContinue', enqueue);

  function enqueue(req: IncomingMessage, res: ServerResponse): void {
    const { socket } = req;
    const turns = connections.get(socket);
    // Node hands over pipelined requests all at once; unbounded, one connection could start any
    // number of origin requests.
    if (turns === undefined || turns.waiting >= LIMITS.pipelined) {
      socket.destroy();
      return;
    }
    turns.waiting++;
    turns.last = turns.last.then(async () => {
      await serve(req, res);
      if (--turns.waiting === 0 && closing) socket.destroy();
    });
  }

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { socket } = req;
    const departure = new AbortController();
    const leave = (): void => departure.abort(GONE);
    socket.once('close', leave);
    if (closing) res.setHeader('Connection', 'close');
    try {
      if (!socket.destroyed) await handle(req, res, departure.signal);
    } finally {
      socket.off('close', leave);
      // Also when all went well: whatever the request still held at the origin is given up.
      leave();
    }
  }

  return {
    get connections() {
      return connections.size;
    },
    listen: (host, port) => listen(server, host, port),
    async close(deadlineMs) {
      closing = true;
      const closed = new Promise<void>((resolve) => {
        // Not HTTP's own close, which takes answers for done that are handed over but that a slow
        // viewer has not taken yet, and cuts them.
        NetServer.prototype.close.call(server, () => resolve());
      });
      // Also those on which nothing was ever asked, which Node does not count as idle: browsers
      // open connections ahead of need.
      for (const [socket, turns] of connections) if (turns.waiting === 0) socket.destroy();
      const running = [...connections.values()].map((turns) => turns.last);
      let cut = 0;
      const deadline = setTimeout(() => {
        cut = connections.size;
        for (const socket of connections.keys()) socket.destroy();
      }, deadlineMs);
      await closed;
      clearTimeout(deadline);
      // Those that were cut still have a line for the log to write; no reason to wait for ever.
      await atMost(LIMITS.lingerMs, Promise.all(running));
      // All that is left of it by now is the timer that looks for slow requests.
      server.close(() => {});
      return cut;
    },
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

/** The requests of one connection, answered one after the other. */
interface Turns {
  /** Settles, never rejects, when the last of them is over. */
  last: Promise<void>;
  /** Being answered or waiting for it. */
  waiting: number;
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
