import t from 'tap';
import { parseGrant } from '../../src/auth/grants.ts';

t.test('parseGrant() reads everything, a bucket, and a prefix in it', async (t) => {
  t.strictSame(parseGrant('*'), { bucket: '*', prefix: '' });
  t.strictSame(parseGrant('films'), { bucket: 'films', prefix: '' });
  t.strictSame(parseGrant('films/2024/'), { bucket: 'films', prefix: '2024/' });
});

t.test('parseGrant() refuses what is none of these', async (t) => {
  for (const text of ['', '/', '*/', '*/2024/', '/films', 'films/2024', 'fi lms', ' films']) {
    t.equal(parseGrant(text), undefined, JSON.stringify(text));
  }
});
