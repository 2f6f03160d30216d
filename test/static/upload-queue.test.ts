import t from 'tap';
import {
  type Item,
  isStuck,
  isUnderWay,
  percentOf,
  type State,
  shownOf,
  startable,
  totalsOf,
} from '../../static/upload/queue.js';
import { actInWords, stateInWords, summaryOf, titleOf } from '../../static/upload/sentences.js';
import { measured, speedFrom } from '../../static/upload/speed.js';

let ids = 0;
function item(state: State, about: Partial<Item> = {}): Item {
  ids += 1;
  return {
    ...{ id: ids, bucket: 'films', key: 'a.mp4', size: 1000, lastModified: 1, type: '' },
    ...{ file: null, onlyNew: true, state, words: '', hopeless: false, url: '', sent: 0 },
    ...{ attempts: 0, speed: speedFrom(0, 0) },
    ...about,
  };
}

t.test(
  'startable() fills two places, in order; what waits for the connection keeps its own',
  async (t) => {
    const states = (...list: State[]): number[] => {
      const items = list.map((state) => item(state));
      return startable(items).map((one) => items.indexOf(one));
    };
    t.strictSame(states('queued', 'queued', 'queued'), [0, 1]);
    t.strictSame(states('sending', 'queued', 'queued'), [1]);
    t.strictSame(states('waiting', 'ending', 'queued'), []);
    t.strictSame(states('paused', 'failed', 'done', 'unfinished', 'cancelling', 'queued'), [5]);
    t.strictSame(states('sending', 'sending', 'sending', 'queued'), []);
    t.strictSame(states(), []);
  },
);

t.test('isUnderWay() says for which the browser asks before it leaves', async (t) => {
  const yes: State[] = ['queued', 'sending', 'ending', 'waiting'];
  const no: State[] = ['paused', 'failed', 'done', 'unfinished', 'cancelling'];
  for (const state of yes) t.ok(isUnderWay(item(state)), state);
  for (const state of no) t.notOk(isUnderWay(item(state)), state);
});

t.test('isStuck() gives bytes less time than the storage', async (t) => {
  t.notOk(isStuck(item('sending'), 45_000, 0));
  t.ok(isStuck(item('sending'), 45_001, 0));
  t.notOk(isStuck(item('ending'), 150_000, 0));
  t.ok(isStuck(item('ending'), 150_001, 0));
  t.notOk(isStuck(item('paused'), 1e9, 0));
});

t.test('shownOf() leaves out first what is done, then what waits for its turn', async (t) => {
  const done = Array.from({ length: 150 }, () => item('done'));
  const queued = Array.from({ length: 198 }, () => item('queued'));
  const failed = item('failed');
  const sending = item('sending');
  t.equal(shownOf(done).length, 150);
  const shown = shownOf([...done, failed, ...queued, sending]);
  t.strictSame(shown, [failed, ...queued, sending], 'in their order');
  t.equal(shownOf([...done, ...queued, failed]).length, 200);
});

t.test('percentOf() reaches a hundred only at the end', async (t) => {
  t.equal(percentOf({ sent: 999, size: 1000 }), 99);
  t.equal(percentOf({ sent: 1000, size: 1000 }), 100);
  t.equal(percentOf({ sent: 1001, size: 1000 }), 100);
  t.equal(percentOf({ sent: 0, size: 0 }), 0);
});

t.test('totals are those of what is under way, paused and done', async (t) => {
  const speed = measured(speedFrom(0, 0), 3000, 300);
  const totals = totalsOf([
    item('sending', { sent: 300, speed }),
    item('queued'),
    item('done', { sent: 1000 }),
    item('failed', { sent: 500 }),
    item('unfinished', { sent: 500 }),
    item('cancelling'),
  ]);
  t.strictSame(totals, {
    ...{ left: 2, done: 1, failed: 1, paused: 0, unfinished: 1 },
    ...{ size: 3000, sent: 1300, perSecond: 100 },
  });
  t.equal(titleOf(totals), 'Uploading 2 files · 43 %');
  t.equal(summaryOf(totals), '1.3 kB of 3.0 kB · 100 B/s · 15 s left · 1 done · 1 failed');
});

t.test('the title says what is left to be seen to', async (t) => {
  const title = (...states: State[]) => titleOf(totalsOf(states.map((state) => item(state))));
  t.equal(title('queued'), 'Uploading 1 file · 0 %');
  t.equal(titleOf(totalsOf([item('sending', { size: 0 })])), 'Uploading 1 file');
  t.equal(title('done', 'done'), '2 uploaded');
  t.equal(
    title('paused', 'failed', 'unfinished', 'done'),
    '1 paused · 1 failed · 1 unfinished · 1 uploaded',
  );
  t.equal(title(), 'Uploads');
  t.equal(summaryOf(totalsOf([item('done')])), '');
});

t.test('stateInWords() says how far one is, or what is the matter', async (t) => {
  const speed = measured(speedFrom(0, 0), 3000, 300);
  for (const [state, about, words] of [
    ['queued', {}, '1.0 kB · waits for its turn'],
    ['sending', { sent: 300, speed }, '300 B of 1.0 kB · 100 B/s · 5 s left'],
    ['sending', {}, '0 B of 1.0 kB'],
    ['ending', { sent: 1000 }, '1.0 kB · finishing…'],
    ['waiting', { words: 'Waiting for the connection…' }, 'Waiting for the connection…'],
    ['paused', { sent: 430 }, 'Paused at 43 %'],
    ['paused', {}, 'Paused'],
    ['failed', { words: 'The storage is full.' }, 'The storage is full.'],
    ['done', {}, '1.0 kB · uploaded'],
    ['unfinished', { sent: 430 }, 'Unfinished, 43 %. Choose the file again to go on.'],
    ['unfinished', {}, 'Unfinished. Choose the file again to go on.'],
    ['unfinished', { words: 'Another file.' }, 'Another file.'],
    ['cancelling', {}, 'Being cancelled…'],
  ] as const) {
    t.equal(stateInWords(item(state, about)), words, state);
  }
});

t.test('actInWords() says what has been done with one', async (t) => {
  for (const [act, state, about, words] of [
    ['pause', 'paused', {}, 'a.mp4 is paused'],
    ['resume', 'sending', {}, 'a.mp4 goes on'],
    ['resume', 'queued', {}, 'a.mp4 waits for its turn'],
    ['cancel', 'sending', { url: '/uploads/1', key: 'x/b.mp4' }, 'b.mp4 is cancelled'],
    ['cancel', 'queued', {}, 'a.mp4 is cancelled'],
    ['cancel', 'unfinished', { url: '/uploads/1' }, 'a.mp4 is discarded'],
    ['cancel', 'failed', { url: '/uploads/1' }, 'a.mp4 is cancelled'],
    ['cancel', 'failed', {}, 'a.mp4 is removed from the list'],
    ['cancel', 'done', {}, 'a.mp4 is removed from the list'],
  ] as const) {
    t.equal(actInWords(act, item(state, about)), words);
  }
});
