import t from 'tap';
import { landed } from '../../src/upload/landed.ts';

const part = (number: number, size: number) => ({ number, size, etag: `"${number}"` });
const UPLOAD = { length: 25, partBytes: 10 };

t.test('landed() counts whole parts from the first on, without a gap', async (t) => {
  const cases: [string, ReturnType<typeof part>[], number][] = [
    ['nothing', [], 0],
    ['the first', [part(1, 10)], 10],
    ['all, the last of them shorter', [part(1, 10), part(2, 10), part(3, 5)], 25],
    ['a gap', [part(1, 10), part(3, 5)], 10],
    ['none from the first on', [part(2, 10)], 0],
    ['one that is too short', [part(1, 10), part(2, 9), part(3, 5)], 10],
    ['a last one that is too long', [part(1, 10), part(2, 10), part(3, 10)], 20],
    ['more than there can be', [part(1, 10), part(2, 10), part(3, 5), part(4, 10)], 25],
  ];
  for (const [name, stored, bytes] of cases) {
    const got = landed(stored, UPLOAD);
    t.equal(got.bytes, bytes, name);
    t.same(got.parts, stored.slice(0, got.parts.length), name);
  }
});
