/**
 * Secure listener: the same over TLS, with HTTP/2 for those who speak it (ALPN, RFC 7301) and
 * HTTP/1.1, or 1.0, for the others. Its certificate can be replaced while it runs: who comes then
 * sees the new one, and what runs goes on.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { LIMITS } from './limits.ts';
import type { Listener, ListenerOptions } from './listener.ts';
import { createReception } from './reception.ts';
import { methodNotAllowed, refuseStream } from './refuse.ts';
import { createSession, type Session } from './session.ts';
import { createTurns, type Turns } from './turns.ts';

/** PEM: the certificate with those that lead to a known one, and its key. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface SecureListener extends Listener {
  /** For connections from now on. @throws Error when the two do not fit together */
  renew(pair: Pair): void;
}

export interface SecureListenerOptions extends ListenerOptions {
  readonly pair: Pair;
}

/** What may be agreed on, best first; a viewer who offers none of it is refused (RFC 7301, 3.2). */
const PROTOCOLS = ['h2', 'http/1.1', 'http/1.0'];

export function createSecureListener(options: SecureListenerOptions): SecureListener {
  const { handle, onRefused, pair } = options;
  const server = createSecureServer({
    ...LIMITS.http2.server,
    ...LIMITS.tls,
    ...pair,
    allowHTTP1: true,
    ALPNCallback: ({ protocols }) => PROTOCOLS.find((one) => protocols.includes(one)),
    noDelay: true,
  });
  // Node knows old HTTP by its first line, but not by this name.
  server.prependListener('secureConnection', (socket: TLSSocket) => {
    if (socket.alpnProtocol === 'http/1.0') socket.alpnProtocol = 'http/1.1';
  });
  // What Node's HTTP/1.1 over TLS reads from its server, though none of it is an option of this one.
  Object.assign(server, LIMITS.server, { maxHeadersCount: 0 });
  server.setTimeout(LIMITS.idleMs);
  const reception = createReception(server, options);
  const turns = new WeakMap<Socket, Turns>();
  const sessions = new WeakMap<object, Session>();
  let begun: ServerHttp2Session | undefined;

  server.on('connection', (socket: Socket) => {
    reception.admit(placeOf(socket), handshakeOf(socket), socket);
  });
  server.on('session', (session) => {
    begun = session;
  });
  // After Node's own, which has made a session of it by now when it speaks HTTP/2.
  server.on('secureConnection', (socket: TLSSocket) => {
    reception.forget(placeOf(socket));
    const session = begun;
    begun = undefined;
    if (session === undefined) {
      const own = createTurns(socket, handle);
      turns.set(socket, own);
      reception.admit(socket, own, socket);
    } else {
      const own = createSession(session, socket, handle);
      sessions.set(session, own);
      reception.admit(session, own, socket);
    }
  });

  function take(...both: Http1 | Http2): void {
    if (!isHttp2(both)) turns.get(both[0].socket)?.take(...both);
    else if (both[0].stream.session) sessions.get(both[0].stream.session)?.take(...both);
  }
  server.on('request', take);
  server.on('checkExpectation', take);
  server.on('checkContinue', take);
  server.on('connect', (...both: Http1 | Http2) => {
    if (isHttp2(both)) refuseStream(both[1], methodNotAllowed('CONNECT'), onRefused);
  });

  const { listener } = reception;
  return {
    get connections() {
      return listener.connections;
    },
    listen: listener.listen,
    close: listener.close,
    renew: (next) => server.setSecureContext({ ...LIMITS.tls, ...next }),
  };
}

type Http1 = [req: IncomingMessage, res: ServerResponse];
type Http2 = [req: Http2ServerRequest, res: Http2ServerResponse];

function isHttp2(both: Http1 | Http2): both is Http2 {
  return both[0].httpVersionMajor === 2;
}

/** A connection that has said nothing of HTTP yet: nothing is owed to it. */
function handshakeOf(socket: Socket) {
  const cut = (): void => {
    socket.destroy();
  };
  return { waiting: 0, settled: Promise.resolve(), leave: cut, cut };
}

/** The same before and after the handshake, when there is another socket for it. */
function placeOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return [remoteAddress, remotePort, localAddress, localPort].join(' ');
}
