import t from 'tap';
import { NO_VIEW_REASONS, sentenceFor } from '../../src/mp4/no-view.ts';
import { createBrokenFilms } from '../../src/view/broken-films.ts';

const REF = { bucket: 'films', key: 'a.mp4' };

t.test('createBrokenFilms() tells once of each version that it cannot be played', async (t) => {
  const lines: unknown[] = [];
  const note = createBrokenFilms((fields, message) => lines.push([fields, message]));
  for (let n = 0; n < 3; n++) note(REF, 'v1', 'no-moov');
  t.strictSame(lines, [
    [{ ...REF, reason: 'no-moov' }, `a film cannot be played: ${sentenceFor('no-moov')}`],
  ]);
  note(REF, 'v2', 'cut-short');
  t.equal(lines.length, 2);
});

t.test('createBrokenFilms() says nothing of films that can', async (t) => {
  const note = createBrokenFilms(() => t.fail('nothing is broken'));
  for (const reason of NO_VIEW_REASONS) {
    if (reason !== 'no-moov' && reason !== 'cut-short') note(REF, reason, reason);
  }
  note(REF, 'v', undefined);
  t.pass();
});
