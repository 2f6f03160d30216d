/**
 * Turns: the requests of one HTTP/1.1 connection, answered one after the other. Node hands over
 * pipelined requests all at once; unbounded, one connection could start any number of origin
 * requests.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { attend } from './attend.ts';
import type { Connection } from './connection.ts';
import type { Handle } from './handle.ts';
import { LIMITS } from './limits.ts';

export interface Turns extends Connection {
  take(req: IncomingMessage, res: ServerResponse): void;
}

export function createTurns(socket: Socket, handle: Handle): Turns {
  let last = Promise.resolve();
  let waiting = 0;
  let leaving = false;
  return {
    get waiting() {
      return waiting;
    },
    get settled() {
      return last;
    },
    take(req, res) {
      if (waiting >= LIMITS.pipelined) {
        socket.destroy();
        return;
      }
      waiting++;
      last = last.then(async () => {
        if (leaving) res.setHeader('Connection', 'close');
        await attend(handle, req, res, socket);
        if (--waiting === 0 && leaving) socket.destroy();
      });
    },
    leave() {
      leaving = true;
      if (waiting === 0) socket.destroy();
    },
    cut() {
      socket.destroy();
    },
  };
}
