import t from 'tap';
import { sizeInWords } from '../../static/words.js';

t.test('sizeInWords() counts in thousands and keeps two digits', async (t) => {
  for (const [bytes, words] of [
    [0, '0 B'],
    [999, '999 B'],
    [999.6, '1.0 kB'],
    [1000, '1.0 kB'],
    [99_940, '99.9 kB'],
    [99_960, '100 kB'],
    [1_500_000_000_000, '1.5 TB'],
    [15_000_000_000_000_000, '15000 TB'],
  ] as const) {
    t.equal(sizeInWords(bytes), words, `${bytes}`);
  }
});
