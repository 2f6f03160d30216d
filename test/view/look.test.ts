import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { BLOCK_BYTES } from '../../src/object/block.ts';
import { openLook } from '../../src/view/look.ts';
import { createEngine, type EngineOptions, REF, settle } from '../fixtures/engine.ts';
import { bytesOf } from '../fixtures/origin-double.ts';
import { watchRejections } from '../fixtures/rejections.ts';
import { gate } from '../fixtures/server.ts';

watchRejections(t);

const B = BLOCK_BYTES;
const someone = () => new AbortController().signal;

const setUp = (
  options: EngineOptions = {},
  later = (run: () => void): void => run(),
  tail = 8 * B,
) => {
  const engine = createEngine({ blocks: 200, chunkBlocks: 16, windowBlocks: 64, ...options });
  const { objects, tools, double } = engine;
  const open = (known = false, signal = someone()) =>
    openLook(
      { objects, chunkBytes: tools.chunkBytes, tails: { guess: () => tail }, later },
      REF,
      known ? engine.meta : undefined,
      signal,
    );
  const wanted = () => double.reads.map((read) => read.wanted);
  return { ...engine, open, wanted };
};

t.test('openLook() asks for both ends in one turn', async (t) => {
  for (const known of [false, true]) {
    const { open, double, wanted, meta } = setUp();
    const answers = gate();
    double.onRead = () => answers.opened;
    const opening = open(known);
    const reading = known ? opening.then((look) => look.read({ start: 0, end: 16 })) : undefined;
    await settle();
    const tail = known ? { start: 192 * B, end: meta.size } : { suffix: 9 * B - 1 };
    const ends = [{ start: 0, end: B }, tail];
    t.strictSame(known ? wanted().toReversed() : wanted(), ends);
    answers.open();
    const look = await opening;
    await reading;
    t.equal(look.meta.size, meta.size);
    look.close();
    await settle();
    t.equal(double.held(), 0);
  }
});

t.test(
  'openLook() asks for the tail when the head is on its way, and not when it is over',
  async (t) => {
    for (const closed of [false, true]) {
      const turns: (() => void)[] = [];
      const { open, wanted, double } = setUp({}, (run) => void turns.push(run));
      const look = await open();
      t.strictSame(wanted(), [{ start: 0, end: B }]);
      if (closed) look.close();
      for (const run of turns) run();
      await settle();
      t.equal(wanted().length, closed ? 1 : 2);
      look.close();
      await settle();
      t.equal(double.held(), 0);
    }
  },
);

t.test('read() gives the bytes of any span, and none of them is asked for twice', async (t) => {
  const { open, double, meta } = setUp();
  const look = await open();
  for (const [start, end] of [
    [0, 16],
    [100, 116],
    [B - 8, B + 8],
    [150 * B, 150 * B + 16],
    [meta.size - 16, meta.size],
    [150 * B, meta.size],
  ] as const) {
    t.ok(bytesOf({ start, end }).equals(await look.read({ start, end })), `[${start}, ${end})`);
  }
  look.close();
  await settle();
  const asked = double.reads.reduce((sum, { taken }) => sum + taken, 0);
  t.ok(asked <= 2 * B + 50 * B + B, `${asked / B} blocks`);
  t.equal(double.held(), 0);
});

t.test('read() asks for what follows the media in one request, not for each header', async (t) => {
  const { open, wanted, meta } = setUp();
  const look = await open();
  await look.read({ start: 180 * B, end: 180 * B + 16 });
  t.strictSame(wanted().at(-1), { start: 180 * B, end: 192 * B }, 'up to the tail');
  await look.read({ start: 20 * B, end: 20 * B + 16 });
  t.strictSame(wanted().at(-1), { start: 20 * B, end: 21 * B }, 'far from the end: a header');
  t.equal(meta.size, 200 * B);
  look.close();
});

t.test('read() of the head does not wait for the tail', async (t) => {
  const { open, double } = setUp();
  const tail = gate();
  double.onRead = (nth) => (nth === 2 ? tail.opened : undefined);
  const look = await open();
  t.ok(bytesOf({ start: 0, end: 16 }).equals(await look.read({ start: 0, end: 16 })));
  t.equal(double.reads[1]?.signal.aborted, false);
  let here = false;
  const reading = look.read({ start: 195 * B, end: 195 * B + 16 }).then(() => {
    here = true;
  });
  await settle();
  t.equal(here, false);
  t.equal(double.reads.length, 2, 'what the tail brings is not asked for twice');
  tail.open();
  await reading;
  t.equal(double.reads.length, 2);
  look.close();
});

t.test('read() goes on without a tail that fails, and fails as its own bytes do', async (t) => {
  const { open, double } = setUp();
  const down = () => {
    throw new GatewayError('origin_unreachable', 'm');
  };
  double.onRead = (nth) => {
    if (nth === 2) down();
  };
  const look = await open();
  await look.read({ start: 195 * B, end: 195 * B + 16 });
  double.onRead = down;
  await t.rejects(look.read({ start: 100 * B, end: 100 * B + 16 }), { code: 'origin_unreachable' });
  look.close();
  t.equal(double.held(), 0);
  const gone = setUp();
  gone.double.onRead = down;
  await t.rejects(gone.open(), { code: 'origin_unreachable' });
});

t.test('close() lets go of what is on its way', async (t) => {
  const { open, double } = setUp({ pieceBytes: 1000 });
  const body = gate();
  double.onPiece = (position) => (position >= 1000 ? body.opened : undefined);
  const leaving = new AbortController();
  const look = await open(false, leaving.signal);
  leaving.abort(new Error('left'));
  look.close();
  look.close();
  await settle();
  t.equal(double.reads[1]?.signal.aborted, true);
  t.equal(double.reads[0]?.signal.aborted, false, 'a block that is begun is worth finishing');
  body.open();
  await settle();
  t.equal(double.held(), 0);
});

t.test('openLook() tells whether anything had to be waited for', async (t) => {
  const { open, meta } = setUp();
  const first = await open();
  t.equal(first.waited, true);
  await first.read({ start: meta.size - 16, end: meta.size });
  first.close();
  const again = await open();
  await again.read({ start: 0, end: 16 });
  await again.read({ start: meta.size - 16, end: meta.size });
  t.equal(again.waited, false);
  await again.read({ start: 100 * B, end: 100 * B + 16 });
  t.equal(again.waited, true);
  again.close();
});

t.test('openLook() works with chunks of one block, and with no cache', async (t) => {
  for (const options of [{ chunkBlocks: 1 }, { capacityBlocks: 0 }]) {
    const { open, double, meta } = setUp(options);
    const look = await open();
    for (const start of [0, 100 * B + 7, meta.size - 16]) {
      const span = { start, end: start + 16 };
      t.ok(bytesOf(span).equals(await look.read(span)));
    }
    look.close();
    await settle();
    t.equal(double.held(), 0);
  }
});

t.test('openLook() asks for no tail where none is expected to be needed', async (t) => {
  const { open, wanted, meta } = setUp({}, undefined, 0);
  const look = await open();
  const span = { start: meta.size - 100, end: meta.size };
  t.ok(bytesOf(span).equals(await look.read(span)));
  t.strictSame(wanted(), [
    { start: 0, end: B },
    { start: 199 * B, end: meta.size },
  ]);
  look.close();
});
