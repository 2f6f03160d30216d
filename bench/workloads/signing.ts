/**
 * Signing: what it costs to ask S3. Sixteen readers take small films that nobody has read, each
 * for one origin request, from an origin that neither waits nor is held to a rate, so that what
 * limits them is the work for a request: parse, sign, ask, pass on. The direct read and the peers
 * ask unsigned, and the origin verifies only what is signed. Good is at most 1 CPU ms a request.
 */
import { KIB } from '../film.ts';
import type { Sample, Target, Workload } from '../workload.ts';

const READERS = 16;
const SECONDS = 3;
const FILM = 64 * KIB;

export const signing: Workload = {
  name: 'signing',
  shows: `${READERS} readers of cold films of 64 KiB, one signed origin request each, from an origin without a wait; good is at most 1 CPU ms a request`,
  samples: 1,
  warmUp: 1,
  peers: true,
  origin: ['--first-byte-ms=0', '--bytes-per-second=Infinity'],
  aboutDirect: 'unsigned',
  sample,
};

async function sample(target: Target): Promise<Sample> {
  const cpuBefore = target.cpuSeconds();
  const began = performance.now();
  let requests = 0;
  const reader = async (): Promise<void> => {
    while (performance.now() - began < 1000 * SECONDS) {
      await target.read({ key: target.newFilm(FILM), start: 0, take: FILM, closed: true });
      requests++;
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  const seconds = (performance.now() - began) / 1000;
  const cpuAfter = target.cpuSeconds();
  return {
    'origin requests/s': requests / seconds,
    ...(cpuBefore === undefined || cpuAfter === undefined
      ? {}
      : { 'CPU ms an origin request': (1000 * (cpuAfter - cpuBefore)) / requests }),
  };
}
