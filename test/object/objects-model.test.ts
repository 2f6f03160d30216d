/**
 * Directory, cache and flights, driven at random against a model that is too simple to be wrong:
 * sets of block numbers and counters.
 */
import assert from 'node:assert/strict';
import t from 'tap';
import { BLOCK_BYTES, blockKey, versionKey } from '../../src/object/block.ts';
import { createBlockCache } from '../../src/object/block-cache.ts';
import { createDirectory } from '../../src/object/directory.ts';
import type { Flight } from '../../src/object/flight.ts';
import { createFlights } from '../../src/object/flights.ts';
import type { Meta } from '../../src/object/meta.ts';
import type { Arrival, ObjectRef, Origin, Wanted } from '../../src/object/origin.ts';
import { createSlots } from '../../src/object/slots.ts';
import { settle } from '../fixtures/engine.ts';
import { metaOf } from '../fixtures/origin-double.ts';
import { watchRejections } from '../fixtures/rejections.ts';
import { seeded } from '../fixtures/seeded.ts';

watchRejections(t);

const STEPS = 100_000;
const BLOCKS = 12;
const CAPACITY = 9;
const TTL = 50;
const MISS_MS = 1000;
/** One for all: what is in a block is not the matter here. */
const BLOCK = Buffer.alloc(BLOCK_BYTES);
const REFS: readonly ObjectRef[] = ['a', 'b'].map((key) => ({ bucket: 'films', key }));

interface ModelFlight {
  readonly flight: Flight;
  readonly ref: ObjectRef;
  readonly meta: Meta;
  readonly from: number;
  readonly to: number;
  /** The next block to come. */
  at: number;
  readers: number;
  state: 'flying' | 'over';
  origin: Body | undefined;
}

/** The origin's side of one read: gives blocks when the walk says so. */
interface Body {
  readonly signal: AbortSignal;
  give(block: Uint8Array | Error | undefined): void;
}

