import t from 'tap';
import { createDirectory } from '../../src/object/directory.ts';
import { metaOf } from '../fixtures/origin-double.ts';

const REF = { bucket: 'films', key: 'a.mp4' };
const META = metaOf({ size: 10 });
const NEWER = metaOf({ size: 10, etag: '"v1"' });
const TTL = 10_000;

const setUp = (ttlMs = TTL) => {
  const clock = { ms: 5 };
  return { clock, directory: createDirectory(ttlMs, () => clock.ms) };
};

t.test('find() knows nothing of what nobody has asked for', async (t) => {
  const { directory } = setUp();
  t.equal(directory.find(REF), undefined);
  directory.learn(REF, META);
  t.equal(directory.find({ ...REF, key: 'b.mp4' }), undefined);
  t.equal(directory.find({ bucket: 'film', key: 'sa.mp4' }), undefined);
});

t.test('find() trusts meta for its time to live, and not a moment longer', async (t) => {
  const { clock, directory } = setUp();
  directory.learn(REF, META);
  t.strictSame(directory.find(REF), { meta: META, age: 'fresh' });
  clock.ms += TTL - 1;
  t.equal(directory.find(REF)?.age, 'fresh');
  clock.ms += 1;
  t.equal(directory.find(REF)?.age, 'stale');
});

t.test('find() lets stale meta be served for a while only', async (t) => {
  const { clock, directory } = setUp();
  directory.learn(REF, META);
  let ages = '';
  for (let n = 0; n < 20; n++, clock.ms += TTL) ages += directory.find(REF)?.age[0];
  t.match(ages, /^fs+o+$/);
});

t.test('find() with a time to live of 0 has everything checked first', async (t) => {
  const { directory } = setUp(0);
  directory.learn(REF, META);
  t.equal(directory.find(REF)?.age, 'old');
});

t.test('learn() begins the time to live anew, and replaces what was known', async (t) => {
  const { clock, directory } = setUp();
  directory.learn(REF, META);
  clock.ms += TTL;
  directory.learn(REF, NEWER);
  t.strictSame(directory.find(REF), { meta: NEWER, age: 'fresh' });
});

t.test('confirm() begins the time to live anew of the version that is known', async (t) => {
  const { clock, directory } = setUp();
  directory.learn(REF, META);
  clock.ms += TTL;
  directory.confirm(REF, META);
  t.equal(directory.find(REF)?.age, 'fresh');
});

t.test('confirm() brings no trust back to a version that lost it', async (t) => {
  const { directory } = setUp();
  directory.confirm(REF, META);
  t.equal(directory.find(REF), undefined);
  directory.learn(REF, NEWER);
  directory.confirm(REF, META);
  t.strictSame(directory.find(REF), { meta: NEWER, age: 'fresh' });
  directory.missing(REF);
  directory.confirm(REF, META);
  t.throws(() => directory.find(REF), { code: 'object_not_found' });
});

t.test('forget() ends trust at once', async (t) => {
  const { directory } = setUp();
  directory.learn(REF, META);
  directory.forget(REF);
  t.equal(directory.find(REF), undefined);
});

t.test('missing() is remembered for about a second', async (t) => {
  const { clock, directory } = setUp();
  directory.learn(REF, META);
  directory.missing(REF);
  t.throws(() => directory.find(REF), { code: 'object_not_found', status: 404 });
  clock.ms += 900;
  t.throws(() => directory.find(REF), { code: 'object_not_found' });
  clock.ms += 1100;
  t.equal(directory.find(REF), undefined, 'then the origin is asked again');
});

t.test('learn() ends a remembered miss', async (t) => {
  const { directory } = setUp();
  directory.missing(REF);
  directory.learn(REF, META);
  t.equal(directory.find(REF)?.age, 'fresh');
});

t.test('purge() forgets what is meant, found and missing', async (t) => {
  const { directory } = setUp();
  const other = { ...REF, key: 'b.mp4' };
  const gone = { ...REF, key: 'gone.mp4' };
  directory.learn(REF, META);
  directory.learn(other, META);
  directory.missing(gone);
  t.equal(
    directory.purge((key) => !key.endsWith('b.mp4')),
    1,
  );
  t.equal(directory.find(REF), undefined);
  t.equal(directory.find(gone), undefined, 'it may be there now');
  t.ok(directory.find(other));
});

t.test('forget() ends a remembered miss: what was written now is there now', async (t) => {
  const { directory } = setUp();
  directory.missing(REF);
  directory.forget(REF);
  t.equal(directory.find(REF), undefined);
});

t.test('question() is believed until the object is forgotten', async (t) => {
  const { clock, directory } = setUp();
  const before = directory.question(REF);
  const other = directory.question({ ...REF, key: 'b.mp4' });
  directory.forget(REF);
  const after = directory.question(REF);
  before.learn(META);
  before.missing();
  t.equal(directory.find(REF), undefined, 'of before');
  after.learn(NEWER);
  t.equal(directory.find(REF)?.meta, NEWER);
  before.missing();
  before.over();
  clock.ms += TTL;
  after.confirm(NEWER);
  t.equal(directory.find(REF)?.age, 'fresh');
  after.missing();
  t.throws(() => directory.find(REF), { code: 'object_not_found' });
  other.learn(META);
  t.equal(directory.find({ ...REF, key: 'b.mp4' })?.meta, META);
});

t.test('question() is not heard any more when it is over', async (t) => {
  const { directory } = setUp();
  const first = directory.question(REF);
  const second = directory.question(REF);
  first.over();
  first.over();
  first.learn(META);
  t.equal(directory.find(REF), undefined);
  second.learn(NEWER);
  t.equal(directory.find(REF)?.meta, NEWER);
});
