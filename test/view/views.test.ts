import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { BLOCK_BYTES } from '../../src/object/block.ts';
import type { Opened } from '../../src/object/opened.ts';
import type { FirstRange } from '../../src/object/opening.ts';
import type { Span } from '../../src/span.ts';
import { REF, settle } from '../fixtures/engine.ts';
import { metaOf } from '../fixtures/origin-double.ts';
import { watchRejections } from '../fixtures/rejections.ts';
import { gate } from '../fixtures/server.ts';
import { drain } from '../fixtures/sources.ts';
import type { SparseObject } from '../fixtures/sparse-object.ts';
import { wholeOf } from '../fixtures/tiny-film.ts';
import { createViewHouse, type ViewHouseOptions } from '../fixtures/view-house.ts';
import { noise, viewOf, wideFilm } from '../fixtures/wide-film.ts';

watchRejections(t);

const B = BLOCK_BYTES;
/** Who never leaves. */
const someone = () => new AbortController().signal;

const BEHIND = wideFilm('ftyp', 'mdat', noise(40 * B), 'moov');
const IN_FRONT = wideFilm('ftyp', 'moov', noise(40 * B), 'mdat');

const setUp = (film: SparseObject, options: ViewHouseOptions = {}) => {
  const house = createViewHouse({ film, ...options });
  const { views, double } = house;
  const open = (
    range?: FirstRange,
    wanted = true,
    signal = someone(),
    ref = REF,
  ): Promise<Opened> => views.open(ref, range, wanted, signal);
  /** As a route does. */
  const read = async (span: Span): Promise<Buffer> => {
    const opened = await open({ first: span.start, last: span.end - 1 });
    try {
      return await drain(opened.read(span));
    } finally {
      opened.close();
    }
  };
  const wanted = () => double.reads.map((one) => one.wanted);
  return { ...house, open, read, wanted };
};

const whole = (size: number): Span => ({ start: 0, end: size });

t.test('open() shows a film whose index is behind its media with the index in front', async (t) => {
  const view = await viewOf(BEHIND);
  const { open } = setUp(BEHIND);
  const opened = await open();
  t.equal(opened.meta.size, view.size);
  t.equal(opened.meta.etag, '"v0-view1"');
  t.equal(opened.meta.lastModified, undefined);
  t.ok((await drain(opened.read(whole(view.size)))).equals(wholeOf(view)));
  opened.close();
});

t.test('open() shows everything else as it is stored', async (t) => {
  for (const film of [
    IN_FRONT,
    wideFilm('ftyp', 'mdat', noise(B)),
    wideFilm('ftyp', { is: 'mdat', header: 'open' }),
    wideFilm({ raw: Buffer.from('<!doctype html>') }),
  ]) {
    const { open, meta } = setUp(film);
    for (const when of ['cold', 'known']) {
      const opened = await open();
      t.equal(opened.meta, meta, when);
      t.ok((await drain(opened.read(whole(film.size)))).equals(wholeOf(film)), when);
      opened.close();
    }
  }
});

t.test('open() asks for both ends of a cold film before either has answered', async (t) => {
  const { open, double, wanted } = setUp(BEHIND);
  const answers = [gate(), gate()];
  double.onRead = (nth) => answers[nth - 1]?.opened;
  const opening = open({ first: 0, last: undefined });
  await settle();
  t.strictSame(wanted(), [{ start: 0, end: 16 * B }, { suffix: 9 * B - 1 }]);
  answers[0]?.open();
  await settle();
  answers[1]?.open();
  const opened = await opening;
  t.equal(opened.knowledge, 'flown');
  t.equal(double.reads.length, 2, 'the index came with the tail');
  const view = await viewOf(BEHIND);
  t.ok((await drain(opened.read(whole(view.size)))).equals(wholeOf(view)));
  opened.close();
  await settle();
  t.equal(double.held(), 0);
  const asked = double.reads.map(({ span }) => span ?? whole(0));
  t.ok(asked.reduce((sum, { start, end }) => sum + end - start, 0) < BEHIND.size + B);
});

