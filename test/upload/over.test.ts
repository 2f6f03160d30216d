import t from 'tap';
import { createOver } from '../../src/upload/over.ts';

t.test('look() knows the endings that were noted last', async (t) => {
  const over = createOver(2);
  over.note('a', 'finished');
  over.note('b', 'thrown-away');
  t.equal(over.look('a'), 'finished');
  over.note('c', 'finished');
  t.same(['a', 'b', 'c'].map(over.look), [undefined, 'thrown-away', 'finished']);
});
