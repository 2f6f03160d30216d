import t from 'tap';
import { createEngine } from '../../src/compose/engine.ts';
import { createLog } from '../../src/observe/log.ts';
import { REF } from '../fixtures/engine.ts';
import { loadWith } from '../fixtures/load-with.ts';
import { createOriginDouble, metaOf } from '../fixtures/origin-double.ts';

const setUp = (file: unknown) => {
  const loaded = loadWith({ file });
  if (loaded.kind !== 'config') throw new Error(JSON.stringify(loaded));
  const double = createOriginDouble({ meta: metaOf({ size: 10 }), version: 0 });
  const log = createLog('silent', { write: () => {} });
  const engine = createEngine({
    config: loaded.config,
    origin: double,
    log,
    now: () => performance.now(),
  });
  return { double, engine };
};

t.test('createEngine() shows films in another order than they are stored in', async (t) => {
  for (const [file, isView] of [
    [{}, true],
    [{ fast_start: false }, false],
    [{ cache_memory_bytes: 0 }, false],
  ] as const) {
    const { engine } = setUp(file);
    t.equal(engine.shown !== engine.stored, isView, JSON.stringify(file));
  }
});

t.test('createEngine() reads through the origin that it is given', async (t) => {
  const { engine, double } = setUp({});
  const signal = new AbortController().signal;
  const opened = await engine.stored.open(REF, undefined, false, signal);
  t.ok(opened.meta.size > 0);
  opened.close();
  t.equal(double.heads.length + double.reads.length, 1);
});