t.test('open() of a film with its index in front waits for its head alone', async (t) => {
  const { open, double, wanted } = setUp(IN_FRONT);
  const tail = gate();
  double.onRead = (nth) => (nth === 2 ? tail.opened : undefined);
  const opened = await open({ first: 0, last: undefined });
  t.strictSame(wanted(), [{ start: 0, end: 16 * B }, { suffix: 9 * B - 1 }]);
  t.equal(double.reads[1]?.signal.aborted, true, 'the tail is left at once');
  t.equal(double.reads[0]?.signal.aborted, false);
  t.equal(opened.knowledge, 'flown');
  t.ok((await drain(opened.read(whole(IN_FRONT.size)))).equals(wholeOf(IN_FRONT)));
  opened.close();
  tail.open();
  await settle();
  t.equal(double.held(), 0);
});

t.test('open() waits for no more of the head than the headers', async (t) => {
  const { open, double } = setUp(IN_FRONT, { pieceBytes: 100 });
  const rest = gate();
  double.onPiece = (position) => (position >= 100 ? rest.opened : undefined);
  const opened = await open();
  const source = opened.read(whole(IN_FRONT.size));
  t.equal((source.pull() as Uint8Array[])[0]?.length, 100);
  source.close();
  opened.close();
  rest.open();
});

t.test('open() in the middle of a cold film asks for it beside both ends', async (t) => {
  const { open, wanted } = setUp(IN_FRONT);
  const opened = await open({ first: 20 * B, last: undefined });
  t.strictSame(wanted(), [
    { start: 20 * B, end: 36 * B },
    { start: 0, end: B },
    { suffix: 9 * B - 1 },
  ]);
  const span = { start: 20 * B, end: 22 * B };
  t.ok((await drain(opened.read(span))).equals(IN_FRONT.read(span)));
  opened.close();

  const view = await viewOf(BEHIND);
  const behind = setUp(BEHIND);
  t.ok((await behind.read(span)).equals(view.read(span)));
});

t.test(
  'open() fetches an index that begins before the tail, and no byte of it twice',
  async (t) => {
    const moov = { padding: 'free', bytes: 20 * B };
    const film = wideFilm('ftyp', 'mdat', noise(40 * B), 'moov', moov);
    const view = await viewOf(film);
    const { open, double } = setUp(film);
    const opened = await open({ first: 0, last: 0 });
    t.equal(opened.meta.size, view.size);
    opened.close();
    const spans = double.reads.map(({ span }) => span ?? whole(0));
    for (const [i, one] of spans.entries()) {
      for (const other of spans.slice(i + 1)) {
        t.ok(one.end <= other.start + B || other.end <= one.start + B, 'but for a partial block');
      }
    }
  },
);

t.test('open() learns once for all who ask at the same time', async (t) => {
  const view = await viewOf(BEHIND);
  const { read, double } = setUp(BEHIND);
  const spans = Array.from({ length: 30 }, (_, i) => ({ start: i * 100, end: i * 100 + 5 * B }));
  const got = await Promise.all(spans.map(read));
  t.ok(got.every((bytes, i) => bytes.equals(view.read(spans[i] ?? whole(0)))));
  const suffixes = double.reads.filter(({ wanted }) => 'suffix' in wanted);
  t.equal(suffixes.length, 1);
});

t.test(
  'open() knows the view afterwards, and opens with the very bytes that are wanted',
  async (t) => {
    const view = await viewOf(BEHIND);
    const { read, open, double, wanted } = setUp(BEHIND);
    await read({ start: 0, end: 10 });
    const before = double.reads.length;
    const opened = await open({ first: 0, last: 9 });
    t.equal(opened.knowledge, 'known');
    t.equal(opened.look([{ start: 0, end: 10 }]), 'hit');
    t.equal(double.reads.length, before, 'nothing is asked again');
    opened.close();
    const span = { start: 30 * B, end: 30 * B + 10 };
    t.ok((await read(span)).equals(view.read(span)));
    const [asked] = wanted().slice(before);
    const shift = view.size - BEHIND.size;
    t.equal(shift, 0);
    t.match(asked, { start: 29 * B });
  },
);

