import t from 'tap';
import { headOf, planAnswer, refusal } from '../../../bench/origin/plan.ts';

const TAG = '"a"';
const plan = (range: string | undefined, size = 100) =>
  planAnswer(size, TAG, range === undefined ? {} : { range });

t.test('planAnswer() answers single ranges, and the whole to anything else', async (t) => {
  const cases = [
    [undefined, 200, 0, 100],
    ['bytes=0-0', 206, 0, 1],
    ['bytes=10-', 206, 10, 100],
    ['bytes=10-19', 206, 10, 20],
    ['bytes=90-200', 206, 90, 100],
    ['bytes=-7', 206, 93, 100],
    ['bytes=-700', 206, 0, 100],
    ['bytes=-', 200, 0, 100],
    ['bytes=0-1,5-6', 200, 0, 100],
    ['lines=0-1', 200, 0, 100],
  ] as const;
  for (const [range, status, start, end] of cases) {
    t.same(plan(range), { status, size: 100, start, end }, range ?? 'no range');
  }
});

t.test('planAnswer() refuses what cannot be', async (t) => {
  t.equal(plan('bytes=100-').status, 416);
  t.equal(plan('bytes=-0').status, 416);
  t.equal(planAnswer(undefined, TAG, {}).status, 404);
  t.equal(planAnswer(100, TAG, { 'if-match': '"b"' }).status, 412);
  t.equal(planAnswer(100, TAG, { 'if-match': TAG }).status, 200);
});

t.test('headOf() describes what follows', async (t) => {
  const part = headOf(plan('bytes=10-19'), TAG);
  t.match(part, { 'Content-Length': 10, 'Content-Range': 'bytes 10-19/100', ETag: TAG });
  t.match(headOf(plan(undefined), TAG, 'video/mp4'), { 'Content-Type': 'video/mp4' });
  const whole = headOf(plan(undefined), TAG);
  t.match(whole, { 'Content-Length': 100 });
  t.notOk('Content-Range' in whole);
  t.match(headOf(refusal(503), TAG), { 'Content-Length': 0, 'Content-Type': 'application/xml' });
  t.notOk('ETag' in headOf(plan('bytes=100-'), TAG));
});
