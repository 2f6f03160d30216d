/**
 * Passwords as scrypt hashes (RFC 7914), in text that can stand in a configuration:
 * `scrypt$N=16384,r=8,p=1$SALT$HASH`, salt and hash in base64url without padding.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** What scrypt takes; each name as in RFC 7914 section 2. */
export interface ScryptCost {
  /** CPU and memory: a power of two, 2^14 to 2^18. */
  readonly N: number;
  /** Block size: 1 to 16. */
  readonly r: number;
  /** Parallelisation: 1 to 4. */
  readonly p: number;
}

export interface PasswordHash extends ScryptCost {
  /** 8 to 64 bytes. */
  readonly salt: Uint8Array;
  /** 32 to 64 bytes. */
  readonly hash: Uint8Array;
}

/** 16 MiB, and tens of milliseconds of a core: every cold Basic request costs as much. */
const USUAL: ScryptCost = { N: 2 ** 14, r: 8, p: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Of one computation; several of them run at once. */
const MAX_MEMORY_BYTES = 256 * 1024 * 1024;

const TEXT =
  /^scrypt\$N=([1-9]\d{4,5}),r=([1-9]\d?),p=([1-4])\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)$/;

/**
 * @returns text for the configuration, with a salt of its own
 * @throws RangeError for what is no password
 */
export async function hashPassword(password: string): Promise<string> {
  if (!isPassword(password)) {
    throw new RangeError('Cannot hash it: a password is not empty and has no control characters');
  }
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, USUAL, HASH_BYTES);
  const { N, r, p } = USUAL;
  return `scrypt$N=${N},r=${r},p=${p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/** @returns undefined for anything that is not written as above, or out of bounds */
export function parseHash(text: string): PasswordHash | undefined {
  const match = TEXT.exec(text);
  if (match === null) return undefined;
  const [N, r, p] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const salt = bytesOf(match[4] ?? '', 8, 64);
  const hash = bytesOf(match[5] ?? '', 32, 64);
  const costs = N >= 2 ** 14 && N <= 2 ** 18 && Number.isInteger(Math.log2(N)) && r <= 16;
  if (!costs || 128 * N * r > MAX_MEMORY_BYTES || !salt || !hash) return undefined;
  return { N, r, p, salt, hash };
}

/**
 * Takes as long for a wrong password as for the right one; what is no password is always wrong.
 * @throws Error when there is no memory for it
 */
export async function verifyPassword(password: string, hash: PasswordHash): Promise<boolean> {
  const derived = await derive(password, hash.salt, hash, hash.hash.length);
  return timingSafeEqual(derived, hash.hash) && isPassword(password);
}

/**
 * RFC 8265 section 4.2.1: not empty, no control characters. HMAC fills keys up with zeros, so to
 * scrypt a NUL at the end is nothing, and half a character is as good as U+FFFD.
 */
function isPassword(text: string): boolean {
  return text !== '' && !/[\p{Cc}\p{Cs}]/u.test(text);
}

/** Runs in a thread of libuv's pool; the loop goes on. */
function derive(
  password: string,
  salt: Uint8Array,
  { N, r, p }: ScryptCost,
  bytes: number,
): Promise<Buffer> {
  // What OpenSSL holds against its bound, which is 32 MiB unless it is told otherwise.
  const maxmem = 128 * r * (N + p + 2);
  return new Promise((resolve, reject) => {
    scrypt(prepare(password), salt, bytes, { N, r, p, maxmem }, (error, derived) =>
      error === null ? resolve(derived) : reject(error),
    );
  });
}

/**
 * One form for what looks the same, as RFC 8265 section 4.2.2 has it: keyboards and systems differ
 * in how they write "ä" and in their spaces.
 */
function prepare(password: string): string {
  return password.replace(/\p{Zs}/gu, ' ').normalize('NFC');
}

function bytesOf(text: string, least: number, most: number): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url');
  // Stray bits in the last character would be a second spelling of the same bytes.
  const canonical = bytes.toString('base64url') === text;
  return canonical && bytes.length >= least && bytes.length <= most ? bytes : undefined;
}
