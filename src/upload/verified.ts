/**
 * A body that counts only when it is the one that was sent: held back whole until its checksum is
 * known, or, where nothing counts before its end, checked as it passes.
 */
import { createHash, type Hash, timingSafeEqual } from 'node:crypto';
import { GatewayError } from '../errors.ts';
import type { Memory, Release } from './memory.ts';
import { tooLarge } from './part-size.ts';
import { piecesOf } from './pieces.ts';

export interface Checksum {
  readonly algorithm: 'sha1' | 'sha256' | 'sha512' | 'md5';
  /** Of the length that the algorithm gives. */
  readonly digest: Uint8Array;
}

export interface Verified {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly length: number;
  /** To be called when the bytes are no longer needed. */
  readonly release: Release;
}

export interface VerifyOptions {
  readonly checksum: Checksum;
  /** Bytes, when that is known. */
  readonly length: number | undefined;
  readonly memory: Memory;
  readonly signal: AbortSignal;
}

/** Such bodies share the memory with uploads that stream. */
export function mostVerifiedBytes({ most }: Pick<Memory, 'most'>): number {
  return Math.floor(most / 4);
}

/** @throws GatewayError `checksum_mismatch`, `body_too_large`, `overloaded`; what `body` throws */
export async function readVerified(
  body: AsyncIterable<Uint8Array>,
  { checksum, length, memory, signal }: VerifyOptions,
): Promise<Verified> {
  const most = mostVerifiedBytes(memory);
  if (length !== undefined && length > most) throw tooLarge(most);
  const room = length ?? most;
  const release = memory.reserve(room);
  try {
    const hash = createHash(checksum.algorithm);
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of piecesOf(body, signal)) {
      size += piece.length;
      if (size > room) throw tooLarge(room);
      hash.update(piece);
      pieces.push(piece);
    }
    compare(hash, checksum);
    return { bytes: inOrder(pieces), length: size, release };
  } catch (thrown) {
    release();
    throw thrown;
  }
}

/**
 * The same pieces; after the last of them fails if they were others than was said. For whoever makes
 * nothing of them before the end.
 * @throws GatewayError `checksum_mismatch`; what `body` throws
 */
export async function* checkedAtEnd(
  body: AsyncIterable<Uint8Array>,
  checksums: readonly Checksum[],
): AsyncGenerator<Uint8Array, void, undefined> {
  const hashes = checksums.map((checksum) => ({
    checksum,
    hash: createHash(checksum.algorithm),
  }));
  for await (const piece of body) {
    for (const { hash } of hashes) hash.update(piece);
    yield piece;
  }
  for (const { hash, checksum } of hashes) compare(hash, checksum);
}

function compare(hash: Hash, { algorithm, digest }: Checksum): void {
  if (timingSafeEqual(hash.digest(), digest)) return;
  throw new GatewayError('checksum_mismatch', `The ${algorithm} of a body differs`);
}

async function* inOrder(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
