import t from 'tap';
import { createCertificates, readPair } from '../../src/compose/certificates.ts';
import type { CertificatePair } from '../../src/config/certificate-pair.ts';
import { readerOf } from '../fixtures/load-with.ts';
import { pairOf } from '../fixtures/secure.ts';

function setUp() {
  const files = { c: pairOf('a').cert, k: pairOf('a').key };
  const renewed: CertificatePair[] = [];
  const said: string[] = [];
  const certificates = createCertificates({
    certPath: 'c',
    keyPath: 'k',
    read: async (path) => readerOf(files)(path),
    pair: pairOf('a'),
    renew: (pair) => renewed.push(pair),
    log: {
      info: (_fields, message) => said.push(message ?? ''),
      warn: (fields, message) => said.push(`${message} ${JSON.stringify(fields)}`),
    },
    wallClock: () => 0,
  });
  return { files, renewed, said, look: certificates.look };
}

t.test('createCertificates() takes a new pair once both of it are there', async (t) => {
  const { files, renewed, said, look } = setUp();
  await look();
  t.strictSame(renewed, []);
  files.c = pairOf('b').cert;
  await look();
  t.strictSame(renewed, [], 'half of it');
  files.k = pairOf('b').key;
  await look();
  await look();
  t.strictSame(renewed, [pairOf('b')]);
  t.strictSame(said, ['certificate: replaced']);
});

t.test('createCertificates() keeps the old pair and says why, once, without the key', async (t) => {
  const { files, renewed, said, look } = setUp();
  for (const [change, reason] of [
    [{ c: 'junk' }, 'tls_cert: the file holds no certificate in PEM'],
    [{ c: pairOf('b').cert }, 'tls_key: the key does not belong to the certificate of tls_cert'],
    [{ c: '!ENOENT' }, 'cannot use the new pair: ENOENT'],
  ] as const) {
    Object.assign(files, change);
    said.length = 0;
    for (let n = 0; n < 4; n++) await look();
    t.strictSame(said, [`certificate: the old one stays in use ${JSON.stringify({ reason })}`]);
  }
  t.strictSame(renewed, []);
});

t.test('readPair() reads both', async (t) => {
  const read = async (path: string) => `<${path}>`;
  t.strictSame(await readPair('c', 'k', read), { cert: '<c>', key: '<k>' });
});
