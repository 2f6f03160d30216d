import t from 'tap';
import { nearest, suggestion } from '../../src/config/nearest.ts';

const KNOWN = ['access_key', 'secret_key', 'region_name', 'buckets', 'port', 'chunk_bytes'];

t.test('nearest() finds what was meant', async (t) => {
  const table: readonly [string, string | undefined][] = [
    ['prot', 'port'],
    ['ports', 'port'],
    ['bucket', 'buckets'],
    ['bukcets', 'buckets'],
    ['chunkBytes', 'chunk_bytes'],
    ['chunk-bytes', 'chunk_bytes'],
    ['ACCESS_KEY', 'access_key'],
    ['acces_kye', undefined],
    ['region', 'region_name'],
    ['xy', undefined],
    ['', undefined],
    ['speed', undefined],
    ['toString', undefined],
  ];
  for (const [word, name] of table) t.equal(nearest(word, KNOWN), name, word);
});

t.test('nearest() prefers the fewest slips', async (t) => {
  t.equal(nearest('cats', ['cuts', 'cat', 'cats2']), 'cuts');
  t.equal(nearest('cats', ['boots', 'dogs', 'cats']), 'cats');
  t.equal(nearest('kitten', ['sitting', 'sitten', 'mitts']), 'sitten');
});

t.test('suggestion() is the end of a sentence', async (t) => {
  t.equal(suggestion('prot', KNOWN), '; did you mean port?');
  t.equal(suggestion('zzz', KNOWN), '');
});
