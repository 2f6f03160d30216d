import t from 'tap';
import { tryRead } from '../../src/config/read-text.ts';
import { readerOf } from '../fixtures/load-with.ts';

t.test('tryRead() gives the text or the code of the failure', async (t) => {
  const read = readerOf({ '/a': 'text', '/b': '!EACCES' });
  t.same(tryRead(read, '/a'), { text: 'text' });
  t.same(tryRead(read, '/b'), { why: 'EACCES' });
  t.same(tryRead(read, '/c'), { why: 'ENOENT' });
});

t.test('tryRead() repeats no message', async (t) => {
  const thrown = [new Error('hush'), 'hush', null, Object.assign(new Error('x'), { code: 'a b' })];
  for (const error of thrown) {
    const read = () => {
      throw error;
    };
    t.same(tryRead(read, '/a'), { why: 'unreadable' });
  }
});
