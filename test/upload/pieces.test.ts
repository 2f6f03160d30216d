import t from 'tap';
import { piecesOf } from '../../src/upload/pieces.ts';

const silent = () => {
  let returned = false;
  return {
    wasLeft: () => returned,
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise<IteratorResult<Uint8Array>>(() => {}),
      return: async () => {
        returned = true;
        return { done: true as const, value: undefined };
      },
    }),
  };
};

async function* body(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

t.test('piecesOf() gives what the body gives', async (t) => {
  const got: string[] = [];
  for await (const piece of piecesOf(body('a', 'b'), new AbortController().signal)) {
    got.push(String(piece));
  }
  t.same(got, ['a', 'b']);
});

t.test('piecesOf() leaves a silent body when it is aborted', async (t) => {
  const leaving = new AbortController();
  const source = silent();
  const next = piecesOf(source, leaving.signal).next();
  leaving.abort(new Error('enough'));
  await t.rejects(next, { message: 'enough' });
  t.ok(source.wasLeft());
});

t.test('piecesOf() throws what the body throws', async (t) => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('a');
    throw new Error('broke off');
  }
  const pieces = piecesOf(broken(), new AbortController().signal);
  await pieces.next();
  await t.rejects(pieces.next(), { message: 'broke off' });
});
