import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { BLOCK_BYTES } from '../../src/object/block.ts';
import { createOpened, lookFor } from '../../src/object/opened.ts';
import { createEngine, REF, settle } from '../fixtures/engine.ts';
import { bytesOf } from '../fixtures/origin-double.ts';
import { drain } from '../fixtures/sources.ts';

const never = new AbortController().signal;
const block = (index: number) => ({ start: index * BLOCK_BYTES, end: (index + 1) * BLOCK_BYTES });

t.test('lookFor() says where bytes would come from', async (t) => {
  const { tools, flights, meta } = createEngine({ blocks: 4 });
  const look = (...spans: { start: number; end: number }[]) => lookFor(tools, REF, meta, spans);
  t.equal(look(block(0)), 'miss');
  const flight = flights.launch(REF, meta, block(0), 'wanted');
  flight.join();
  t.equal(look(block(0)), 'flying');
  while (!flight.over) await settle();
  t.equal(look(block(0)), 'hit');
  t.equal(look({ start: 0, end: 1 }, { start: 9, end: 10 }), 'hit', 'twice of one block');
  t.equal(look({ start: 0, end: 2 * BLOCK_BYTES }), 'partial');
  t.equal(look(block(0), block(2)), 'partial');
  t.equal(look(block(1), block(0)), 'miss', 'the beginning decides');
  t.equal(lookFor(tools, REF, { ...meta, etag: 'W/"v0"' }, [block(0)]), 'miss');
});

t.test('lookFor() does not look a long film through for what memory cannot hold', async (t) => {
  const { tools, flights, meta, cache } = createEngine({ blocks: 2000 });
  const flight = flights.launch(REF, meta, { start: 0, end: 4 * BLOCK_BYTES }, 'wanted');
  flight.join();
  while (!flight.over) await settle();
  let looked = 0;
  const counting = {
    ...tools,
    cache: {
      ...cache,
      has(key: string) {
        looked++;
        return cache.has(key);
      },
    },
  };
  t.equal(lookFor(counting, REF, meta, [{ start: 0, end: meta.size }]), 'partial');
  t.equal(looked, 1);
  t.equal(lookFor(counting, REF, meta, [{ start: 0, end: 4 * BLOCK_BYTES }]), 'hit', 'all of it');
});

t.test('createOpened() lets go of what the opening brought and no source took', async (t) => {
  const { tools, origin, meta, double } = createEngine({ blocks: 4 });
  const arrival = await origin.read(REF, block(0), { signal: never });
  if (arrival === 'unsatisfiable') throw new Error('it has bytes');
  const opened = createOpened({ ...tools, origin }, { ref: REF, meta, signal: never }, 'flown', {
    arrival,
  });
  t.equal(opened.shared, false, 'what came for one viewer alone is not shared');
  t.equal(double.held(), 1);
  opened.close();
  opened.close();
  t.equal(double.held(), 0);
});

t.test('read() waits a failure out once a viewer has other bytes already', async (t) => {
  for (const begun of [false, true]) {
    const { objects, meta, double } = createEngine({ blocks: 4 });
    double.onRead = (nth) => {
      if (nth === 1) throw new GatewayError('origin_unreachable', 'm');
    };
    const reading = drain(objects.at(REF, meta, never).read(block(1), begun));
    if (begun) t.ok((await reading).equals(bytesOf(block(1))));
    else await t.rejects(reading, { code: 'origin_unreachable' });
  }
});
