import t from 'tap';
import { createPlayer } from '../../bench/player.ts';

/** A byte a millisecond: bytes are milliseconds of film. */
const SHAPE = { bytesPerMs: 1, startBytes: 100, aheadBytes: 1000 };

t.test('createPlayer() opens when it has a little, and says how long that took', async (t) => {
  const player = createPlayer(SHAPE, 5000, 0);
  player.took(99, 10);
  t.match(player.told(20), { opened: false, openingMs: 20 });
  player.took(1, 30);
  t.match(player.told(80), { opened: true, openingMs: 30, playedMs: 50, stalledMs: 0 });
});

t.test('createPlayer() takes until it is far enough ahead, then at its pace', async (t) => {
  const player = createPlayer(SHAPE, 5000, 0);
  t.equal(player.room(0), 1000);
  player.took(1000, 0);
  t.equal(player.room(0), 0);
  t.equal(player.room(250), 250);
  player.took(250, 250);
  t.equal(player.room(250), 0);
});

t.test(
  'createPlayer() stands still when it has run dry, until it has a little again',
  async (t) => {
    const player = createPlayer(SHAPE, 5000, 0);
    player.took(100, 0);
    t.match(player.told(300), { playedMs: 100, stalledMs: 200 });
    player.took(50, 300);
    t.match(player.told(350), { stalledMs: 250 }, 'a little is not enough');
    player.took(50, 350);
    t.match(player.told(450), { playedMs: 200, stalledMs: 250 });
  },
);

t.test('createPlayer() does not call the end of a film standing still', async (t) => {
  const player = createPlayer(SHAPE, 150, 0);
  t.equal(player.room(0), 150, 'no more than there is');
  player.took(150, 0);
  t.notOk(player.over(149));
  t.ok(player.over(150));
  t.match(player.told(999), { playedMs: 150, stalledMs: 0 });
});

t.test('createPlayer() shows the end of a film that is shorter than a little', async (t) => {
  const player = createPlayer(SHAPE, 10, 0);
  player.took(10, 5);
  t.match(player.told(15), { opened: true, openingMs: 5, playedMs: 10 });
  t.ok(player.over(15));
});

t.test('createPlayer() accounts for every millisecond, however often it is asked', async (t) => {
  const player = createPlayer({ ...SHAPE, bytesPerMs: 0.3 }, 5000, 0);
  for (let ms = 0; ms <= 2000; ms += 7) {
    if (ms % 5 === 0) player.took(Math.min(20, player.room(ms)), ms);
    else player.over(ms);
    const { openingMs, playedMs, stalledMs } = player.told(ms);
    t.ok(Math.abs(openingMs + playedMs + stalledMs - ms) < 1e-6);
  }
});
