import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { createClientAddress, isAddressBlock } from '../../src/limits/client-address.ts';

const PROXIES = ['10.0.0.0/8', '192.0.2.7', '2001:db8:5::/48'];

t.test('createClientAddress() reads X-Forwarded-For from the right', async (t) => {
  const clientAddress = createClientAddress(PROXIES);
  for (const [remote, forwardedFor, address, why] of [
    ['10.0.0.1', '1.2.3.4', '1.2.3.4', 'one proxy'],
    ['10.0.0.1', undefined, '10.0.0.1', 'the proxy itself asks'],
    ['10.0.0.1', '', '10.0.0.1', 'an empty header'],
    ['::ffff:10.0.0.1', '1.2.3.4', '1.2.3.4', 'over a socket that listens to both kinds'],
    ['2001:db8:5::1', '2001:DB8:6::1', '2001:db8:6::1', 'IPv6'],
    ['10.0.0.1', '1.2.3.4:5678', '1.2.3.4', 'with a port'],
    ['10.0.0.1', ' [2001:db8:6::1]:80\t', '2001:db8:6::1', 'in brackets'],
    ['10.0.0.1', '1.2.3.4, 192.0.2.7,10.9.9.9', '1.2.3.4', 'a chain of proxies'],
    ['10.0.0.1', '6.6.6.6, 1.2.3.4', '1.2.3.4', 'what the viewer wrote itself'],
    ['10.0.0.1', '6.6.6.6, 1.2.3.4, 10.0.0.2', '1.2.3.4', 'the same behind two proxies'],
    ['10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3', 'a request from within'],
    ['10.0.0.1', '1.2.3.4, unknown', '10.0.0.1', 'garbage ends the walk'],
    ['10.0.0.1', '1.2.3.4, unknown, 10.0.0.2', '10.0.0.2', 'at the last good address'],
    ['10.0.0.1', '1.2.3.4,,10.0.0.2', '10.0.0.2', 'nothing is garbage'],
    ['10.0.0.1', '1.2.3.4,', '10.0.0.1', 'also at the end'],
    ['9.9.9.9', '1.2.3.4', '9.9.9.9', 'not through a proxy'],
    ['192.0.2.8', '1.2.3.4', '192.0.2.8', 'a neighbour of a proxy'],
    ['2001:db8:6::1', '1.2.3.4', '2001:db8:6::1', 'a neighbouring network'],
    ['fe80::1%eth0', '1.2.3.4', 'fe80::1', 'with a zone'],
    [undefined, '1.2.3.4', 'unknown', 'closed already'],
    ['', '1.2.3.4', 'unknown', 'no address'],
  ] as const) {
    t.equal(clientAddress(remote, forwardedFor), address, why);
  }
});

t.test('createClientAddress() trusts nobody whom it cannot name', async (t) => {
  const clientAddress = createClientAddress(['0.0.0.0/0', '::/0']);
  t.equal(clientAddress(undefined, '1.2.3.4'), 'unknown');
});

t.test('createClientAddress() without proxies is the connection', async (t) => {
  const clientAddress = createClientAddress([]);
  t.equal(clientAddress('::ffff:1.2.3.4', '5.6.7.8'), '1.2.3.4');
  t.equal(clientAddress('fe80::1%eth0', undefined), 'fe80::1');
  t.equal(clientAddress(undefined, '5.6.7.8'), 'unknown');
});

t.test('createClientAddress() looks at 32 entries', async (t) => {
  const clientAddress = createClientAddress(PROXIES);
  const hops = (count: number) => Array.from({ length: count }, (_, n) => `10.0.1.${n}`);
  t.equal(clientAddress('10.0.0.1', ['1.2.3.4', ...hops(31)].join()), '1.2.3.4');
  t.equal(clientAddress('10.0.0.1', ['1.2.3.4', ...hops(32)].join()), '10.0.1.0');
});

t.test('createClientAddress() refuses a proxy that is no address', async (t) => {
  t.throws(() => createClientAddress(['10.0.0.1', 'proxy.lan']), {
    name: 'RangeError',
    message: 'Cannot trust "proxy.lan": it is no address',
  });
});

const outsider = fc
  .oneof(fc.ipV4(), fc.constantFrom('2001:db8:6::1', '3fff::1'))
  .filter((address) => !/^10\.|^192\.0\.2\.7$/.test(address));
