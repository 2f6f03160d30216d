import { getEventListeners } from 'node:events';
import t from 'tap';
import { GIVEN_UP, leash } from '../../src/origin/leash.ts';

t.test('leash() is aborted with its parent, for its reason', async (t) => {
  const parent = new AbortController();
  const line = leash(parent.signal);
  t.notOk(line.signal.aborted);
  const reason = new Error('the viewer left');
  parent.abort(reason);
  t.equal(line.signal.reason, reason);
  t.equal(leash(parent.signal).signal.reason, reason, 'also when it comes late');
});

t.test('leash() is aborted alone, once, and leaves no trace on its parent', async (t) => {
  const parent = new AbortController();
  const line = leash(parent.signal);
  t.equal(getEventListeners(parent.signal, 'abort').length, 1);
  const reason = new Error('the reader left');
  line.abort(reason);
  line.abort(new Error('too late'));
  t.equal(line.signal.reason, reason);
  t.notOk(parent.signal.aborted);
  t.equal(getEventListeners(parent.signal, 'abort').length, 0);
});

t.test('release() ends the following', async (t) => {
  const parent = new AbortController();
  const line = leash(parent.signal);
  line.release();
  parent.abort();
  t.notOk(line.signal.aborted);
  t.equal(getEventListeners(parent.signal, 'abort').length, 0);
});

t.test('GIVEN_UP is an AbortError', async (t) => {
  t.equal(GIVEN_UP.name, 'AbortError');
});
