import t from 'tap';
import { createMemory, isOf, type Note, notesIn } from '../../static/upload/memory.js';

function note(url: string, about: Partial<Note> = {}): Note {
  const plain = { bucket: 'films', key: 'a/b.mp4', size: 7, lastModified: 1, type: '' };
  return { ...plain, onlyNew: true, url: `/uploads/${url}`, ...about };
}

/** One browser: a storage and locks for all its pages. */
function browser(text: string | null = null) {
  let stored = text;
  const waiting = new Map<string, (() => void)[]>();
  const request = async (name: string, taken: () => Promise<void>): Promise<void> => {
    const line = waiting.get(name) ?? [];
    waiting.set(name, line);
    await new Promise<void>((go) => {
      line.push(go);
      if (line.length === 1) go();
    });
    await taken();
    line.shift();
    line[0]?.();
  };
  return {
    storage: () => ({
      getItem: () => stored,
      setItem(_: string, value: string) {
        stored = value;
      },
    }),
    locks: { request } as unknown as LockManager,
    stored: () => JSON.parse(stored ?? '[]') as Note[],
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

t.test('notesIn() takes what can be used, and no address elsewhere', async (t) => {
  const good = note('x');
  for (const bad of [
    null,
    7,
    {},
    { ...good, size: -1 },
    { ...good, key: 7 },
    { ...good, lastModified: null },
    { ...good, url: 'https://evil.example/uploads/x' },
    { ...good, url: '//evil.example/uploads/x' },
  ]) {
    t.strictSame(notesIn([bad, good]), [good], JSON.stringify(bad));
  }
  t.strictSame(notesIn({ 0: good }), []);
  t.equal(notesIn(Array.from({ length: 60 }, () => good)).length, 50);
});

t.test('isOf() wants the same name, size and date', async (t) => {
  const file = { name: 'b.mp4', size: 7, lastModified: 1 };
  t.ok(isOf(note('x'), file));
  t.ok(isOf(note('x', { key: 'b.mp4' }), file));
  t.notOk(isOf(note('x', { key: 'ab.mp4' }), file), 'the end of a name is no name');
  t.notOk(isOf(note('x'), { ...file, size: 8 }));
  t.notOk(isOf(note('x'), { ...file, lastModified: 2 }));
});

t.test('keep() remembers the latest fifty, each once, and forget() one', async (t) => {
  const { storage, stored } = browser();
  const memory = createMemory(storage, undefined);
  for (let n = 0; n < 60; n += 1) memory.keep(note(`${n}`));
  memory.keep(note('58', { size: 9 }));
  t.equal(stored().length, 50);
  t.equal(stored()[0]?.size, 9);
  t.equal(memory.all().filter(({ url }) => url === '/uploads/58').length, 1);
  memory.forget('/uploads/58');
  t.equal(memory.all().length, 49);
});

t.test('keep() stores nothing but what is needed to go on', async (t) => {
  const { storage, stored } = browser();
  createMemory(storage, undefined).keep(Object.assign(note('x'), { words: 'secret', file: {} }));
  t.strictSame(stored(), [note('x')]);
});

t.test('storage that is broken, full or forbidden is done without', async (t) => {
  t.strictSame(createMemory(browser('{').storage, undefined).all(), []);
  const forbidden = createMemory(() => {
    throw new Error('no');
  }, undefined);
  forbidden.keep(note('x'));
  forbidden.forget('/uploads/x');
  t.strictSame(forbidden.all(), []);
});

t.test('free() offers an upload to one page at a time, and what is done to none', async (t) => {
  const { storage, locks } = browser();
  const found: string[] = [];
  const page = () => createMemory(storage, locks);
  const first = page();
  first.keep(note('done'));
  first.keep(note('left'));
  await settled();
  const second = page();
  second.free(({ url }) => found.push(url));
  await settled();
  t.strictSame(found, [], 'the first page has them');
  first.free(({ url }) => found.push(url));
  await settled();
  t.strictSame(found, [], 'and its own are not offered to it');
  first.forget('/uploads/done');
  await settled();
  t.strictSame(found, []);
});

t.test('free() offers what another page leaves behind', async (t) => {
  const { storage, locks } = browser();
  const found: string[] = [];
  const [first, second] = [createMemory(storage, locks), createMemory(storage, locks)];
  first.keep(note('left'));
  await settled();
  second.free(({ url }) => found.push(url));
  // A page that goes lets go of its locks, and what it noted stays.
  const notes = storage().getItem();
  first.forget('/uploads/left');
  storage().setItem('', notes ?? '');
  await settled();
  t.strictSame(found, ['/uploads/left']);
});