t.test('open() tells HEAD what GET is told', async (t) => {
  const view = await viewOf(BEHIND);
  const cold = setUp(BEHIND);
  const head = await cold.open(undefined, false);
  t.equal(head.meta.size, view.size);
  t.equal(head.meta.etag, '"v0-view1"');
  t.equal(head.knowledge, 'flown', 'the origin was asked');
  head.close();
  t.strictSame(cold.wanted(), [{ start: 0, end: B }, { suffix: 9 * B - 1 }]);
  t.equal(cold.double.heads.length, 0);
  const again = await cold.open(undefined, false);
  t.equal(again.knowledge, 'known');
  t.strictSame((await cold.open()).meta, again.meta);
  t.equal(cold.double.reads.length, 2);
});

t.test('open() shows a film by its type when the key does not tell', async (t) => {
  const view = await viewOf(BEHIND);
  const { views } = setUp(BEHIND, { meta: { contentType: 'video/mp4; codecs="avc1"' } });
  const ref = { ...REF, key: 'no-ending' };
  for (const wanted of [true, false]) {
    const opened = await views.open(ref, undefined, wanted, someone());
    t.equal(opened.meta.size, view.size);
    t.ok((await drain(opened.read(whole(view.size)))).equals(wholeOf(view)));
    opened.close();
  }
});

t.test('open() leaves alone what cannot be put together from several reads', async (t) => {
  for (const etag of ['W/"v0"', undefined]) {
    const { open, double } = setUp(BEHIND, { meta: { etag } });
    const opened = await open();
    t.equal(opened.meta.size, BEHIND.size);
    t.equal(opened.meta.etag, etag);
    t.ok((await drain(opened.read(whole(BEHIND.size)))).equals(wholeOf(BEHIND)));
    opened.close();
    await settle();
    t.equal(double.held(), 0);
  }
  const empty = setUp(wideFilm());
  t.equal((await empty.open()).meta.size, 0);
  t.equal((await empty.open(undefined, false)).meta.etag, '"v0"');
});

t.test('open() has the same view when memory is full of what cannot be evicted', async (t) => {
  const view = await viewOf(BEHIND);
  const { open, cache, double, read } = setUp(BEHIND);
  await read({ start: 0, end: 10 });
  cache.reserve(cache.capacity - cache.stats().reserved);
  const opened = await open({ first: 0, last: undefined });
  t.ok((await drain(opened.read(whole(view.size)))).equals(wholeOf(view)));
  opened.close();
  await settle();
  t.equal(double.held(), 0);

  const full = setUp(BEHIND);
  full.cache.reserve(full.cache.capacity);
  await t.rejects(full.open(), { code: 'overloaded' }, 'never the stored bytes for once');
  await settle();
  t.equal(full.double.held(), 0);
});

t.test('open() fails as reading the film fails, and remembers no failure', async (t) => {
  for (const nth of [1, 3]) {
    const film = wideFilm('ftyp', 'mdat', noise(40 * B), 'moov', {
      padding: 'free',
      bytes: 20 * B,
    });
    const { open, double } = setUp(film);
    double.onRead = (n) => {
      if (n >= nth) throw new GatewayError('origin_unreachable', 'm');
    };
    await t.rejects(open(), { code: 'origin_unreachable' });
    await settle();
    t.equal(double.held(), 0);
    double.onRead = () => {};
    t.equal((await open()).meta.etag, '"v0-view1"');
  }
  const tailless = setUp(IN_FRONT);
  tailless.double.onRead = (n) => {
    if (n === 2) throw new GatewayError('origin_unreachable', 'm');
  };
  t.equal((await tailless.open()).meta.size, IN_FRONT.size, 'a tail nobody needs may fail');
});

