import t from 'tap';
import { createFirstTouches } from '../../src/object/first-touches.ts';
import { Flight } from '../../src/object/flight.ts';

const REF = { bucket: 'films', key: 'a.mp4' };
const span = (start: number, end: number) => ({ start, end });

t.test('find() finds the touch that will have the first wanted byte', async (t) => {
  const touches = createFirstTouches();
  const head = new Flight(span(0, 100));
  const tail = new Flight(span(0, 0));
  touches.add(REF, span(0, 100), head);
  touches.add(REF, { suffix: 50 }, tail);
  t.equal(touches.find(REF, span(0, 10)), head);
  t.equal(touches.find(REF, span(99, 500)), head);
  t.equal(touches.find(REF, span(100, 101)), undefined);
  t.equal(touches.find(REF, { suffix: 50 }), tail);
  t.equal(touches.find(REF, { suffix: 49 }), undefined, 'where it begins is not known');
  t.equal(touches.find({ bucket: 'films', key: 'b.mp4' }, span(0, 10)), undefined);
});

t.test('find() passes over what is dying and finds who is alive', async (t) => {
  const touches = createFirstTouches();
  const dying = new Flight(span(0, 100));
  dying.end(new Error('abandoned'));
  const alive = new Flight(span(0, 100));
  touches.add(REF, span(0, 100), dying);
  touches.add(REF, span(0, 100), alive);
  t.equal(touches.find(REF, span(0, 10)), alive);
});

t.test('endBefore() ends a touch where a living later one begins', async (t) => {
  const touches = createFirstTouches();
  t.equal(touches.endBefore(REF, span(0, 100)), 100);
  const dying = new Flight(span(10, 100));
  dying.end(new Error('abandoned'));
  touches.add(REF, span(10, 100), dying);
  touches.add(REF, span(60, 90), new Flight(span(60, 90)));
  touches.add(REF, span(40, 90), new Flight(span(40, 90)));
  touches.add(REF, { suffix: 5 }, new Flight(span(0, 0)));
  t.equal(touches.endBefore(REF, span(0, 100)), 40);
  t.equal(touches.endBefore(REF, span(0, 30)), 30);
  t.equal(touches.endBefore(REF, span(40, 100)), 60, 'its own beginning apart');
  t.equal(touches.endBefore({ ...REF, key: 'b.mp4' }, span(0, 100)), 100);
});

t.test('add() gives back what takes the touch out, and only it', async (t) => {
  const touches = createFirstTouches();
  const first = new Flight(span(0, 100));
  const second = new Flight(span(0, 100));
  const remove = touches.add(REF, span(0, 100), first);
  touches.add(REF, span(0, 100), second);
  remove();
  remove();
  t.equal(touches.find(REF, span(0, 10)), second);
});

t.test('forget() hides the touches of one object, whose end then harms no later one', async (t) => {
  const touches = createFirstTouches();
  const remove = touches.add(REF, span(0, 100), new Flight(span(0, 100)));
  const other = { ...REF, key: 'b.mp4' };
  touches.add(other, span(0, 100), new Flight(span(0, 100)));
  touches.forget(REF);
  t.equal(touches.find(REF, span(0, 10)), undefined);
  t.ok(touches.find(other, span(0, 10)));
  const later = new Flight(span(0, 100));
  touches.add(REF, span(0, 100), later);
  remove();
  t.equal(touches.find(REF, span(0, 10)), later);
});