const hop = fc.constantFrom('10.1.2.3', '192.0.2.7', '2001:db8:5::9', '10.0.0.1:8080');
const entry = fc.oneof(fc.string({ maxLength: 12 }), fc.ipV4(), fc.ipV6(), hop);
const header = fc.array(entry, { maxLength: 40 }).map((entries) => entries.join(', '));

t.test('createClientAddress() believes no header of a stranger (property)', async () => {
  const clientAddress = createClientAddress(PROXIES);
  fc.assert(
    fc.property(outsider, header, (remote, spoofed) => {
      assert.equal(clientAddress(remote, spoofed), remote);
    }),
    { numRuns: 2000 },
  );
});

t.test('createClientAddress() finds a viewer behind whatever it claims (property)', async () => {
  const clientAddress = createClientAddress(PROXIES);
  const hops = fc.array(hop, { maxLength: 31 });
  fc.assert(
    fc.property(header, outsider, hops, (spoofed, viewer, passed) => {
      const forwardedFor = [spoofed, viewer, ...passed].join(', ');
      assert.equal(clientAddress('10.0.0.1', forwardedFor), viewer);
    }),
    { numRuns: 2000 },
  );
});

/** An address of `width` bits as it is written in full. */
function written(value: bigint, width: number): string {
  const group = width === 32 ? 8n : 16n;
  const groups = Array.from({ length: width === 32 ? 4 : 8 }, (_, n) =>
    ((value >> (BigInt(width) - group * BigInt(n + 1))) & ((1n << group) - 1n)).toString(
      width === 32 ? 10 : 16,
    ),
  );
  return groups.join(width === 32 ? '.' : ':');
}

t.test('createClientAddress() trusts a block and nothing beside it (property)', async () => {
  const cases = fc.constantFrom(32, 128).chain((width) =>
    fc.record({
      width: fc.constant(width),
      base: fc.bigInt({ min: 0n, max: (1n << BigInt(width)) - 1n }),
      length: fc.nat(width),
      flipped: fc.bigInt({ min: 0n, max: (1n << BigInt(width)) - 1n }),
      shift: fc.nat(width),
    }),
  );
  fc.assert(
    fc.property(cases, ({ width, base, length, flipped, shift }) => {
      const address = base ^ (flipped >> BigInt(shift));
      // Those that are IPv4 in the spelling of IPv6 have a test of their own.
      fc.pre(width === 32 || [base, address].every((value) => value >> 32n !== 0xffffn));
      const inside = (base ^ address) >> BigInt(width - length) === 0n;
      const clientAddress = createClientAddress([`${written(base, width)}/${length}`]);
      const answer = clientAddress(written(address, width), '1.2.3.4, 203.0.113.9');
      const believed = answer === '203.0.113.9' || answer === '1.2.3.4';
      assert.equal(believed, inside);
    }),
    { numRuns: 5000 },
  );
});

t.test('isAddressBlock() takes addresses and CIDR blocks', async (t) => {
  for (const text of [
    '10.0.0.1',
    '10.0.0.1/32',
    '10.0.0.1/8',
    '0.0.0.0/0',
    '::/0',
    '::1',
    'FD00::/8',
    '2001:db8::1/128',
    '::ffff:10.0.0.0/104',
    '::ffff:10.0.0.1',
  ]) {
    t.equal(isAddressBlock(text), true, text);
  }
  for (const text of [
    '',
    '/8',
    'localhost',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0.0/255.0.0.0',
    '10.0.0/8',
    '10.0.0.1:80',
    '10.0.0.1:80/32',
    '[::1]',
    'fe80::1%eth0',
    '::1/129',
    '::ffff:10.0.0.0/95',
    ' 10.0.0.1',
    '10.0.0.1\n',
  ]) {
    t.equal(isAddressBlock(text), false, text);
  }
});

t.test('createClientAddress() keeps the two kinds of addresses apart', async (t) => {
  const of = (block: string, remote: string) => createClientAddress([block])(remote, '1.2.3.4');
  t.equal(of('::/0', '9.9.9.9'), '9.9.9.9');
  t.equal(of('0.0.0.0/0', '2001:db8::1'), '2001:db8::1');
  t.equal(of('::/0', '2001:db8::1'), '1.2.3.4');
  t.equal(of('0.0.0.0/0', '9.9.9.9'), '1.2.3.4');
  t.equal(of('::ffff:10.0.0.0/104', '10.9.9.9'), '1.2.3.4', 'but for mapped ones');
  t.equal(of('::ffff:10.0.0.0/104', '11.0.0.0'), '11.0.0.0');
  t.equal(of('10.0.0.1/32', '10.0.0.2'), '10.0.0.2');
});
