/**
 * Spare connection: one more than is in use, opened ahead of need. A viewer who leaves in the
 * middle of a body takes that body's connection along, and the next one would wait for a new one:
 * a round trip, with TLS two or three. So whenever a connection is handed out, the next is opened.
 */
import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

type Connector = buildConnector.connector;

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
  function openNext(options: buildConnector.Options): void {
    if (closed || opening || spare !== undefined || inUse >= limit) return;
    opening = true;
    connect(options, (error, socket) => {
      opening = false;
      // Whoever needs a connection learns by itself why there is none.
      if (error === null) keep(socket);
    });
  }

  return {
    connect(options, callback) {
      inUse++;
      const socket = spare?.socket;
      if (socket?.readyState === 'open') {
        forget();
        // undici does not expect to have a connection before it has finished asking for one.
        queueMicrotask(() => callback(null, handOut(socket)));
        setImmediate(openNext, options);
        return;
      }
      connect(options, (error, opened) => {
        if (error !== null) {
          inUse--;
          callback(error, null);
          return;
        }
        callback(null, handOut(opened));
        setImmediate(openNext, options);
      });
    },
    close() {
      closed = true;
      spare?.socket.destroy();
    },
  };
}
