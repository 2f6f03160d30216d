import t from 'tap';
import { collect } from '../../src/origin/collect.ts';

const bounds = { maxBytes: 3, withinMs: 60_000 };

function bodyOf(lengths: number[]) {
  const state = { discarded: false };
  return {
    state,
    next: async () => {
      const length = lengths.shift();
      return length === undefined ? undefined : new Uint8Array(length).fill(length);
    },
    discard: () => {
      state.discarded = true;
    },
    finished: Promise.resolve(0),
  };
}

t.test('collect() joins all chunks, up to the bound', async (t) => {
  t.same([...(await collect(bodyOf([2, 1]), bounds))], [2, 2, 1]);
  t.equal((await collect(bodyOf([]), bounds)).length, 0);
});

t.test('collect() gives up beyond the bound', async (t) => {
  const body = bodyOf([2, 2, 2]);
  await t.rejects(collect(body, bounds), { code: 'origin_invalid' });
  t.equal(body.state.discarded, true);
});

/** Gives a byte whenever it is asked, and never ends but by `discard()`. */
function tricklingBody() {
  let discarded = false;
  return {
    next: () =>
      new Promise<Uint8Array>((resolve, reject) => {
        if (discarded) reject(new DOMException('given up', 'AbortError'));
        else setImmediate(() => resolve(new Uint8Array(1)));
      }),
    discard: () => {
      discarded = true;
    },
    finished: Promise.resolve(0),
  };
}

t.test('collect() gives up a body that trickles, and one that falls silent', async (t) => {
  const soon = { maxBytes: 2 ** 40, withinMs: 20 };
  await t.rejects(collect(tricklingBody(), soon), { code: 'origin_timeout' });
  let leave = (_reason: Error): void => {};
  const silent = {
    next: () => new Promise<Uint8Array>((_, reject) => (leave = reject)),
    discard: () => leave(new DOMException('given up', 'AbortError')),
    finished: Promise.resolve(0),
  };
  await t.rejects(collect(silent, soon), { code: 'origin_timeout' });
});

t.test('collect() passes on what the body throws', async (t) => {
  const gone = new Error('the viewer left');
  const body = { ...bodyOf([]), next: () => Promise.reject(gone) };
  await t.rejects(collect(body, bounds), gone);
});
