import t from 'tap';
import { expiryOf } from '../../src/config/certificate-pair.ts';
import type { Given } from '../../src/config/given.ts';
import type { OptionKey } from '../../src/config/options.ts';
import { tlsFindings } from '../../src/config/tls-rules.ts';
import { valuesOf } from '../../src/config/values.ts';
import { readerOf } from '../fixtures/load-with.ts';
import { pairOf } from '../fixtures/secure.ts';

const FILES = {
  c: pairOf('a').cert,
  k: pairOf('a').key,
  other: pairOf('b').key,
  junk: 'hush',
  closed: '!EACCES',
};

const findings = (facts: Partial<Record<OptionKey, unknown>>, nowMs = 0) => {
  const picks = new Map(
    Object.entries(facts).map(([key, value]): [OptionKey, Given] => [
      key as OptionKey,
      { where: 'f', value },
    ]),
  );
  return tlsFindings(picks, valuesOf(picks), readerOf(FILES), nowMs);
};

t.test('tlsFindings() lists everything that is wrong', async (t) => {
  const TOGETHER = 'is missing: tls_cert and tls_key are needed together';
  for (const [facts, problems] of [
    [{}, []],
    [{ tls_cert: 'c', tls_key: 'k' }, []],
    [{ tls_cert: 'c', tls_key: 'k', tls_port: 0, port: 0 }, []],
    [{ tls_cert: 'c' }, [`tls_key (default): ${TOGETHER}`]],
    [{ tls_key: 'k' }, [`tls_cert (default): ${TOGETHER}`]],
    [{ tls_port: 8443 }, ['tls_port (f): needs tls_cert and tls_key']],
    [
      { tls_cert: 'none', tls_key: 'closed' },
      ['tls_cert (f): cannot read "none": ENOENT', 'tls_key (f): cannot read "closed": EACCES'],
    ],
    [
      { tls_cert: 'c', tls_key: 'other' },
      ['tls_key (f): the key does not belong to the certificate of tls_cert'],
    ],
    [
      { tls_cert: 'junk', tls_key: 'junk', tls_port: 8080 },
      [
        'tls_port (f): 8080 is also port',
        'tls_cert (f): the file holds no certificate in PEM',
        'tls_key (f): the file holds no private key in PEM',
      ],
    ],
    [
      { tls_cert: 'c', tls_key: 'k', tls_port: 9, admin_port: 9 },
      ['tls_port (f): 9 is also admin_port'],
    ],
  ] as const) {
    t.strictSame(findings(facts), { problems, warnings: [] }, JSON.stringify(facts));
  }
});

t.test('tlsFindings() warns of a certificate that has expired', async (t) => {
  const facts = { tls_cert: 'c', tls_key: 'k' };
  const end = expiryOf(FILES.c);
  t.strictSame(findings(facts, end).warnings, []);
  t.strictSame(findings(facts, end + 1), {
    problems: [],
    warnings: ['tls_cert (f): the certificate has expired'],
  });
});
