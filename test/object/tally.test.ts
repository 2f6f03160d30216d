import t from 'tap';
import { UNCOUNTED } from '../../src/object/tally.ts';

t.test('UNCOUNTED takes anything and keeps nothing', async (t) => {
  t.equal(UNCOUNTED.served('memory', 1), undefined);
  t.equal(UNCOUNTED.readAhead('used', 1), undefined);
});
