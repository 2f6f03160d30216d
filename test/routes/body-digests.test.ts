import { createHash } from 'node:crypto';
import t from 'tap';
import { bodyDigests } from '../../src/routes/body-digests.ts';

const of = (algorithm: string) => createHash(algorithm).update('film').digest();
const text = (algorithm: string) => of(algorithm).toString('base64');

t.test('bodyDigests() reads all that is said of a body', async (t) => {
  t.strictSame(bodyDigests({}), []);
  t.strictSame(bodyDigests({ 'content-md5': text('md5') }), [
    { algorithm: 'md5', digest: of('md5') },
  ]);
  const both = `sha-256=:${text('sha256')}:, sha-512=:${text('sha512')}:`;
  t.strictSame(
    bodyDigests({ 'content-digest': both, 'repr-digest': `sha-256=:${text('sha256')}:` }),
    [
      { algorithm: 'sha256', digest: of('sha256') },
      { algorithm: 'sha512', digest: of('sha512') },
      { algorithm: 'sha256', digest: of('sha256') },
    ],
  );
});

t.test('bodyDigests() leaves algorithms that it does not know', async (t) => {
  for (const header of [
    'unixsum=:AAA=:',
    'md5=:AAAA:',
    '__proto__=:AAAA:'.slice(2),
    'constructor=:AAAA:',
  ]) {
    t.strictSame(bodyDigests({ 'content-digest': header }), [], header);
  }
});

t.test('bodyDigests() refuses what is none', async (t) => {
  const invalid = { code: 'header_invalid', status: 400 };
  for (const header of [
    '',
    'x',
    text('sha1'),
    text('md5').slice(0, -2),
    `${text('md5')} `,
    'a'.repeat(24),
  ]) {
    t.throws(() => bodyDigests({ 'content-md5': header }), invalid, header);
  }
  for (const header of [
    '',
    'sha-256',
    `sha-256=${text('sha256')}`,
    'sha-256=:AAAA:',
    'sha-256=:,',
    `sha-256=:${text('md5')}:`,
  ]) {
    t.throws(() => bodyDigests({ 'content-digest': header }), invalid, header);
    t.throws(() => bodyDigests({ 'repr-digest': header }), invalid, header);
  }
});