t.test(
  'open() ends with its viewer, and with the last one gives up all it asked for',
  async (t) => {
    const { open, double } = setUp(BEHIND);
    const answers = gate();
    double.onRead = () => answers.opened;
    const departures = [new AbortController(), new AbortController()];
    const openings = departures.map(async ({ signal }) => {
      await open(undefined, true, signal);
    });
    departures[0]?.abort(new Error('left'));
    await t.rejects(openings[0] ?? Promise.resolve(), { message: 'left' });
    t.ok(
      double.reads.every(({ signal }) => !signal.aborted),
      'others wait for it',
    );
    departures[1]?.abort(new Error('left too'));
    await t.rejects(openings[1] ?? Promise.resolve(), { message: 'left too' });
    t.ok(double.reads.every(({ signal }) => signal.aborted));
    answers.open();
    await settle();
    t.equal(double.held(), 0);
    double.onRead = () => {};
    t.equal((await open()).meta.etag, '"v0-view1"', 'who comes later starts afresh');
  },
);

t.test('open() goes by the version that is there', async (t) => {
  const { open, read, double, clock, views } = setUp(BEHIND, { ttlMs: 10 });
  await read({ start: 0, end: 10 });
  const { size } = IN_FRONT;
  double.object = { meta: metaOf({ size, etag: '"v1"' }), version: 1, read: IN_FRONT.read };
  clock.ms += 1000;
  const changed = await open();
  t.equal(changed.meta.etag, '"v1"');
  t.ok((await drain(changed.read(whole(size)))).equals(wholeOf(IN_FRONT)));
  changed.close();
  const meta = metaOf({ size: BEHIND.size, etag: '"v2"' });
  double.object = { meta, version: 2, read: BEHIND.read };
  views.forget(REF);
  t.equal((await open()).meta.etag, '"v2-view1"');
});

t.test('open() never mixes versions when the object changes while it is looked into', async (t) => {
  const other = wideFilm('ftyp', noise(3 * B), 'mdat', noise(30 * B), 'moov');
  const views = [wholeOf(await viewOf(BEHIND)), wholeOf(await viewOf(other))];
  for (const nth of [1, 2, 3, 4]) {
    const { open, double } = setUp(BEHIND);
    double.onRead = (n) => {
      if (n !== nth) return;
      const meta = metaOf({ size: other.size, etag: '"v1"' });
      double.object = { meta, version: 1, read: other.read };
    };
    const outcome = await open().then(
      async (opened) => {
        const bytes = await drain(opened.read(whole(opened.meta.size))).catch((e: unknown) => e);
        if (!Buffer.isBuffer(bytes)) return (bytes as GatewayError).code;
        return bytes.equals(views[opened.meta.etag === '"v0-view1"' ? 0 : 1] ?? Buffer.alloc(0));
      },
      (error: GatewayError) => error.code,
    );
    t.ok(outcome === true || outcome === 'object_changed', `${nth}: ${outcome}`);
  }
});

t.test('open() then read() give any slice of the view (property)', async () => {
  const films = [BEHIND, wideFilm('mdat', noise(3 * B), 'moov', noise(3 * B), 'mdat')];
  const views = await Promise.all(films.map(async (film) => wholeOf(await viewOf(film))));
  for (const [i, film] of films.entries()) {
    const view = views[i] ?? Buffer.alloc(0);
    const house = setUp(film, { capacityBlocks: 400 });
    const near = fc.constantFrom(0, 20, 28, 36, 500, film.size - 500, film.size, B, 2 * B);
    const position = fc
      .tuple(near, fc.integer({ min: -40, max: 40 }))
      .map(([at, off]) => Math.min(Math.max(0, at + off), view.length - 1));
    await fc.assert(
      fc.asyncProperty(position, position, fc.boolean(), async (a, b, cold) => {
        const { read } = cold ? setUp(film) : house;
        const span = { start: Math.min(a, b), end: Math.max(a, b) + 1 };
        assert((await read(span)).equals(view.subarray(span.start, span.end)));
      }),
      { numRuns: 300 },
    );
  }
});
