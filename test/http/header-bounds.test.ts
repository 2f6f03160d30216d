import t from 'tap';
import { checkHeaders } from '../../src/http/header-bounds.ts';

const lines = (count: number, value = 'v') =>
  Array.from({ length: count }, (_, n) => [`x-${n}`, value]).flat();

t.test('checkHeaders() bounds how many there are, and how long', async (t) => {
  const pseudo = [':method', 'GET', ':path', '/', ':scheme', 'https', ':authority', 'h'];
  t.doesNotThrow(() => checkHeaders({ rawHeaders: [...pseudo, ...lines(100)] }));
  t.doesNotThrow(() => checkHeaders({ rawHeaders: ['a', 'b'.repeat(16_383)] }));
  for (const rawHeaders of [lines(101), ['a', 'b'.repeat(16_384)], lines(50, 'c'.repeat(400))]) {
    t.throws(() => checkHeaders({ rawHeaders }), { code: 'headers_too_large', status: 431 });
  }
});
