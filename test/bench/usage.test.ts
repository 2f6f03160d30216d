import t from 'tap';
import { parseStat, treeOf, usageOf } from '../../bench/usage.ts';

t.test('parseStat() reads behind a name with spaces and brackets', async (t) => {
  const line = '17 (a (b) c) S 4 17 17 0 -1 4194560 1 2 3 4 100 20 3 0 20 0 1 0';
  t.same(parseStat(line), { pid: 17, parent: 4, ticks: 123 });
});

t.test('treeOf() holds a process and all that descends from it', async (t) => {
  const stat = (pid: number, parent: number) => ({ pid, parent, ticks: 1 });
  const stats = [stat(1, 0), stat(2, 1), stat(3, 2), stat(4, 2), stat(5, 1), stat(6, 4)];
  t.same(
    treeOf(2, stats)
      .map(({ pid }) => pid)
      .sort(),
    [2, 3, 4, 6],
  );
  t.same(treeOf(9, stats), []);
});

t.test('usageOf() knows this process, and none that is not there', async (t) => {
  const usage = usageOf(process.pid);
  if (usage === undefined) {
    t.pass('there is no /proc here');
    return;
  }
  t.ok(usage.residentBytes > 1e6);
  t.ok(usage.peakBytes >= usage.residentBytes / 2);
  t.equal(usageOf(2 ** 30), undefined);
});
