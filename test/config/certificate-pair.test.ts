import t from 'tap';
import { expiryOf, pairFaults } from '../../src/config/certificate-pair.ts';
import { pairOf } from '../fixtures/secure.ts';

const { cert, key } = pairOf('a');
const other = pairOf('b');
const CERT = 'the file holds no certificate in PEM';
const KEY = 'the file holds no private key in PEM';

t.test('pairFaults() finds what is wrong, and says it without the secret', async (t) => {
  for (const [pair, faults] of [
    [{ cert, key }, []],
    [{ cert: cert + other.cert, key }, []],
    [
      { cert: other.cert + cert, key },
      ['tls_key: the key does not belong to the certificate of tls_cert'],
    ],
    [{ cert: '', key: '' }, [`tls_cert: ${CERT}`, `tls_key: ${KEY}`]],
    [{ cert: key, key: cert }, [`tls_cert: ${CERT}`, `tls_key: ${KEY}`]],
    [{ cert }, []],
    [{ key: key.slice(0, 100) }, [`tls_key: ${KEY}`]],
    [
      { key: key.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE') },
      ['tls_key: the key is encrypted: it is needed without a passphrase'],
    ],
    [
      { cert: cert.replace(/\n[A-Za-z0-9]{8}/, '\nAAAAAAAA') },
      ['tls_cert: the file holds a certificate that cannot be read'],
    ],
  ] as const) {
    t.strictSame(
      pairFaults(pair).map(({ of, sentence }) => `${of}: ${sentence}`),
      faults,
    );
  }
});

t.test('expiryOf() tells when the first certificate ends', async (t) => {
  t.ok(expiryOf(cert) > Date.parse('2120-01-01'));
  t.equal(expiryOf(pairOf('old').cert + cert), expiryOf(pairOf('old').cert));
  t.ok(Number.isNaN(expiryOf('')));
});
