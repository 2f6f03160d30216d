import t from 'tap';
import { literal, sequence, sourceOf } from '../../src/object/source.ts';
import { collect } from '../../src/view/collect.ts';

const someone = () => new AbortController().signal;
const bytes = (...values: number[]) => Uint8Array.from(values);

t.test('collect() puts the first bytes of a source together', async (t) => {
  const source = () => sequence([() => literal(bytes(1, 2)), () => literal(bytes(3, 4, 5))]);
  for (const length of [0, 1, 2, 3, 5]) {
    t.strictSame(
      await collect(source(), length, someone()),
      bytes(1, 2, 3, 4, 5).subarray(0, length).slice(),
    );
  }
  const slow = sourceOf(
    (async function* () {
      yield bytes(1);
      yield bytes(2, 3);
    })(),
  );
  t.strictSame(await collect(slow, 2, someone()), bytes(1, 2));
});

t.test('collect() fails as its source does, and when that ends too soon', async (t) => {
  await t.rejects(collect(literal(bytes(1)), 2, someone()), { message: /only 1 came/ });
  const failing = { pull: () => Promise.reject(new Error('gone')), close: () => {} };
  await t.rejects(collect(failing, 1, someone()), { message: 'gone' });
});

t.test('collect() ends with its signal, whatever the source does', async (t) => {
  const leaving = new AbortController();
  const collecting = collect(
    { pull: () => new Promise<void>(() => {}), close: () => {} },
    1,
    leaving.signal,
  );
  leaving.abort(new Error('left'));
  await t.rejects(collecting, { message: 'left' });
});
