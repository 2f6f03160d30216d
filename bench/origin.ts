/**
 * The shaped origin, a process of its own: as much of S3 as a reader of objects meets, slow in a
 * way that is known. Every answer waits before its first byte and then flows at a fixed rate,
 * unless it is its turn to go wrong. `GET /-/counts` says what each bucket was asked and gave.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRandom, lognormal } from './chance.ts';
import { CREDENTIALS } from './credentials.ts';
import { createFaults } from './faults.ts';
import { createFilms } from './film.ts';
import { createLedger } from './ledger.ts';
import { answer, type Origin } from './origin/answer.ts';
import { readShape, type Shape } from './origin/shape.ts';
import { createGuard, loadStoreParts } from './origin/signatures.ts';
import { loadFilms } from './real-films.ts';

/** As long as Ceph RADOS Gateway keeps an idle connection: no round may run into its end. */
const KEEP_ALIVE_MS = 65_000;

async function createOrigin(shape: Shape): Promise<Origin> {
  // Of its own: which answers go wrong does not depend on how long they wait.
  const waits = createRandom(shape.seed ^ 0x5bd1e995);
  const signed = shape.signedBucket;
  const guard = signed === undefined ? undefined : createGuard(await loadStoreParts(), CREDENTIALS);
  return {
    shape,
    films: createFilms(shape.realFilms === undefined ? undefined : loadFilms(shape.realFilms)),
    ledger: createLedger(),
    nextFault: createFaults(shape.faults, shape.seed),
    nextWaitMs: () => lognormal(waits, shape.firstByteMs, shape.firstByteSigma),
    maySee: (bucket, request) => bucket !== signed || guard === undefined || guard(request),
  };
}

const shape = readShape(process.argv.slice(2));
const origin = await createOrigin(shape);
const server = createServer((request, response) => {
  const cameMs = performance.now();
  if (request.url === '/-/counts') response.end(JSON.stringify(origin.ledger.counts()));
  else answer(origin, request, response, cameMs);
});
server.keepAliveTimeout = KEEP_ALIVE_MS;
server.listen(shape.port, '127.0.0.1', () => {
  console.log(`origin listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
