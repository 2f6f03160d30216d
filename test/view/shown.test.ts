import t from 'tap';
import type { View } from '../../src/mp4/view.ts';
import { BLOCK_BYTES } from '../../src/object/block.ts';
import { showStored, showView } from '../../src/view/shown.ts';
import { createEngine, REF } from '../fixtures/engine.ts';
import { bytesOf } from '../fixtures/origin-double.ts';
import { drain } from '../fixtures/sources.ts';

const B = BLOCK_BYTES;
const INDEX = Buffer.alloc(1000, 'index');
const SIZE = 4 * B;

/** The first 100 bytes, 1000 literal ones, the rest but for the last 500. */
const VIEW: View = {
  size: SIZE + 500,
  pieces: [{ start: 0, end: 100 }, INDEX, { start: 100, end: SIZE - 500 }],
};

const setUp = () => {
  const engine = createEngine({ blocks: 4 });
  const opened = engine.objects.at(REF, engine.meta, new AbortController().signal);
  return { ...engine, opened, shown: showView(opened, VIEW, 'known') };
};

t.test('showView() has a size and a tag of its own, and no date', async (t) => {
  const { shown, opened } = setUp();
  t.strictSame(shown.meta, {
    ...opened.meta,
    size: VIEW.size,
    etag: '"v0-view1"',
    lastModified: undefined,
  });
  t.equal(shown.ref, REF);
  t.equal(shown.shared, true);
});

t.test('showView() reads literal bytes and those of the object, in order', async (t) => {
  const whole = Buffer.concat([
    bytesOf({ start: 0, end: 100 }),
    INDEX,
    bytesOf({ start: 100, end: SIZE - 500 }),
  ]);
  const { shown, double } = setUp();
  for (const [start, end] of [
    [0, VIEW.size],
    [0, 1],
    [99, 101],
    [100, 1100],
    [1099, 1101],
    [2 * B, 3 * B],
  ] as const) {
    t.ok((await drain(shown.read({ start, end }))).equals(whole.subarray(start, end)));
  }
  t.ok(
    double.reads.every(({ ifMatch }) => ifMatch === '"v0"'),
    'the origin knows no other tag',
  );
});

t.test('showView() tells where bytes would come from', async (t) => {
  const { shown, opened } = setUp();
  t.equal(shown.look([{ start: 100, end: 1100 }]), 'hit', 'all literal');
  t.equal(shown.look([{ start: 200, end: 2000 }]), 'partial', 'the beginning is literal');
  t.equal(shown.look([{ start: 0, end: 2000 }]), 'miss');
  t.equal(shown.look([{ start: 2 * B, end: 3 * B }]), 'miss');
  await drain(opened.read({ start: 0, end: B }));
  t.equal(shown.look([{ start: 0, end: 2000 }]), 'hit');
  t.equal(shown.look([{ start: 200, end: 2000 }]), 'hit');
  t.equal(shown.look([{ start: 0, end: 3 * B }]), 'partial');
});

t.test('showView() has the viewer wait out what fails behind bytes that it has', async (t) => {
  const begun: (boolean | undefined)[] = [];
  const { opened } = setUp();
  const watched: typeof opened = {
    ...opened,
    read: (span, later) => {
      begun.push(later);
      return opened.read(span, later);
    },
  };
  const shown = showView(watched, VIEW, 'known');
  await drain(shown.read({ start: 0, end: 1200 }));
  await drain(shown.read({ start: 500, end: 1200 }));
  await drain(shown.read({ start: 0, end: 10 }, true));
  t.strictSame(begun, [false, true, true, true]);
});

t.test('showStored() changes nothing but how it came to be known', async (t) => {
  const { opened, double } = setUp();
  t.equal(showStored(opened, 'known'), opened);
  const shown = showStored(opened, 'flown');
  t.equal(shown.knowledge, 'flown');
  t.equal(shown.meta, opened.meta);
  t.equal(shown.ref, opened.ref);
  t.equal(shown.shared, true);
  const span = { start: B, end: 2 * B };
  t.equal(shown.look([span]), 'miss');
  t.ok((await drain(shown.read(span))).equals(bytesOf(span)));
  t.equal(shown.look([span]), 'hit');
  shown.close();
  t.equal(double.held(), 0);
});
