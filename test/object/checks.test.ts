import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { createChecks, isOutage } from '../../src/object/checks.ts';
import { createOriginDouble, metaOf } from '../fixtures/origin-double.ts';
import { watchRejections } from '../fixtures/rejections.ts';
import { gate } from '../fixtures/server.ts';

watchRejections(t);

const REF = { bucket: 'films', key: 'a.mp4' };

const setUp = () => {
  const origin = createOriginDouble({ meta: metaOf({ size: 10 }), version: 0 });
  return { origin, checks: createChecks(origin) };
};

t.test('ask() puts one question at a time for each object, shared by all', async (t) => {
  const { origin, checks } = setUp();
  const answered = gate();
  origin.onHead = () => answered.opened;
  const asked = [checks.ask(REF), checks.ask(REF), checks.ask({ ...REF, key: 'b' })];
  t.equal(origin.heads.length, 2);
  answered.open();
  for (const meta of await Promise.all(asked)) t.equal(meta, origin.object.meta);
  await checks.ask(REF);
  t.equal(origin.heads.length, 3, 'and asks anew once it was answered');
});

t.test('ask() remembers no failure', async (t) => {
  const { origin, checks } = setUp();
  origin.onHead = () => {
    throw new GatewayError('origin_unreachable', 'm');
  };
  await t.rejects(checks.ask(REF), { code: 'origin_unreachable' });
  origin.onHead = () => {};
  t.equal(await checks.ask(REF), origin.object.meta);
});

t.test('ask() makes the end of its patience a failure of the origin', async (t) => {
  const { origin, checks } = setUp();
  origin.onHead = () => {
    throw new DOMException('m', 'TimeoutError');
  };
  await t.rejects(checks.ask(REF), { code: 'origin_timeout' });
});

t.test('down() is the outcome of the last question', async (t) => {
  const { origin, checks } = setUp();
  t.equal(checks.down(), false);
  for (const [code, down] of [
    ['origin_unreachable', true],
    ['origin_timeout', true],
    ['object_not_found', false],
  ] as const) {
    origin.onHead = () => {
      throw new GatewayError(code, 'm');
    };
    await t.rejects(checks.ask(REF), { code });
    t.equal(checks.down(), down, code);
  }
  origin.onHead = () => {
    throw new GatewayError('origin_unreachable', 'm');
  };
  await t.rejects(checks.ask(REF));
  origin.onHead = () => {};
  await checks.ask(REF);
  t.equal(checks.down(), false);
});

t.test('isOutage() is true of failures of the origin only', async (t) => {
  t.equal(isOutage(new GatewayError('origin_denied', 'm')), true);
  t.equal(isOutage(new GatewayError('object_not_found', 'm')), false);
  t.equal(isOutage(new GatewayError('overloaded', 'm')), false);
  t.equal(isOutage(new Error('m')), false);
});

t.test('forget() has whoever asks next put a question of their own', async (t) => {
  const { origin, checks } = setUp();
  const answered = gate();
  origin.onHead = () => answered.opened;
  const before = checks.ask(REF);
  checks.forget(REF);
  const after = [checks.ask(REF), checks.ask(REF)];
  t.equal(origin.heads.length, 2);
  answered.open();
  await before;
  await Promise.all(after);
});
