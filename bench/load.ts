/**
 * The load: one viewer's GET over raw `node:http`, timed to its first body byte and to its last
 * wanted one. Every byte is checked; a reading with a wrong or missing one is an error and has
 * no times.
 */
import { type Agent, get } from 'node:http';
import { type Films, SLICE } from './film.ts';

export interface Want {
  readonly url: URL;
  readonly key: string;
  /** Position that the answer begins with. */
  readonly start: number;
  /** Bytes to take from there. */
  readonly take: number;
  /** Ask for these bytes alone; otherwise to the end of the object, and leave after `take`. */
  readonly closed: boolean;
}

export interface Reading {
  /** From the call to the first byte of the body, not of the head. */
  readonly firstByteMs: number;
  /** From the call to byte number `take`. */
  readonly totalMs: number;
}

/** Always the end of a run, also where failures are counted. */
export class WrongByte extends Error {}

/** Longer than any answer here can take: what hangs is an error, not a long sample. */
const TIMEOUT_MS = 15_000;

/** Resolves when the connection is free again or closed, so that readings do not overlap. */
export function readFilm(films: Films, agent: Agent, want: Want): Promise<Reading> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    let firstByteMs: number | undefined;
    let totalMs: number | undefined;
    let taken = 0;
    const request = get(want.url, { agent, headers: rangeOf(want) }, (response) => {
      if (response.statusCode !== 206) {
        request.destroy(new Error(`answered ${response.statusCode}, not 206`));
        return;
      }
      response.on('data', (chunk: Buffer) => {
        // Behind the last wanted byte: what had arrived already when the viewer left.
        if (totalMs !== undefined) return;
        const ms = performance.now() - began;
        firstByteMs ??= ms;
        const wrong = firstWrong(films, want.key, want.start + taken, chunk);
        taken += chunk.length;
        if (wrong !== undefined) {
          request.destroy(new WrongByte(`${want.url} has a wrong byte at position ${wrong}`));
        } else if (taken >= want.take) {
          totalMs = ms;
          if (!want.closed) request.destroy();
        }
      });
      response.on('error', () => request.destroy());
    });
    request.setTimeout(TIMEOUT_MS, () => request.destroy(new Error('has fallen silent')));
    const fail = (why: string) => reject(new Error(`${want.url} ${why}`));
    request.on('error', (error) => {
      if (error instanceof WrongByte) reject(error);
      else if (totalMs === undefined) fail(error.message);
    });
    request.on('close', () => {
      if (firstByteMs === undefined || totalMs === undefined) fail(`ended after ${taken} bytes`);
      else if (want.closed && taken !== want.take) fail(`gave ${taken} bytes for ${want.take}`);
      else resolve({ firstByteMs, totalMs });
    });
  });
}

/** Browsers ask with a range from the first request on, and some gateways want one. */
function rangeOf({ start, take, closed }: Want): Record<string, string> {
  return { Range: `bytes=${start}-${closed ? start + take - 1 : ''}` };
}

/** Position in the film of the first byte of `chunk` that is not the film's. */
export function firstWrong(
  films: Films,
  key: string,
  at: number,
  chunk: Buffer,
): number | undefined {
  for (let offset = 0; offset < chunk.length; offset += SLICE) {
    const got = chunk.subarray(offset, offset + SLICE);
    const right = films.bytes(key, at + offset, got.length);
    if (!got.equals(right)) return at + offset + got.findIndex((byte, i) => byte !== right[i]);
  }
  return undefined;
}
