/**
 * Box: a length, four characters and a body, which is all that an MP4 is made of (ISO/IEC
 * 14496-12, 4.2). Lengths are read here and believed nowhere: who walks boxes compares every end
 * with what is really there.
 */

export interface Box {
  /** Four characters, one for each byte. */
  readonly type: string;
  /** First byte of the header. */
  readonly start: number;
  /** First byte after the header: 8 or 16 bytes on. */
  readonly body: number;
  /** One past the last byte, as the header claims; may lie past everything. Never less than `body`. */
  readonly end: number;
}

/** Bytes that hold any header: length, type, and the long length where there is one. */
export const HEADER_BYTES = 16;

const SHORT_HEADER_BYTES = 8;

/** A reader of numbers over the same memory. */
export function dataOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The big-endian 64-bit number at `at`; above 2^53 it is rounded, and larger than any position. */
export function uint64(data: DataView, at: number): number {
  return data.getUint32(at) * 2 ** 32 + data.getUint32(at + 4);
}

/** The four characters at `at`. */
export function typeAt(data: DataView, at: number): string {
  return String.fromCharCode(
    data.getUint8(at),
    data.getUint8(at + 1),
    data.getUint8(at + 2),
    data.getUint8(at + 3),
  );
}

/**
 * The box whose header is at `at` in `data`.
 * @param start the position that `at` stands for
 * @param limit one past the last position a box here may reach: the end of one of length 0
 * @returns undefined when the header does not fit into `data`, or is longer than its box
 */
export function boxAt(data: DataView, at: number, start: number, limit: number): Box | undefined {
  if (at + SHORT_HEADER_BYTES > data.byteLength) return undefined;
  const type = typeAt(data, at + 4);
  const length = data.getUint32(at);
  if (length === 0) return { type, start, body: start + SHORT_HEADER_BYTES, end: limit };
  if (length >= SHORT_HEADER_BYTES) {
    return { type, start, body: start + SHORT_HEADER_BYTES, end: start + length };
  }
  if (length !== 1 || at + HEADER_BYTES > data.byteLength) return undefined;
  const long = uint64(data, at + 8);
  return long < HEADER_BYTES
    ? undefined
    : { type, start, body: start + HEADER_BYTES, end: start + long };
}