t.test('directory, cache and flights do as the model for 100,000 steps', async (t) => {
  const { next, pick } = seeded(20261122);
  const clock = { ms: 0 };
  const cache = createBlockCache(CAPACITY * BLOCK_BYTES);
  const directory = createDirectory(TTL, () => clock.ms);
  const bodies: Body[] = [];
  const origin: Origin = {
    async read(_ref, wanted, { signal, ifMatch }) {
      return arrivalOf(wanted, ifMatch, signal, bodies);
    },
    head: async () => metaOf({ size: 0 }),
  };
  const slots = createSlots(1000);
  const flights = createFlights({ origin, cache, slots });

  const versions = REFS.map(() => 0);
  const metaFor = (which: number): Meta =>
    metaOf({ size: BLOCKS * BLOCK_BYTES, etag: `"v${versions[which]}"` });
  let air: ModelFlight[] = [];
  /** Every block that was ever complete: only these can be cached. */
  const complete = new Set<string>();
  const known = new Map<string, { etag: string; at: number }>();
  const missed = new Map<string, number>();
  let reserved = 0;
  let launched = 0;
  let landed = 0;
  let hits = 0;

  const keyOf = (ref: ObjectRef, meta: Meta, index: number): string =>
    blockKey(versionKey(ref, meta), index);
  const bringing = (ref: ObjectRef, meta: Meta, index: number): ModelFlight | undefined =>
    air.find(
      (one) => one.ref === ref && one.meta.etag === meta.etag && index >= one.at && index < one.to,
    );
  const end = (one: ModelFlight): void => {
    reserved -= one.to - one.at;
    one.state = 'over';
    air = air.filter((other) => other !== one);
  };

  for (let step = 0; step < STEPS; step++) {
    const which = next(REFS.length);
    const ref = REFS[which] ?? { bucket: '', key: '' };
    const meta = metaFor(which);
    const one = pick(air);
    const what = next(20);
    if (what < 6) {
      // Hit, join or fly, as a reader does.
      const index = next(BLOCKS);
      const block = cache.get(keyOf(ref, meta, index));
      if (block !== undefined) {
        hits++;
        assert.ok(complete.has(keyOf(ref, meta, index)));
      } else {
        const flight = flights.find(versionKey(ref, meta), index);
        const model = bringing(ref, meta, index);
        assert.equal(flight, model?.flight);
        if (model !== undefined) {
          model.flight.join();
          model.readers++;
        } else {
          let to = index + 1;
          const most = index + 1 + next(3);
          while (
            to < Math.min(BLOCKS, most) &&
            !cache.has(keyOf(ref, meta, to)) &&
            bringing(ref, meta, to) === undefined
          ) {
            to++;
          }
          const span = { start: index * BLOCK_BYTES, end: to * BLOCK_BYTES };
          const fits = reserved + (to - index) <= CAPACITY;
          const fresh = flights.launch(ref, meta, span, 'wanted');
          fresh.join();
          await settle();
          assert.equal(!fresh.over, fits, 'there is room, or there is none');
          if (fits) {
            launched++;
            reserved += to - index;
            const model = { flight: fresh, ref, meta, from: index, to, at: index, readers: 1 };
            air.push({ ...model, state: 'flying', origin: bodies.pop() });
          }
        }
      }
    } else if (what < 14 && one !== undefined) {
      one.origin?.give(BLOCK);
      await settle();
      complete.add(keyOf(one.ref, one.meta, one.at));
      assert.ok(cache.has(keyOf(one.ref, one.meta, one.at)), 'cached before it lets go');
      one.at++;
      reserved--;
      if (one.at === one.to) {
        one.origin?.give(undefined);
        await settle();
        assert.equal(one.flight.over && one.flight.failure === undefined, true);
        landed++;
        end(one);
      }
    } else if (what < 15 && one !== undefined) {
      const failure = new Error('m');
      one.origin?.give(failure);
      await settle();
      assert.equal(one.flight.failure, failure);
      end(one);
    } else if (what < 17 && one !== undefined && one.readers > 0) {
      one.readers--;
      one.flight.leave();
      const landing = one.to - one.at <= 1;
      assert.equal(one.flight.over, one.readers === 0 && !landing);
      assert.equal(one.origin?.signal.aborted, one.flight.over);
      if (one.flight.over) {
        one.origin?.give(new Error('aborted'));
        await settle();
        end(one);
      }
    } else if (what === 17) {
      clock.ms += next(200);
    } else if (what === 18) {
      const etag = meta.etag ?? '';
      const entry = known.get(ref.key);
      switch (next(6)) {
        case 0:
          versions[which] = next(3);
          break;
        case 1:
          directory.forget(ref);
          missed.delete(ref.key);
          known.delete(ref.key);
          break;
        case 2:
          directory.missing(ref);
          known.delete(ref.key);
          missed.set(ref.key, clock.ms);
          break;
        case 3:
          directory.confirm(ref, meta);
          if (entry?.etag === etag) entry.at = clock.ms;
          break;
        default:
          directory.learn(ref, meta);
          known.set(ref.key, { etag, at: clock.ms });
          missed.delete(ref.key);
      }
    }

    // The state of everything, seen from outside.
    const missedAt = missed.get(ref.key) ?? Number.NEGATIVE_INFINITY;
    if (clock.ms - missedAt < MISS_MS) {
      assert.throws(() => directory.find(ref), { code: 'object_not_found' });
    } else {
      const found = directory.find(ref);
      const entry = known.get(ref.key);
      assert.equal(found?.meta.etag, entry?.etag);
      if (entry) assert.equal(found?.age === 'fresh', clock.ms - entry.at < TTL);
    }
    const stats = cache.stats();
    assert.equal(stats.reserved, reserved * BLOCK_BYTES);
    assert.ok(stats.bytes + stats.reserved <= cache.capacity);
    assert.equal(flights.count(), air.length);
    const index = next(BLOCKS);
    const found = flights.find(versionKey(ref, meta), index);
    assert.equal(found, bringing(ref, meta, index)?.flight);
    if (cache.has(keyOf(ref, meta, index))) {
      assert.ok(complete.has(keyOf(ref, meta, index)));
    }
  }
  t.ok(launched > 5000, `${launched} flights`);
  t.ok(landed > 1000, `${landed} landed`);
  t.ok(hits > 1000, `${hits} hits`);
});

function arrivalOf(
  wanted: Wanted,
  etag: string | undefined,
  signal: AbortSignal,
  bodies: Body[],
): Arrival {
  assert.ok('start' in wanted);
  let give: Body['give'] = () => {};
  const given = (): Promise<Uint8Array | Error | undefined> =>
    new Promise((resolve) => {
      give = resolve;
    });
  bodies.push({ signal, give: (block) => give(block) });
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const block = await given();
      if (block === undefined) return;
      if (block instanceof Error) throw block;
      yield block;
    }
  }
  const meta = metaOf({ size: BLOCKS * BLOCK_BYTES, etag });
  return { meta, span: wanted, bytes: bytes(), cancel: () => {} };
}
