import fc from 'fast-check';
import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { createMemory } from '../../src/upload/memory.ts';
import { createUploads } from '../../src/upload/uploads.ts';
import { watchRejections } from '../fixtures/rejections.ts';
import { gate, standstill } from '../fixtures/server.ts';
import { noise } from '../fixtures/uploading.ts';
import { createWriterDouble } from '../fixtures/writer-double.ts';

const MiB = 1024 ** 2;
const REF = { bucket: 'films', key: 'a.mp4' };
const BYTES = noise(40 * MiB + 5);

async function* body(bytes: Uint8Array, pieceBytes = MiB) {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

const setUp = (memoryBytes = 128 * MiB) => {
  const writer = createWriterDouble();
  const memory = createMemory(memoryBytes);
  const uploads = createUploads({
    writer,
    memory,
    giveUp: (ref, id) => writer.abort(ref, id, new AbortController().signal),
  });
  const leaving = new AbortController();
  const store = (
    bytes: AsyncIterable<Uint8Array>,
    length: number | undefined,
    condition?: { ifNoneMatch: '*' },
  ) =>
    uploads.store(REF, bytes, {
      length,
      contentType: 'video/mp4',
      condition,
      signal: leaving.signal,
    });
  /** Fails the test when memory is not given back. */
  const free = () => memory.reserve(memoryBytes)();
  return { writer, memory, store, leaving, free };
};

t.test('store() takes what fits into one part in one request, and the rest in parts', async (t) => {
  const cases: [number, boolean, string[]][] = [
    [0, true, ['put']],
    [0, false, ['put']],
    [8 * MiB, true, ['put']],
    [16 * MiB, false, ['put']],
    [8 * MiB + 1, true, ['begin', 'putPart 1', 'putPart 2', 'complete']],
    [16 * MiB + 1, false, ['begin', 'putPart 1', 'putPart 2', 'complete']],
    [40 * MiB + 5, false, ['begin', 'putPart 1', 'putPart 2', 'putPart 3', 'complete']],
  ];
  for (const [length, isAnnounced, calls] of cases) {
    const { writer, store, free } = setUp();
    const bytes = BYTES.subarray(0, length);
    const stored = await store(body(bytes), isAnnounced ? length : undefined);
    t.equal(stored.size, length);
    t.type(stored.etag, 'string');
    t.same(writer.calls, calls, `${length} bytes, ${isAnnounced ? '' : 'not '}announced`);
    t.ok(writer.objects.get('films/a.mp4')?.bytes.equals(bytes));
    t.equal(writer.objects.get('films/a.mp4')?.contentType, 'video/mp4');
    free();
  }
});

t.test('store() gives the object that was sent, however it was cut', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 20 * MiB }),
      fc.integer({ min: 100_000, max: 20 * MiB }),
      fc.boolean(),
      async (length, pieceBytes, isAnnounced) => {
        const { writer, store } = setUp();
        const bytes = BYTES.subarray(0, length);
        await store(body(bytes, pieceBytes), isAnnounced ? length : undefined);
        t.ok(writer.objects.get('films/a.mp4')?.bytes.equals(bytes));
      },
    ),
    { numRuns: 15 },
  );
});

t.test('store() takes neither more nor fewer bytes than were announced', async (t) => {
  for (const [announced, came] of [
    [5, 4],
    [5, 6],
    [20 * MiB, 20 * MiB - 1],
    [20 * MiB, 20 * MiB + 1],
  ] as const) {
    const { writer, store, free } = setUp();
    await t.rejects(store(body(BYTES.subarray(0, came)), announced), { code: 'body_invalid' });
    t.equal(writer.objects.size, 0);
    t.equal(writer.unfinished(), 0);
    free();
  }
});

t.test('store() leaves nothing behind, whatever fails', async (t) => {
  watchRejections(t);
  const error = new GatewayError('origin_timeout', 'late');
  for (const call of ['begin', 'putPart', 'complete'] as const) {
    const { writer, store, free } = setUp();
    writer.failNext(call, error);
    await t.rejects(store(body(BYTES), BYTES.length), { code: 'origin_timeout' }, call);
    t.equal(writer.unfinished(), 0, call);
    free();
  }
  const { writer, store, free } = setUp();
  async function* broken() {
    yield BYTES.subarray(0, 20 * MiB);
    throw new Error('it broke off');
  }
  await t.rejects(store(broken(), BYTES.length), { message: 'it broke off' });
  t.equal(writer.unfinished(), 0);
  free();
});

t.test(
  'store() ends when the viewer leaves, or the storage fails, also while nothing comes',
  async (t) => {
    watchRejections(t);
    for (const who of ['viewer', 'storage']) {
      const { writer, store, leaving, free } = setUp();
      const door = gate();
      writer.hold('putPart', door.opened);
      async function* silent() {
        yield BYTES.subarray(0, 9 * MiB);
        await new Promise(() => {});
      }
      const storing = store(silent(), BYTES.length);
      storing.catch(() => {});
      await standstill(() => writer.calls.length);
      writer.failNext('putPart', new Error('storage'));
      if (who === 'viewer') leaving.abort(new Error('viewer'));
      else door.open(undefined);
      await t.rejects(storing, { message: who });
      t.equal(writer.unfinished(), 0);
      free();
    }
  },
);

t.test('store() reads no further than two parts ahead of the storage', async (t) => {
  const { writer, store } = setUp();
  const door = gate();
  writer.hold('putPart', door.opened);
  let read = 0;
  async function* counted() {
    for await (const piece of body(BYTES)) {
      read += piece.length;
      yield piece;
    }
  }
  const storing = store(counted(), BYTES.length);
  await standstill(() => read);
  t.equal(read, 17 * MiB, 'two parts, and the piece that waits');
  door.open(undefined);
  await storing;
});

t.test('store() refuses what there is no memory for, before it reads', async (t) => {
  const { memory, store } = setUp();
  memory.reserve(120 * MiB);
  async function* unread(): AsyncGenerator<Uint8Array> {
    t.fail('it was read');
    yield BYTES;
  }
  await t.rejects(store(unread(), BYTES.length), { code: 'overloaded', status: 503 });
  await store(body(BYTES.subarray(0, 8 * MiB)), 8 * MiB);
});

t.test('store() passes the condition on', async (t) => {
  const { writer, store } = setUp();
  await store(body(BYTES.subarray(0, 5)), 5);
  for (const length of [5, 20 * MiB]) {
    const storing = store(body(BYTES.subarray(0, length)), length, { ifNoneMatch: '*' });
    await t.rejects(storing, { code: 'precondition_failed' });
  }
  t.equal(writer.unfinished(), 0);
});
