/**
 * Encoded: bytes that are served again and again, in the codings that browsers take. Made when
 * somebody asks: gzip at once, since it takes a millisecond; brotli, which takes twenty of them and
 * is a tenth smaller, beside the event loop, for those who come after.
 */
import { brotliCompress, constants, gzipSync } from 'node:zlib';

export type Coding = 'br' | 'gzip' | 'identity';

export interface Encoded {
  /** The codings that are here, the smallest first. */
  codings(): readonly [Coding, ...Coding[]];
  bytes(coding: Coding): Uint8Array;
  /** Settles when there is nothing smaller to come. */
  readonly settled: Promise<void>;
}

/** Less would not shrink by a packet. */
const LEAST_BYTES = 256;

export function createEncoded(bytes: Uint8Array): Encoded {
  const codings = new Map<Coding, Uint8Array>([['identity', bytes]]);
  let settled: Promise<void> = Promise.resolve();
  if (bytes.length >= LEAST_BYTES) {
    codings.set('gzip', gzipSync(bytes, { level: 9 }));
    settled = brotli(bytes).then((smaller) => void codings.set('br', smaller));
  }
  return {
    codings() {
      const all = [...codings].sort(([, a], [, b]) => a.length - b.length);
      const [[smallest] = ['identity'], ...others] = all as [Coding, Uint8Array][];
      return [smallest as Coding, ...others.map(([coding]) => coding)];
    },
    bytes: (coding) => codings.get(coding) ?? bytes,
    get settled() {
      return settled;
    },
  };
}

function brotli(bytes: Uint8Array): Promise<Uint8Array> {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
  };
  return new Promise((resolve, reject) => {
    brotliCompress(bytes, { params }, (error, smaller) =>
      error ? reject(error) : resolve(smaller),
    );
  });
}
