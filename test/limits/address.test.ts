import assert from 'node:assert/strict';
import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import fc from 'fast-check';
import t from 'tap';
import { groupsOf, normalAddress } from '../../src/limits/address.ts';

t.test('normalAddress() knows one spelling of each address', async (t) => {
  for (const [text, normal] of [
    ['1.2.3.4', '1.2.3.4'],
    ['1.2.3.4:5678', '1.2.3.4'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['::FFFF:1.2.3.4', '1.2.3.4'],
    ['::ffff:102:304', '1.2.3.4'],
    ['::ffff:0:0', '0.0.0.0'],
    ['0:0:0:0:0:ffff:c0a8:00ff', '192.168.0.255'],
    ['[::ffff:1.2.3.4]:80', '1.2.3.4'],
    ['::1', '::1'],
    ['[::1]', '::1'],
    ['[::1]:80', '::1'],
    ['::1:80', '::1:80'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[fe80::1%25eth0]:443', 'fe80::1'],
    ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
    ['::1.2.3.4', '::102:304'],
  ] as const) {
    t.equal(normalAddress(text), normal, text);
  }
});

t.test('normalAddress() refuses what is no address', async (t) => {
  for (const text of [
    '',
    'unknown',
    '_hidden',
    'localhost',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '0x7f.0.0.1',
    '2130706433',
    '1.2.3.4:',
    '1.2.3.4:123456',
    '1.2.3.4%eth0',
    '[1.2.3.4]',
    '[::1',
    '::1]',
    '[[::1]]',
    '[::1]x',
    '[::1]:80:80',
    '::1::',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    '::ffff:1.2.3.999',
    '::g',
    '1.2.3.4, 5.6.7.8',
    ' 1.2.3.4',
    '::1]/path?[',
    '::1@[::2',
  ]) {
    t.equal(normalAddress(text), undefined, text);
  }
});

/** As the system's own parser understands it, spelled its own way. */
function asSocketsSpell(address: string): string {
  return new SocketAddress({ address, family: 'ipv6' }).address;
}

t.test('normalAddress() means the address that was written (property)', async () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const normal = normalAddress(text);
      assert.ok(normal !== undefined);
      assert.equal(
        asSocketsSpell(isIPv4(normal) ? `::ffff:${normal}` : normal),
        asSocketsSpell(text),
      );
      assert.equal(normalAddress(normal), normal, 'and stays as it is');
      assert.equal(normalAddress(`[${text.toUpperCase()}%zone]:65535`), normal);
      assert.ok(!isIPv6(normal) || !/[A-Z.]|(^|:)0\d/.test(normal));
    }),
    { numRuns: 5000 },
  );
  fc.assert(
    fc.property(fc.ipV4(), fc.nat(65_535), (text, port) => {
      assert.equal(normalAddress(text), text);
      assert.equal(normalAddress(`${text}:${port}`), text);
      assert.equal(normalAddress(`::ffff:${text}`), text);
    }),
  );
});

t.test('normalAddress() makes nothing but addresses of garbage (property)', async () => {
  const garbage = fc.string({
    unit: fc.constantFrom(...'[]:.%/@0129af', '::', '.1', 'ffff'),
    maxLength: 30,
  });
  fc.assert(
    fc.property(garbage, (text) => {
      const normal = normalAddress(text);
      assert.ok(normal === undefined || isIPv4(normal) || isIPv6(normal), text);
    }),
    { numRuns: 20_000 },
  );
});

t.test('groupsOf() writes out what was compressed', async (t) => {
  t.same(groupsOf('::'), Array(8).fill('0'));
  t.same(groupsOf('::1'), [...Array(7).fill('0'), '1']);
  t.same(groupsOf('fe80::'), ['fe80', ...Array(7).fill('0')]);
  t.same(groupsOf('1:2:3:4:5:6:7:8'), [...'12345678']);
  t.same(groupsOf('2001:db8::1:0:0:1'), ['2001', 'db8', '0', '0', '1', '0', '0', '1']);
});
