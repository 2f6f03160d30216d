import t from 'tap';
import { lengthOf, totalLength } from '../src/span.ts';

t.test('lengthOf() counts the bytes of a half-open interval', async (t) => {
  t.equal(lengthOf({ start: 0, end: 0 }), 0);
  t.equal(lengthOf({ start: 3, end: 10 }), 7);
});

t.test('totalLength() adds up, and is 0 for no spans', async (t) => {
  t.equal(totalLength([]), 0);
  t.equal(
    totalLength([
      { start: 0, end: 1 },
      { start: 5, end: 9 },
    ]),
    5,
  );
});
