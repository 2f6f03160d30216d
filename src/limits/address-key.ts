/**
 * Address key: what is counted together. One viewer has one IPv4 address, but with IPv6 at least
 * all 2^64 of a /64 (RFC 6177), and could be somebody else with every request.
 */
import { groupsOf } from './address.ts';

/**
 * An IPv4 address itself; of an IPv6 address its /64; anything else, such as `unknown`, itself.
 * @param address in its normal form, as `createClientAddress` gives it
 */
export function addressKey(address: string): string {
  if (!address.includes(':')) return address;
  return `${groupsOf(address).slice(0, 4).join(':')}::/64`;
}
