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
    ],
    'the same is computed once',
  );
});

t.test('bodyDigests() reads dictionaries as RFC 9651 has them', async (t) => {
  const good = text('sha256');
  const one = [{ algorithm: 'sha256', digest: of('sha256') }];
  for (const header of [
    `sha-256=:${'A'.repeat(43)}=:, sha-256=:${good}:`,
    `sha-256=:${good}:;q=1;x="a,b"`,
    `foo="a,b" , sha-256=:${good}:`,
    `foo;a=1,bar=(1 "),"),sha-256=:${good}:`,
    `sha-256=:${good.replace('=', '')}:`,
    ` sha-256=:${good}: `,
  ]) {
    t.strictSame(bodyDigests({ 'content-digest': header }), one, header);
  }
  t.strictSame(bodyDigests({ 'content-digest': '' }), []);
  const many = Array.from({ length: 250 }, () => `sha-256=:${good}:`).join(',');
  t.equal(bodyDigests({ 'content-digest': many, 'repr-digest': many }).length, 1);
});

t.test('bodyDigests() leaves algorithms that it does not know', async (t) => {
  for (const header of ['unixsum=:AAA=:', 'md5=:AAAA:', 'constructor=:AAAA:']) {
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
    '__proto__=:AAAA:',
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
