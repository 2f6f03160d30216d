/**
 * Addresses of viewers and proxies in one spelling, so that equal text is equal address. What
 * proxies write differs: with a port, in brackets, with a zone, IPv4 as a part of IPv6.
 */
import { isIPv4 } from 'node:net';

const IPV4_AND_PORT = /^([\d.]+):\d{1,5}$/;
/** RFC 3986 section 3.2.2. */
const BRACKETS_AND_PORT = /^\[([^[\]]+)\](?::\d{1,5})?$/;
/** RFC 4291 section 2.5.5.2, as sockets that listen to both kinds spell it, and in its normal form. */
const MAPPED_AS_WRITTEN = /^::ffff:([\d.]+)$/i;
const MAPPED = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/;

/**
 * The address that `text` names, in its normal form: IPv4 in four decimals, also where it is mapped
 * into IPv6; other IPv6 as RFC 5952 section 4 has it, but all of it in hexadecimal. Port, brackets
 * and zone are dropped: the one changes with each connection, and a zone (RFC 4007) means something
 * only to the machine that wrote it. Undefined when `text` is no address.
 */
export function normalAddress(text: string): string | undefined {
  // Nearly every call ends here, before anything that costs a microsecond.
  const plain = MAPPED_AS_WRITTEN.exec(text)?.[1] ?? IPV4_AND_PORT.exec(text)?.[1] ?? text;
  if (isIPv4(plain)) return plain;
  const bare = BRACKETS_AND_PORT.exec(text)?.[1] ?? text;
  const [address = ''] = bare.split('%', 1);
  const url = `http://[${address}]`;
  // A URL may hold more between brackets than an address.
  if (!/^[\da-f:.]+$/i.test(address) || !URL.canParse(url)) return undefined;
  const normal = new URL(url).hostname.slice(1, -1);
  const [, high, low] = MAPPED.exec(normal) ?? [];
  return high === undefined || low === undefined ? normal : dotted(high, low);
}

/** The eight groups of an IPv6 address in its normal form, in hexadecimal without leading zeros. */
export function groupsOf(address: string): readonly string[] {
  const [before = [], after] = address
    .split('::')
    .map((side) => (side === '' ? [] : side.split(':')));
  if (after === undefined) return before;
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after];
}

function dotted(high: string, low: string): string {
  const bytes = [high, low].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
  return bytes.join('.');
}
