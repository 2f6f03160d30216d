import fc from 'fast-check';
import t from 'tap';
import { createTopObjects } from '../../src/observe/top-objects.ts';

t.test('createTopObjects() adds up, the largest first', async (t) => {
  const top = createTopObjects(10);
  top.count('films', 'a', 5);
  top.count('films', 'b', 7);
  top.count('films', 'a', 5);
  top.count('trailers', 'a', 1);
  top.count('films', 'nothing', 0);
  t.strictSame(top.list(2), [
    { bucket: 'films', key: 'a', bytes: 10, answers: 2, overcount: 0 },
    { bucket: 'films', key: 'b', bytes: 7, answers: 1, overcount: 0 },
  ]);
  t.equal(top.list(100).length, 3);
});

t.test(
  'createTopObjects() keeps whatever takes more than its share, and says how sure it is',
  async () => {
    const capacity = 8;
    const counts = fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 100 })), {
      maxLength: 300,
    });
    fc.assert(
      fc.property(counts, (events) => {
        const top = createTopObjects(capacity);
        const truth = new Map<string, number>();
        let all = 0;
        for (const [object, bytes] of events) {
          top.count('films', `${object}`, bytes);
          truth.set(`${object}`, (truth.get(`${object}`) ?? 0) + bytes);
          all += bytes;
        }
        const listed = top.list(1000);
        if (listed.length > capacity) return false;
        for (const { key, bytes, overcount } of listed) {
          const real = truth.get(key) ?? 0;
          if (bytes < real || bytes - overcount > real) return false;
        }
        const names = new Set(listed.map(({ key }) => key));
        return [...truth].every(([key, bytes]) => bytes <= all / capacity || names.has(key));
      }),
      { numRuns: 500 },
    );
  },
);
