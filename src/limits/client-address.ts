/**
 * Who asks, by address. A viewer can write anything into X-Forwarded-For, but each proxy adds to
 * its right the address that it saw itself; so it is read from the right, for as long as the one
 * who wrote the entry is a proxy that the operator trusts.
 */
import { isIP } from 'node:net';
import { groupsOf, normalAddress } from './address.ts';

/** No chain of proxies is that long. */
const MOST_ENTRIES = 32;

/** Without a connection's address nobody can be told apart: all such viewers are one. */
const UNKNOWN = 'unknown';

/** Charset of an address without port, brackets and zone, and the length of a prefix. */
const BLOCK = /^([\da-f:.]+)(?:\/(\d|[1-9]\d{1,2}))?$/i;

/**
 * @param remote the other end of the connection; undefined once it is closed
 * @param forwardedFor X-Forwarded-For, several lines of it joined by commas in their order
 * @returns the viewer's address in its normal form (address.ts), or `unknown`
 */
export type ClientAddress = (
  remote: string | undefined,
  forwardedFor: string | undefined,
) => string;

/**
 * Without trusted proxies, X-Forwarded-For is not looked at. If every entry is a trusted proxy,
 * the leftmost is who asked.
 * @param trustedProxies as `isAddressBlock` takes them
 * @throws RangeError for any other
 */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const prefixes = trustedProxies.map((text) => {
    const prefix = prefixOf(text);
    if (prefix === undefined) throw new RangeError(`Cannot trust "${text}": it is no address`);
    return prefix;
  });
  const own = (remote = ''): string => normalAddress(remote) ?? UNKNOWN;
  if (prefixes.length === 0) return own;

  const trusts = (address: string): boolean => {
    // Not even where every address is trusted: it has none.
    if (address === UNKNOWN) return false;
    const digits = binary(address);
    return prefixes.some((prefix) => digits.startsWith(prefix));
  };
  return (remote, forwardedFor) => {
    let address = own(remote);
    if (forwardedFor === undefined || !trusts(address)) return address;
    for (const entry of forwardedFor.split(',').slice(-MOST_ENTRIES).reverse()) {
      const next = normalAddress(entry.trim());
      // Nobody vouches for what is to the left of garbage: it is worth nothing.
      if (next === undefined) break;
      address = next;
      if (!trusts(address)) break;
    }
    return address;
  };
}

/**
 * Whether `text` names proxies: an IPv4 or IPv6 address, or a CIDR block (RFC 4632, RFC 4291
 * section 2.3) whose bits after the prefix do not matter. No port, brackets or zone. `/0` is one
 * too: it trusts every connection, so it is for a gateway that nobody but its proxies can reach.
 */
export function isAddressBlock(text: string): boolean {
  return prefixOf(text) !== undefined;
}

/**
 * What the binary digits of every address in a block begin with; undefined when `text` is none.
 * A block of IPv4 addresses mapped into IPv6 is one of IPv4.
 */
function prefixOf(text: string): string | undefined {
  const [, base = '', length] = BLOCK.exec(text) ?? [];
  // An address with a port has the same characters, and would come out without it.
  const address = isIP(base) === 0 ? undefined : normalAddress(base);
  if (address === undefined) return undefined;
  const written = base.includes(':') ? 128 : 32;
  const digits = binary(address);
  const width = digits.length - 1;
  const kept = Number(length ?? written) - (written - width);
  return kept < 0 || kept > width ? undefined : digits.slice(0, 1 + kept);
}

/** One digit for the family, so that no IPv4 block holds an IPv6 address, and 32 or 128 of the address. */
function binary(address: string): string {
  const digits = (part: string, radix: number, width: number): string =>
    Number.parseInt(part, radix).toString(2).padStart(width, '0');
  if (!address.includes(':')) {
    const bytes = address.split('.').map((byte) => digits(byte, 10, 8));
    return `4${bytes.join('')}`;
  }
  const groups = groupsOf(address).map((group) => digits(group, 16, 16));
  return `6${groups.join('')}`;
}
