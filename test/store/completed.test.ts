import t from 'tap';
import { createCompleted } from '../../src/store/completed.ts';

t.test('createCompleted() remembers what an upload became, to its own key only', async (t) => {
  const completed = createCompleted();
  completed.remember('films', 'a', 'id', '"e"');
  t.equal(completed.find('films', 'a', 'id'), '"e"');
  t.equal(completed.find('films', 'b', 'id'), undefined);
  t.equal(completed.find('other', 'a', 'id'), undefined);
  t.equal(completed.find('films', 'a', 'other'), undefined);
});

t.test('createCompleted() forgets the oldest when there are too many', async (t) => {
  const completed = createCompleted(2);
  for (const id of ['1', '2', '3']) completed.remember('films', 'a', id, id);
  t.equal(completed.find('films', 'a', '1'), undefined);
  t.equal(completed.find('films', 'a', '2'), '2');
  t.equal(completed.find('films', 'a', '3'), '3');
});
