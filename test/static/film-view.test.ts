import t from 'tap';
import { filmInWords } from '../../static/journey/film-view.js';

t.test('filmInWords() says where the film is and what is here', async (t) => {
  const film = { seconds: 120, at: 31, here: [], asked: [], stalled: [] };
  t.equal(filmInWords(film), 'The film at 0:31 of 2:00; buffered: nothing');
  t.equal(
    filmInWords({
      ...film,
      here: [
        [0, 16],
        [30, 60],
      ],
      stalled: [5],
    }),
    'The film at 0:31 of 2:00; buffered: 0:00 to 0:16, 0:30 to 1:00; 1 stall',
  );
});
