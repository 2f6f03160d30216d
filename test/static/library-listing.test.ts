import t from 'tap';
import { Problem } from '../../static/catalog.js';
import { createListing } from '../../static/library/listing.js';
import { pagesOf } from '../../static/library/pages.js';
import {
  adviceOn,
  bareInWords,
  countInWords,
  lengthsInWords,
} from '../../static/library/sentences.js';

const page = (keys: readonly string[], cursor: string | null = null) => ({
  objects: keys.map((key) => ({ key, size: 1, etag: `"${key}"`, lastModified: null })),
  prefixes: [] as string[],
  cursor,
  writable: true,
});
type Page = ReturnType<typeof page>;

/** A listing whose pages come when the test says so. */
function house() {
  const asked: { cursor: string; answer: (page: Page) => void; fail: (error: Error) => void }[] =
    [];
  const failures: { problem: Problem; again: () => void }[] = [];
  let changes = 0;
  const listing = createListing({
    list: (_folder, cursor) =>
      new Promise((answer, fail) => {
        asked.push({ cursor, answer, fail });
      }),
    lengthOf: () => Number.NaN,
    changed: () => {
      changes += 1;
    },
    failed: (problem, again) => failures.push({ problem, again }),
  });
  const names = (): string[] => listing.shown().map(({ name }) => name);
  const settled = (): Promise<void> => new Promise((done) => setImmediate(done));
  return { asked, failures, listing, names, settled, changes: () => changes };
}

t.test('pagesOf() asks for one page after the other, and stops at its bound', async (t) => {
  const cursors: string[] = [];
  const list = async (cursor: string) => {
    cursors.push(cursor);
    return page(['a', 'b'], `${cursors.length}`);
  };
  const ends: boolean[] = [];
  for await (const { more, cut } of pagesOf(list, '', 0, 5)) ends.push(more, cut);
  t.strictSame(cursors, ['', '1', '2']);
  t.strictSame(ends, [true, false, true, false, false, true]);
});

t.test('createListing() shows pages as they come, and names the only film', async (t) => {
  const { asked, listing, names, settled } = house();
  const opened = listing.open({ bucket: 'b', prefix: '' });
  t.match(listing.state(), { known: false, more: true });
  asked[0]?.answer(page(['one.mp4', 'notes.txt']));
  t.match(await opened, { key: 'one.mp4' });
  await settled();
  t.match(listing.state(), { known: true, more: false, cut: false, writable: true });
  t.strictSame(names(), ['one.mp4', 'notes.txt']);

  const hollow = listing.open({ bucket: 'b', prefix: 'h/' });
  const { objects, ...rest } = page(['h/one.mp4']);
  asked[1]?.answer({ ...rest, objects: objects.map((one) => ({ ...one, size: 0 })) });
  t.equal(await hollow, null, 'an empty one cannot be watched');
  await settled();

  const long = listing.open({ bucket: 'b', prefix: 'x/' });
  asked[2]?.answer(page(['x/1.mp4'], 'next'));
  t.equal(await long, null, 'others may follow');
  await settled();
  t.equal(asked[3]?.cursor, 'next');
  t.strictSame(names(), ['1.mp4']);
});

t.test('createListing() goes on where it failed', async (t) => {
  const { asked, failures, listing, names, settled } = house();
  const opened = listing.open({ bucket: 'b', prefix: '' });
  asked[0]?.answer(page(['1.mp4'], 'next'));
  await opened;
  await settled();
  asked[1]?.fail(new Problem('Broke', 'off', 503));
  await settled();
  t.match(failures, [{ problem: { message: 'Broke', status: 503 } }]);
  failures[0]?.again();
  t.equal(asked[2]?.cursor, 'next');
  asked[2]?.answer(page(['2.mp4']));
  await settled();
  t.strictSame(names(), ['1.mp4', '2.mp4']);
});

