import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { detailsOf } from '../../src/routes/details.ts';
import type { Diagnose } from '../../src/view/diagnosis.ts';

const someone = () => new AbortController().signal;
const names = (count: number) => Array.from({ length: count }, (_, n) => `${n}.mp4`);

t.test('detailsOf() tells of each film, and of nothing else', async (t) => {
  const diagnose: Diagnose = async ({ bucket, key }) =>
    key.endsWith('.txt') ? undefined : { state: 'no-moov', sentence: `${bucket} ${key}` };
  const details = await detailsOf(diagnose, 'films', ['a.mp4', 'b.txt', 'c.mov'], someone());
  t.strictSame(
    [...details].sort(),
    ['a.mp4', 'c.mov'].map((key) => [key, { state: 'no-moov', sentence: `films ${key}` }]),
  );
});

t.test('detailsOf() looks into a few films at a time', async (t) => {
  let running = 0;
  let most = 0;
  const diagnose: Diagnose = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    return { state: 'ok' };
  };
  t.equal((await detailsOf(diagnose, 'films', names(30), someone())).size, 30);
  t.equal(most, 4);
});

t.test('detailsOf() shows the others when one cannot be read', async (t) => {
  const diagnose: Diagnose = async ({ key }) => {
    if (key === '1.mp4') throw new GatewayError('origin_timeout', 'secret words');
    return { state: 'ok' };
  };
  const details = await detailsOf(diagnose, 'films', names(3), someone());
  t.strictSame(details.get('1.mp4'), {
    state: 'unknown',
    sentence: 'The storage did not answer in time',
  });
  t.strictSame(details.get('2.mp4'), { state: 'ok' });
  const broken: Diagnose = () => Promise.reject(new TypeError('a fault of ours'));
  await t.rejects(detailsOf(broken, 'films', names(3), someone()), TypeError);
});

t.test('detailsOf() ends when the one who asked has gone', async (t) => {
  const leaving = new AbortController();
  let asked = 0;
  const diagnose: Diagnose = async () => {
    if (++asked === 8) leaving.abort(new Error('left'));
    return { state: 'ok' };
  };
  await t.rejects(detailsOf(diagnose, 'films', names(100), leaving.signal), { message: 'left' });
  t.ok(asked < 20);
});
