/**
 * The order of S3 listings: bytes of UTF-8. JavaScript compares UTF-16 code units, which puts
 * surrogate pairs (U+10000 and up) before U+E000..U+FFFF; everything else agrees.
 */

/** Negative, zero or positive, as `a` sorts before, with or after `b`. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Moves surrogates behind all other code units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
