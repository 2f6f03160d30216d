import t from 'tap';
import { createProgress, progressLine } from '../../bench/progress.ts';

const half = { label: 'herd', done: 5, total: 10, elapsedMs: 4000 };

t.test('progressLine() shows how far, how long and how long yet', async (t) => {
  const line = progressLine(half, 80);
  t.match(line, /^herd ━+╌+ {2}50 % {2}5\/10, 4 s, 4 s left$/);
  t.equal(line.match(/━/g)?.length, line.match(/╌/g)?.length);
});

t.test('progressLine() never fills the line that it stands in', async (t) => {
  for (const columns of [10, 30, 40, 200]) t.ok(progressLine(half, columns).length < columns);
  t.match(progressLine({ ...half, done: 0, total: 0 }, 80), /0 %/);
});

t.test('createProgress() writes one plain line where nobody watches', async (t) => {
  const written: string[] = [];
  const progress = createProgress({ write: (text) => written.push(text) }, 'herd');
  progress.begun(['direct', 'gateway'], 10);
  progress.sampled();
  progress.end();
  t.same(written, ['herd: 10 samples of direct, gateway\n']);
});
