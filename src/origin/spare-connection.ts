/**
 * Spare connection: one more than is in use, opened ahead of need. A viewer who leaves in the
 * middle of a body takes that body's connection along, and the next one would wait for a new one:
 * a round trip, with TLS two or three. So whenever a connection is handed out, the next is opened.
 */
import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

type Connector = buildConnector.connector;
type Callback = buildConnector.Callback;
type Result = Parameters<Callback>;

export interface SpareConnection {
  /** For a pool of undici: gives the spare connection when there is one, else a new one. */
  readonly connect: Connector;
  /** Closes the spare connection; none is opened after it. */
  close(): void;
}

export interface SpareOptions {
  /** Opens connections, always to the same host. */
  readonly connect: Connector;
  /** Open at once, the spare one with them. */
  readonly limit: number;
  /** A spare connection that nobody needed for so long is closed: demand opens the next. */
  readonly idleMs: number;
}

export function createSpareConnection({ connect, limit, idleMs }: SpareOptions): SpareConnection {
  let spare: { readonly socket: Socket; readonly timer: NodeJS.Timeout } | undefined;
  let opening = false;
  /** Who gets the connection that is being opened. */
  let taker: Callback | undefined;
  let closed = false;
  /** Asked for and not closed yet, the spare one apart. */
  let inUse = 0;

  function handOut(socket: Socket): Socket {
    socket.once('close', () => {
      inUse--;
    });
    return socket;
  }

  function forget(): void {
    clearTimeout(spare?.timer);
    spare?.socket.off('close', forget);
    spare = undefined;
  }

  function keep(socket: Socket): void {
    if (closed || inUse >= limit) {
      socket.destroy();
      return;
    }
    spare = { socket, timer: setTimeout(() => socket.destroy(), idleMs).unref() };
    socket.once('close', forget);
  }

  /** Never in the same turn: the request that has just got its connection goes first. */
  /** Never in the same turn: the request that has just got its connection goes first. */
  function openNext(options: buildConnector.Options): void {
    if (closed || opening || spare !== undefined || inUse >= limit) return;
    opening = true;
    connect(options, (...result) => {
      opening = false;
      const next = taker;
      taker = undefined;
      if (next !== undefined) give(options, next, result);
      // Whoever needs a connection learns by itself why there is none.
      else if (result[0] === null) keep(result[1]);
    });
  }

  function give(options: buildConnector.Options, to: Callback, result: Result): void {
    const [error, socket] = result;
    if (error !== null) {
      inUse--;
      to(error, null);
      return;
    }
    to(null, handOut(socket));
    setImmediate(openNext, options);
  }

  function openNew(options: buildConnector.Options, callback: Callback): void {
    connect(options, (...result) => give(options, callback, result));
  }

  return {
    connect(options, callback) {
      inUse++;
      const socket = spare?.socket;
      if (socket !== undefined) {
        forget();
        // A turn of the loop: what the origin has said meanwhile, its goodbye too, is heard first.
        setImmediate(() => {
          if (socket.readyState === 'open') give(options, callback, [null, socket]);
          else openNew(options, callback);
        });
      } else if (opening && taker === undefined) taker = callback;
      else openNew(options, callback);
    },
    close() {
      closed = true;
      spare?.socket.destroy();
    },
  };
}
