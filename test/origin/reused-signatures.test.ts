import t from 'tap';
import { reusingSignatures } from '../../src/origin/reused-signatures.ts';
import type { Signable, Signer } from '../../src/origin/signer.ts';

const PAIR = { accessKeyId: 'id', secretAccessKey: 'secret' };
const ADDRESS = { origin: 'http://127.0.0.1:9000', host: '127.0.0.1:9000', path: '/films/a.mp4' };
const READ: Signable = { method: 'GET', address: ADDRESS };
const at = (ms: number) => new Date(1_800_000_000_000 + ms);

/** A signer whose signatures are numbered. */
function setUp() {
  let asked = 0;
  const inner: Signer = async () => ({ authorization: `signature ${++asked}` });
  const sign = reusingSignatures(inner);
  const signed = async (request: Signable, ms = 0, pair = PAIR) =>
    Number((await sign(request, pair, at(ms))).authorization?.slice('signature '.length));
  return { sign, signed };
}

t.test('reusingSignatures() signs reads of one object once a minute', async (t) => {
  const { signed } = setUp();
  t.equal(await signed(READ), 1);
  t.equal(await signed(READ, 59_999), 1);
  t.equal(await signed(READ, 60_000), 2);
  t.equal(await signed(READ, 0), 3, 'nor when the clock was set back by so much');
});

t.test('reusingSignatures() signs once for reads of the same turn', async (t) => {
  const { signed } = setUp();
  t.same(await Promise.all([signed(READ), signed(READ), signed(READ)]), [1, 1, 1]);
});

t.test('reusingSignatures() tells apart what a signature covers', async (t) => {
  const { signed } = setUp();
  const others: Signable[] = [
    { ...READ, method: 'HEAD' },
    { ...READ, address: { ...ADDRESS, host: 'films.example' } },
    { ...READ, address: { ...ADDRESS, path: '/films/b.mp4' } },
    { ...READ, query: { prefix: 'a' } },
    { ...READ, query: { prefix: 'b' } },
  ];
  const seen = new Set([await signed(READ)]);
  for (const other of others) seen.add(await signed(other));
  t.equal(seen.size, 1 + others.length);
  t.equal(await signed(READ, 0, { ...PAIR }), 7, 'renewed credentials');
});

t.test(
  'reusingSignatures() signs every write and every request with headers of its own',
  async (t) => {
    const { signed } = setUp();
    const write: Signable = { ...READ, method: 'PUT' };
    const own: Signable = { ...READ, signedHeaders: { 'x-amz-checksum-mode': 'ENABLED' } };
    t.same([await signed(write), await signed(write)], [1, 2]);
    t.same([await signed(own), await signed(own)], [3, 4]);
  },
);

t.test('reusingSignatures() does not keep a failure', async (t) => {
  let fails = true;
  const sign = reusingSignatures(async () => {
    if (fails) throw new Error('no key');
    return { authorization: 'signature' };
  });
  await t.rejects(sign(READ, PAIR, at(0)), { message: 'no key' });
  fails = false;
  t.same(await sign(READ, PAIR, at(0)), { authorization: 'signature' });
});
