import t from 'tap';
import { isBroken, NO_VIEW_REASONS, sentenceFor } from '../../src/mp4/no-view.ts';

t.test('sentenceFor() has a sentence of its own for every reason', async (t) => {
  const sentences = NO_VIEW_REASONS.map(sentenceFor);
  t.equal(new Set(sentences).size, NO_VIEW_REASONS.length);
  for (const sentence of sentences) t.match(sentence, /^[A-Z].*[^.]$/);
});

t.test('isBroken() names the films that no player can play to the end', async (t) => {
  t.strictSame(NO_VIEW_REASONS.filter(isBroken), ['no-moov', 'cut-short']);
});
