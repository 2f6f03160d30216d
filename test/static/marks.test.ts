import t from 'tap';
import { createMarks, isWithin } from '../../static/journey/marks.js';

/** A video element without a picture, on a clock that goes when it is told. */
function watched() {
  const here = [0, 10];
  const buffered = { length: 1, start: () => here[0] ?? 0, end: () => here[1] ?? 0 };
  const video = Object.assign(new EventTarget(), { currentTime: 0, seeking: false, buffered });
  let time = 0;
  let news = 0;
  const marks = createMarks(video, {
    now: () => time,
    changed: () => {
      news += 1;
    },
  });
  return {
    marks,
    news: () => news,
    at(ms: number, name: string, state: { currentTime?: number; seeking?: boolean } = {}) {
      time = ms;
      Object.assign(video, state);
      video.dispatchEvent(new Event(name));
    },
  };
}

t.test(
  'createMarks() counts a wait after the first frame as a stall, until it plays',
  async (t) => {
    const { marks, at, news } = watched();
    at(1, 'waiting');
    marks.film(10);
    at(20, 'waiting');
    at(30, 'loadedmetadata');
    t.strictSame(marks.all(), [{ kind: 'film', at: 10, seconds: 0, here: 30 }]);
    marks.firstFrame(50);
    at(100, 'waiting', { currentTime: 4 });
    at(120, 'waiting');
    t.strictSame(marks.stalls(), { count: 1, ms: 20 }, 'it counts while it lasts');
    at(150, 'playing');
    at(160, 'playing');
    t.strictSame(marks.stalls(), { count: 1, ms: 50 });
    t.match(marks.all(), [{ until: 60 }, { kind: 'stall', at: 100, seconds: 4, until: 150 }]);
    for (const end of ['pause', 'ended', 'error', 'seeking']) {
      at(200, 'waiting', { seeking: false });
      at(210, end);
      at(220, 'seeked');
      at(300, 'playing');
    }
    t.strictSame(marks.stalls(), { count: 5, ms: 90 });
    t.ok(news() > 5);
    marks.film(400);
    t.strictSame(marks.stalls(), { count: 0, ms: 0 }, 'another film starts anew');
  },
);

t.test('createMarks() counts the wait of a seek as a seek', async (t) => {
  const { marks, at } = watched();
  marks.film(0);
  at(5, 'seeking', { currentTime: 7, seeking: true });
  at(6, 'seeked', { seeking: false });
  t.equal(marks.all().length, 1, 'the page itself, before the first frame');
  marks.firstFrame(10);
  at(100, 'seeking', { currentTime: 90, seeking: true });
  at(101, 'waiting');
  at(110, 'seeking', { currentTime: 9 });
  at(130, 'seeked', { seeking: false });
  t.match(marks.all(), [
    {},
    { kind: 'seek', at: 100, seconds: 90, gone: true, until: undefined, buffered: false },
    { kind: 'seek', at: 110, seconds: 9, until: 130, buffered: true },
  ]);
  t.equal(marks.stalls().count, 0);
});

t.test('createMarks() keeps the film and the last 199 of the rest', async (t) => {
  const { marks, at } = watched();
  marks.firstFrame(1);
  marks.film(0);
  marks.firstFrame(10);
  for (let i = 0; i < 300; i += 1) {
    at(i, 'waiting', { currentTime: i });
    at(i + 1, 'playing');
  }
  t.equal(marks.all().length, 200);
  t.match([marks.all()[0], marks.all()[1]], [{ kind: 'film' }, { seconds: 101 }]);
  t.strictSame(marks.stalls(), { count: 300, ms: 300 });
});

t.test('isWithin() leaves the end of a range open', async (t) => {
  const ranges = { length: 2, start: (i: number) => i * 10, end: (i: number) => i * 10 + 5 };
  for (const [seconds, is] of [
    [0, true],
    [4.9, true],
    [5, false],
    [12, true],
    [20, false],
  ] as const) {
    t.equal(isWithin(ranges, seconds), is, `${seconds}`);
  }
});
