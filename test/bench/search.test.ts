import t from 'tap';
import { nextTry } from '../../bench/search.ts';

/** What is tried, and what is found, where `capacity` are carried. */
function search(capacity: number): { tries: number[]; found: number } {
  const tries: number[] = [];
  let carried = 0;
  let failed: number | undefined;
  for (;;) {
    const next = nextTry(carried, failed, 200, 1600);
    if (next === undefined) return { tries, found: carried };
    tries.push(next);
    if (next <= capacity) carried = next;
    else failed = next;
  }
}

t.test('nextTry() doubles, then halves the gap until it is a third', async (t) => {
  t.same(search(650), { tries: [200, 400, 800, 600], found: 600 });
  t.same(search(450), { tries: [200, 400, 800, 600, 500], found: 400 });
});

t.test('nextTry() ends at the most', async (t) => {
  t.same(search(9999), { tries: [200, 400, 800, 1600], found: 1600 });
});

t.test('nextTry() goes down from the first', async (t) => {
  t.same(search(60), { tries: [200, 100, 50, 75, 62], found: 50 });
});

t.test('nextTry() ends with none where none is carried', async (t) => {
  const { tries, found } = search(0);
  t.equal(found, 0);
  t.equal(tries.at(-1), 1);
});

t.test('nextTry() finds at least three quarters of what there is', async (t) => {
  const wrong = Array.from({ length: 1599 }, (_, index) => index + 1).filter((capacity) => {
    const { found } = search(capacity);
    return found > capacity || capacity >= (4 * found) / 3 + 1;
  });
  t.same(wrong, []);
});
