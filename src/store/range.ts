/**
 * The `Range` header as AWS S3 reads it (RFC 9110 section 14): one range is served, anything that
 * is not one valid range is ignored. Pure.
 */

/** Half-open interval of byte positions. The store shares no code with the gateway, nor this type. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a `Range` header selects of an object. */
export type Selection = Span | 'whole' | 'unsatisfiable';

/**
 * @param header value of `Range`, if any
 * @param size bytes in the object
 * @returns a non-empty span inside `[0, size)`; `unsatisfiable` for a start at or past the end and
 *   for `-0`, hence for every range on an empty object
 */
export function selectRange(header: string | undefined, size: number): Selection {
  const parts = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? '');
  if (parts === null) return 'whole';
  const [, first = '', last = ''] = parts;
  if (first === '' && last === '') return 'whole';
  if (first === '') {
    // Numbers beyond 2^53 lose digits, but then they are past the end of anything.
    const suffix = Math.min(Number(last), size);
    return suffix === 0 ? 'unsatisfiable' : { start: size - suffix, end: size };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return 'whole';
  if (start >= size) return 'unsatisfiable';
  return { start, end: last === '' ? size : Math.min(Number(last) + 1, size) };
}
