/** Which coding of an answer a client takes (RFC 9110 section 12.5.3). Pure. */
import Negotiator from 'negotiator';

/**
 * The first of `available` that the client takes at all: how much it likes each is its guess at
 * what is smallest, and we know.
 * @param header `Accept-Encoding`; undefined means that anything goes, and then nothing is risked
 * @returns `identity` also where a client refuses it and all others: an answer is better than none
 */
export function chooseCoding<C extends string>(
  header: string | undefined,
  available: readonly C[],
): C | 'identity' {
  if (header === undefined) return 'identity';
  const negotiator = new Negotiator({ headers: { 'accept-encoding': header } });
  const taken = new Set(negotiator.encodings([...available]));
  return available.find((coding) => taken.has(coding)) ?? 'identity';
}
