/**
 * Films: synthetic objects that nobody has to store. The size stands in the key
 * (`film-8MiB-17.webm`) and every byte is a function of key and position, so the origin can make
 * any span of any of them and the load can check whatever it is given. They are noise, so they go by
 * the name of a kind of film of which the gateway shows no view, as peers show none of any. What a
 * browser is to play is a real film, under as many keys as there are samples (`real-front-17.mp4`).
 */

export const KIB = 1024;
export const MIB = 1024 * KIB;

/** Most bytes that one call of `bytes` gives. */
export const SLICE = 64 * KIB;

/** Prime, so that no offset by blocks, chunks or pages brings the same bytes again. */
const PERIOD = 1_048_573;

export interface Films {
  /** Bytes of the film that `key` names, or undefined: there is no such film. */
  size(key: string): number | undefined;
  /** Bytes `[position, position + length)` of `key`, at most SLICE of them. Not to be written to. */
  bytes(key: string, position: number, length: number): Buffer;
}

/** @param real films by name */
export function createFilms(real: ReadonlyMap<string, Buffer> = new Map()): Films {
  // One slice longer than its period: no slice has to be joined from two.
  const noise = Buffer.allocUnsafe(PERIOD + SLICE);
  let state = 0x9e3779b9;
  for (let index = 0; index < PERIOD; index++) {
    // xorshift32 (Marsaglia 2003)
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    noise[index] = state & 0xff;
  }
  noise.copy(noise, PERIOD, 0, SLICE);
  const realFilm = (key: string): Buffer | undefined =>
    real.get(/^real-([a-z]+)-\d+\.mp4$/.exec(key)?.[1] ?? '');
  return {
    size: (key) => realFilm(key)?.length ?? filmSize(key),
    bytes(key, position, length) {
      const film = realFilm(key);
      if (film !== undefined) return film.subarray(position, position + length);
      const start = (hash(key) + position) % PERIOD;
      return noise.subarray(start, start + length);
    },
  };
}

export function realKey(name: string, number: number): string {
  return `real-${name}-${number}.mp4`;
}

export function filmKey(size: number, number: number): string {
  return size % MIB === 0 ? `film-${size / MIB}MiB-${number}.webm` : `film-${size}B-${number}.webm`;
}

function filmSize(key: string): number | undefined {
  const [, digits, unit] = /^film-(\d{1,9})(B|KiB|MiB)-\d+\.webm$/.exec(key) ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * (unit === 'MiB' ? MIB : unit === 'KiB' ? KIB : 1);
}

export function filmType(key: string): string {
  return key.endsWith('.mp4') ? 'video/mp4' : 'video/webm';
}

export function filmTag(key: string): string {
  return `"${hash(key).toString(16).padStart(8, '0')}"`;
}

/** FNV-1a, 32 bits: another film has its bytes elsewhere in the noise. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    value = Math.imul(value ^ key.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
