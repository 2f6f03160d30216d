import t from 'tap';
import { NoRoom, Unsatisfiable, Unversioned } from '../../src/object/flight-ends.ts';

t.test('ends of flights are told apart by their class', async (t) => {
  const ends = [new NoRoom(), new Unsatisfiable(), new Unversioned()];
  for (const kind of [NoRoom, Unsatisfiable, Unversioned]) {
    t.equal(ends.filter((end) => end instanceof kind).length, 1, kind.name);
  }
});
