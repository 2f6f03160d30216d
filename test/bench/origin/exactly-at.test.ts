import t from 'tap';
import { exactlyAt } from '../../../bench/origin/exactly-at.ts';

t.test('exactlyAt() is never early, wherever in a millisecond it is asked', async (t) => {
  for (let time = 0; time < 20; time++) {
    const due = performance.now() + 2 + time / 20;
    const at = await new Promise<number>((done) => {
      exactlyAt(due, () => done(performance.now()));
    });
    t.ok(at >= due);
  }
});

t.test('exactlyAt() runs at once what is due', async (t) => {
  let ran = false;
  exactlyAt(performance.now(), () => {
    ran = true;
  });
  t.ok(ran);
});

t.test('exactlyAt() that was called off does not run', async (t) => {
  let ran = false;
  for (const ms of [0.5, 2]) {
    exactlyAt(performance.now() + ms, () => {
      ran = true;
    })();
  }
  await new Promise<void>((done) => {
    exactlyAt(performance.now() + 4, done);
  });
  t.notOk(ran);
});
