/**
 * How an object is cut into parts: all of one size but the last, which is what every store takes
 * (R2 takes nothing else), and never more of them than S3 numbers. Pure.
 */
import { GatewayError } from '../errors.ts';

const MiB = 1024 ** 2;

/** S3 takes parts from 5 MiB on; larger ones cost fewer requests and signatures. */
export const LEAST_PART_BYTES = 8 * MiB;
/** An upload holds two parts in memory, so this bounds what one of them may cost. */
export const MOST_PART_BYTES = 64 * MiB;
/** S3's own bound. */
export const MOST_PARTS = 10_000;
/** The largest object: 625 GiB. */
export const MOST_BYTES = MOST_PART_BYTES * MOST_PARTS;
/** Where only the end will tell the length: enough for 156 GiB. */
const UNKNOWN_PART_BYTES = 16 * MiB;

/**
 * Bytes of every part but the last: whole MiB.
 * @param length bytes of the object; undefined when it is not known
 * @throws GatewayError `body_too_large`
 */
export function partBytesFor(length: number | undefined): number {
  if (length === undefined) return UNKNOWN_PART_BYTES;
  if (length > MOST_BYTES) throw tooLarge(MOST_BYTES);
  return Math.max(LEAST_PART_BYTES, Math.ceil(length / MOST_PARTS / MiB) * MiB);
}

/** Bytes of part `number`, from 1 on, of an object of `length` bytes; 0 or less behind its end. */
export function bytesOfPart(number: number, length: number, partBytes: number): number {
  return Math.min(partBytes, length - (number - 1) * partBytes);
}

/** @param most bytes */
export function tooLarge(most: number): GatewayError {
  return new GatewayError('body_too_large', `Cannot take more than ${most} bytes`, {
    detail: `The limit is ${most} bytes`,
  });
}