t.test(
  'createListing() keeps a folder while it is read again, and then shows what is new',
  async (t) => {
    const { asked, listing, names, settled } = house();
    void listing.open({ bucket: 'b', prefix: '' });
    asked[0]?.answer(page(['1.mp4', '2.mp4']));
    await settled();
    void listing.open({ bucket: 'b', prefix: '' });
    listing.arrange({ q: '', sort: '-name' });
    t.strictSame(names(), ['2.mp4', '1.mp4']);
    asked[1]?.answer(page(['1.mp4'], 'next'));
    await settled();
    t.strictSame(names(), ['2.mp4', '1.mp4']);
    asked[2]?.answer(page(['3.mp4']));
    await settled();
    t.strictSame(names(), ['3.mp4', '1.mp4']);
  },
);

t.test('createListing() hears no page of a folder that was left', async (t) => {
  const { asked, failures, listing, names, settled } = house();
  const left = listing.open({ bucket: 'b', prefix: 'a/' });
  void listing.open({ bucket: 'b', prefix: 'b/' });
  asked[1]?.answer(page(['b/2.mp4']));
  asked[0]?.answer(page(['a/1.mp4']));
  await settled();
  t.equal(await left, null);
  t.strictSame(names(), ['2.mp4']);
  t.strictSame(failures, []);
});

t.test('countInWords() says how much there is, and whether more is coming', async (t) => {
  const all = (['folder', 'film', 'film', 'other'] as const).map((kind) => ({ kind }));
  const many = Array.from({ length: 8000 }, () => ({ kind: 'film' as const }));
  const known = { all, shown: 4, q: '', more: false, cut: false };
  for (const [about, words] of [
    [known, '2 films · 1 folder · 1 other object'],
    [{ ...known, q: 'x', shown: 1 }, '1 of 4'],
    [{ ...known, all: many, more: true }, '8,000 objects so far…'],
    [{ ...known, all: many, more: true, q: 'x', shown: 12 }, '12 of 8,000 so far…'],
    [{ ...known, all: many, cut: true }, '8,000 objects, and there are more'],
    [{ ...known, all: [] }, ''],
    [{ ...known, all: [], more: true }, ''],
  ] as const) {
    t.equal(countInWords(about), words);
  }
});

t.test('adviceOn() says what a person can do about a refusal', async (t) => {
  t.match(adviceOn(401), /sign in/);
  t.match(adviceOn(403), /another bucket/);
  t.match(adviceOn(404), /renamed/);
  t.match(adviceOn(503), /Wait/);
  t.equal(adviceOn(0), '');
});

t.test('lengthsInWords() says how many are known, and where the others are', async (t) => {
  t.equal(lengthsInWords({ known: 3, of: 12, isReading: true }), '3 of 12 lengths known so far…');
  t.equal(
    lengthsInWords({ known: 3, of: 12, isReading: false }),
    '3 of 12 lengths known, the others last',
  );
  t.equal(lengthsInWords({ known: 12, of: 12, isReading: false }), '');
  t.equal(lengthsInWords({ known: 0, of: 0, isReading: false }), '');
});

t.test('bareInWords() says why there is nothing', async (t) => {
  const about = { prefix: '', q: '', writable: false };
  t.match(bareInWords({ ...about, q: 'x' }), { title: 'Nothing found', detail: /“x”/ });
  t.match(bareInWords({ ...about, prefix: 'a/' }), { title: 'An empty folder', detail: /folder/ });
  t.match(bareInWords(about), { title: 'Nothing here yet', detail: /bucket/ });
  t.match(bareInWords({ ...about, writable: true }).detail, /^Drop films/);
});

t.test('createListing() sorts once more around what may not move', async (t) => {
  const { asked, listing, names, settled } = house();
  void listing.open({ bucket: 'b', prefix: '' });
  asked[0]?.answer(page(['1.mp4', '2.mp4', '3.mp4']));
  await settled();
  listing.arrange({ q: '', sort: '-length' });
  t.strictSame(names(), ['1.mp4', '2.mp4', '3.mp4']);
  listing.resort(({ name }) => name === '1.mp4');
  t.strictSame(names(), ['1.mp4', '2.mp4', '3.mp4']);
});
