import t from 'tap';
import {
  literal,
  type Pulled,
  primed,
  type Source,
  sequence,
  sourceOf,
} from '../../src/object/source.ts';
import { watchRejections } from '../fixtures/rejections.ts';
import { gate } from '../fixtures/server.ts';
import { drain } from '../fixtures/sources.ts';

watchRejections(t);

const never = new AbortController().signal;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** A source that answers as told, and counts how often it was closed. */
const scripted = (...answers: (Pulled | Error)[]) => {
  const state = { pulls: 0, closed: 0 };
  const source: Source = {
    pull() {
      const answer = answers[state.pulls++];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    close() {
      state.closed++;
    },
  };
  return { state, source };
};

async function* words(...all: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const word of all) yield Buffer.from(word);
}

t.test('sourceOf() gives what the iterable gives, in order', async (t) => {
  t.equal(text(await drain(sourceOf(words('ab', 'c', 'def')))), 'abcdef');
  t.equal(text(await drain(sourceOf(words()))), '');
});

t.test('sourceOf() asks for nothing before its turn', async (t) => {
  let made = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for (;;) {
      made++;
      yield Buffer.from('x');
    }
  }
  const source = sourceOf(counted());
  t.equal(made, 0);
  await source.pull();
  t.equal(made, 1);
  t.ok(Array.isArray(source.pull()));
  t.equal(made, 1, 'to take what is here asks for nothing more');
  source.close();
});

t.test('sourceOf() passes a failure on through the promise', async (t) => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('x');
    throw new Error('m');
  }
  await t.rejects(drain(sourceOf(failing())), { message: 'm' });
});

t.test('sourceOf() frees the iterable when closed, once, whatever that throws', async (t) => {
  let freed = 0;
  const iterable = {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: false, value: Buffer.from('x') }) as const,
      return: async () => {
        freed++;
        throw new Error('nobody is told');
      },
    }),
  };
  const source = sourceOf(iterable);
  await source.pull();
  source.close();
  source.close();
  t.equal(freed, 1);
});

t.test('sequence() makes each source when its turn comes, and closes it after', async (t) => {
  const made: string[] = [];
  const parts = ['one', 'two', 'three'].map((word) => () => {
    made.push(word);
    const source = literal(Buffer.from(word));
    return { ...source, close: () => made.push(`-${word}`) };
  });
  const source = sequence(parts);
  t.strictSame(made, []);
  t.equal(text(await drain(source)), 'onetwothree');
  t.strictSame(made, ['one', '-one', 'two', '-two', 'three', '-three']);
  t.equal(source.pull(), undefined, 'the end stays the end');
});

t.test('sequence() closes the current source and makes no other after', async (t) => {
  const { state, source: first } = scripted([Buffer.from('a')]);
  let others = 0;
  const source = sequence([
    () => first,
    () => {
      others++;
      return literal(Buffer.from('b'));
    },
  ]);
  source.pull();
  source.close();
  source.close();
  t.equal(state.closed, 1);
  t.equal(source.pull(), undefined);
  t.equal(others, 0);
  sequence([]).close();
});

t.test('literal() gives its bytes once, and none after it was closed', async (t) => {
  t.equal(text(await drain(literal(Buffer.from('abc')))), 'abc');
  const closed = literal(Buffer.from('abc'));
  closed.close();
  t.equal(closed.pull(), undefined);
});

t.test('primed() waits for the first bytes, and gives them and the rest', async (t) => {
  const more = gate();
  const { state, source } = scripted(
    more.opened,
    [Buffer.from('ab'), Buffer.from('c')],
    Promise.resolve(),
    [Buffer.from('d')],
    undefined,
  );
  const waiting = primed(source, never);
  more.open();
  const ready = await waiting;
  t.equal(state.pulls, 2, 'no further than that');
  t.equal(text(await drain(ready)), 'abcd');
  t.equal(state.closed, 1);
});

t.test('primed() throws what the first pull throws, and closes the source', async (t) => {
  for (const answer of [new Error('m'), Promise.reject(new Error('m'))]) {
    const { state, source } = scripted(answer);
    await t.rejects(primed(source, never), { message: 'm' });
    t.equal(state.closed, 1);
  }
});

t.test('primed() ends with the viewer, who may have left before it began', async (t) => {
  const departure = new AbortController();
  const { state, source } = scripted(new Promise<void>(() => {}));
  const waiting = primed(source, departure.signal);
  departure.abort(new Error('left'));
  await t.rejects(waiting, { message: 'left' });
  t.equal(state.closed, 1);

  const late = scripted(Promise.reject(new Error('nobody waits for this')));
  await t.rejects(primed(late.source, departure.signal), { message: 'left' });
  t.equal(late.state.closed, 1);
});

t.test('primed() of nothing is nothing', async (t) => {
  t.equal((await drain(await primed(literal(Buffer.alloc(0)), never))).length, 0);
  const { source } = scripted(undefined);
  t.equal((await primed(source, never)).pull(), undefined);
});
