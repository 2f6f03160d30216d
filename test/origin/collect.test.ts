import t from 'tap';
import { collect } from '../../src/origin/collect.ts';

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
  t.same([...(await collect(bodyOf([2, 1]), 3))], [2, 2, 1]);
  t.equal((await collect(bodyOf([]), 3)).length, 0);
});

t.test('collect() gives up beyond the bound', async (t) => {
  const body = bodyOf([2, 2, 2]);
  await t.rejects(collect(body, 3), { code: 'origin_invalid' });
  t.equal(body.state.discarded, true);
});
