import { createHash } from 'node:crypto';
import t from 'tap';
import { parseChecksum } from '../../src/routes/tus-checksum.ts';

t.test('parseChecksum() reads what is offered', async (t) => {
  for (const algorithm of ['sha1', 'sha256', 'md5'] as const) {
    const digest = createHash(algorithm).update('a').digest();
    t.same(parseChecksum(`${algorithm} ${digest.toString('base64')}`), { algorithm, digest });
  }
});

t.test('parseChecksum() refuses the rest', async (t) => {
  const sha1 = createHash('sha1').update('a').digest('base64');
  const cases = ['', 'sha1', `crc32 ${sha1}`, `md5 ${sha1}`, `sha1 ${sha1} `, `sha1 ${sha1}=`];
  for (const header of [...cases, `toString ${sha1}`, `sha1  ${sha1}`]) {
    t.throws(() => parseChecksum(header), { code: 'header_invalid', status: 400 }, header);
  }
});
