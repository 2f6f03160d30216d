import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { createAttentiveOrigin } from '../../src/object/attentive-origin.ts';
import { createDirectory } from '../../src/object/directory.ts';
import type { Meta } from '../../src/object/meta.ts';
import { createOriginDouble, metaOf } from '../fixtures/origin-double.ts';
import { gate } from '../fixtures/server.ts';

const REF = { bucket: 'films', key: 'a.mp4' };
const SPAN = { start: 0, end: 5 };
const { signal } = new AbortController();

const setUp = (meta: Meta = metaOf({ size: 10 })) => {
  const clock = { ms: 0 };
  const double = createOriginDouble({ meta, version: 0 });
  const directory = createDirectory(10, () => clock.ms);
  return { clock, double, directory, origin: createAttentiveOrigin(double, directory) };
};

t.test('read() has a version learned from the answer itself', async (t) => {
  const { double, directory, origin } = setUp();
  const answer = await origin.read(REF, SPAN, { signal });
  t.match(answer, { span: SPAN });
  t.strictSame(directory.find(REF), { meta: double.object.meta, age: 'fresh' });
});

t.test('read() learns no version that has no strong tag', async (t) => {
  const { directory, origin } = setUp(metaOf({ size: 10, etag: 'W/"v0"' }));
  await origin.read(REF, SPAN, { signal });
  t.equal(directory.find(REF), undefined);
});

t.test('read() of a known version renews trust in that one only', async (t) => {
  const { clock, double, directory, origin } = setUp();
  const { meta } = double.object;
  directory.learn(REF, meta);
  clock.ms += 10;
  await origin.read(REF, SPAN, { signal, ifMatch: '"v0"' });
  t.equal(directory.find(REF)?.age, 'fresh');
  const newer = metaOf({ size: 10, etag: '"v1"' });
  const late = origin.read(REF, SPAN, { signal, ifMatch: '"v0"' });
  directory.learn(REF, newer);
  await late;
  t.equal(directory.find(REF)?.meta, newer, 'an answer from before the change');
});

t.test('read() ends trust the moment the object turns out to have changed', async (t) => {
  const { double, directory, origin } = setUp();
  for (const size of [10, 0]) {
    directory.learn(REF, metaOf({ size: 10 }));
    double.object = { meta: metaOf({ size, etag: '"v1"' }), version: 1 };
    await t.rejects(origin.read(REF, SPAN, { signal, ifMatch: '"v0"' }), {
      code: 'object_changed',
    });
    t.equal(directory.find(REF), undefined);
  }
  directory.learn(REF, metaOf({ size: 10, etag: '"v1"' }));
  t.equal(await origin.read(REF, SPAN, { signal, ifMatch: '"v1"' }), 'unsatisfiable');
  t.equal(directory.find(REF), undefined);
});

t.test('read() beyond the end tells nothing against a version', async (t) => {
  const { double, directory, origin } = setUp();
  directory.learn(REF, double.object.meta);
  t.equal(await origin.read(REF, { start: 50, end: 60 }, { signal }), 'unsatisfiable');
  t.equal(directory.find(REF)?.age, 'fresh');
});

t.test('read() and head() have a missing object remembered', async (t) => {
  for (const ask of ['read', 'head'] as const) {
    const { double, directory, origin } = setUp();
    directory.learn(REF, double.object.meta);
    double.onRead = double.onHead = () => {
      throw new GatewayError('object_not_found', 'm');
    };
    const asked: Promise<unknown> =
      ask === 'read' ? origin.read(REF, SPAN, { signal }) : origin.head(REF, signal);
    await t.rejects(asked, { code: 'object_not_found' });
    t.throws(() => directory.find(REF), { code: 'object_not_found' });
  }
});

t.test('read() and head() let no other failure touch what is known', async (t) => {
  const { double, directory, origin } = setUp();
  directory.learn(REF, double.object.meta);
  for (const error of [new GatewayError('origin_unreachable', 'm'), new Error('left')]) {
    double.onRead = double.onHead = () => {
      throw error;
    };
    await t.rejects(origin.read(REF, SPAN, { signal }), error);
    await t.rejects(origin.head(REF, signal), error);
    t.equal(directory.find(REF)?.age, 'fresh');
  }
});

t.test('head() has any version learned, also one that cannot be cached', async (t) => {
  const { double, directory, origin } = setUp(metaOf({ size: 10, etag: undefined }));
  await origin.head(REF, signal);
  t.equal(directory.find(REF)?.meta, double.object.meta);
});

t.test('an answer to what was asked before a forgetting is not learned from', async (t) => {
  const asks: [string, (origin: ReturnType<typeof setUp>['origin']) => Promise<unknown>][] = [
    ['read', (origin) => origin.read(REF, SPAN, { signal })],
    ['head', (origin) => origin.head(REF, signal)],
  ];
  for (const [name, ask] of asks) {
    for (const missing of [false, true]) {
      const { double, directory, origin } = setUp();
      const door = gate();
      const held = async () => {
        await door.opened;
        if (missing) throw new GatewayError('object_not_found', 'm');
      };
      double.onRead = held;
      double.onHead = held;
      const asked = ask(origin).catch(() => {});
      directory.forget(REF);
      door.open();
      await asked;
      t.equal(directory.find(REF), undefined, `${name}${missing ? ' of nothing' : ''}`);
    }
  }
});
