/**
 * Relay: the distance to a viewer. Passes connections on to one address, every byte so much later
 * in either direction, and as many at once as there are.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Relay {
  readonly port: number;
  close(): Promise<void>;
}

/** On their way in one direction of a connection: far more than any player has room for. */
const MOST_BYTES = 8 * 1024 * 1024;

export async function startRelay(to: URL, delayMs: number): Promise<Relay> {
  const address = { host: to.hostname, port: Number(to.port), allowHalfOpen: true };
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (viewer) => {
    const target = connect(address);
    target.setNoDelay(true);
    pass(viewer, target, delayMs);
    pass(target, viewer, delayMs);
    for (const socket of [viewer, target]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function pass(from: Socket, to: Socket, delayMs: number): void {
  let onTheWay = 0;
  const room = (): void => {
    if (onTheWay + to.writableLength < MOST_BYTES) from.resume();
    else from.pause();
  };
  from.on('data', (bytes) => {
    onTheWay += bytes.length;
    room();
    // Timers of the same delay run in the order in which they were set.
    setTimeout(() => {
      onTheWay -= bytes.length;
      if (!to.destroyed) to.write(bytes);
      room();
    }, delayMs);
  });
  to.on('drain', room);
  from.on('end', () => setTimeout(() => to.end(), delayMs));
  from.on('close', () => setTimeout(() => to.destroy(), delayMs));
  from.on('error', () => to.destroy());
}
