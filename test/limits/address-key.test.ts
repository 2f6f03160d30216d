import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { normalAddress } from '../../src/limits/address.ts';
import { addressKey } from '../../src/limits/address-key.ts';

t.test('addressKey() is the address, or the /64 it is in', async (t) => {
  for (const [address, key] of [
    ['1.2.3.4', '1.2.3.4'],
    ['unknown', 'unknown'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['1:2:3:4::', '1:2:3:4::/64'],
  ] as const) {
    t.equal(addressKey(address), key);
  }
});

const halves = fc.array(fc.nat(0xffff), { minLength: 4, maxLength: 4 });

/** The key of an address whose halves are given as four groups each. */
function keyOf(...groups: readonly number[]): string {
  const address = normalAddress(groups.map((group) => group.toString(16)).join(':'));
  assert.ok(address !== undefined);
  return addressKey(address);
}

t.test('addressKey() is equal in one /64 and different in two (property)', async () => {
  fc.assert(
    fc.property(halves, halves, halves, fc.nat(3), (net, one, other, at) => {
      // A network of zeros might hold IPv4 addresses in the spelling of IPv6.
      const named = net.with(0, (net[0] ?? 0) | 0x2000);
      assert.equal(keyOf(...named, ...one), keyOf(...named, ...other));
      const next = named.with(at, (named[at] ?? 0) ^ 1);
      assert.notEqual(keyOf(...named, ...one), keyOf(...next, ...one));
    }),
    { numRuns: 2000 },
  );
});
