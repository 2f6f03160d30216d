import t from 'tap';
import { deliver } from '../../src/origin/delivery.ts';

/** A body of `chunks`; counts how often it was pulled and given up. */
function bodyOf(chunks: string[]) {
  const counts = { pulled: 0, discarded: 0 };
  return {
    counts,
    next: async () => {
      counts.pulled += 1;
      const chunk = chunks.shift();
      return chunk === undefined ? undefined : Buffer.from(chunk);
    },
    discard: () => {
      counts.discarded += 1;
    },
    finished: Promise.resolve(0),
  };
}
const never = new AbortController().signal;
const textOf = async (bytes: AsyncIterable<Uint8Array>) => {
  let text = '';
  for await (const chunk of bytes) text += Buffer.from(chunk).toString();
  return text;
};

t.test('deliver() hands over exactly the promised bytes', async (t) => {
  t.equal(await textOf(deliver(bodyOf(['ab', 'c']), 3, 's', never).bytes), 'abc');
  const long = bodyOf(['ab', 'cdef', 'gh']);
  t.equal(await textOf(deliver(long, 3, 's', never).bytes), 'abc', 'cut');
  t.same(long.counts, { pulled: 2, discarded: 1 }, 'nothing is read beyond, the rest is given up');
});

t.test('deliver() throws when the body is short', async (t) => {
  const arrival = deliver(bodyOf(['ab']), 3, 'Cannot read x', never);
  await t.rejects(textOf(arrival.bytes), {
    code: 'origin_truncated',
    message: 'Cannot read x: the origin sent 2 of 3 bytes',
  });
});

t.test('deliver() pulls nothing on its own', async (t) => {
  const body = bodyOf(['ab', 'c']);
  const iterator = deliver(body, 3, 's', never).bytes[Symbol.asyncIterator]();
  t.equal(body.counts.pulled, 0);
  await iterator.next();
  t.equal(body.counts.pulled, 1);
});

t.test('deliver() gives the body up when its reader leaves', async (t) => {
  const body = bodyOf(['ab', 'c']);
  for await (const _ of deliver(body, 3, 's', never).bytes) break;
  t.same(body.counts, { pulled: 1, discarded: 1 });
  const cancelled = bodyOf(['ab']);
  deliver(cancelled, 2, 's', never).cancel();
  t.same(cancelled.counts, { pulled: 0, discarded: 1 });
});

t.test('deliver() stops for an abort even if the bytes are here', async (t) => {
  const control = new AbortController();
  const iterator = deliver(bodyOf(['a', 'b']), 2, 's', control.signal).bytes[
    Symbol.asyncIterator
  ]();
  await iterator.next();
  const reason = new Error('the viewer left');
  control.abort(reason);
  await t.rejects(iterator.next(), reason);
});
