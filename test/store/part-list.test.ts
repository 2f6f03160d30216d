import t from 'tap';
import {
  chooseParts,
  MAX_PARTS,
  pageOf,
  readPartList,
  readPartNumber,
} from '../../src/store/part-list.ts';

const part = (number: string, etag: string): string =>
  `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`;
const list = (...parts: string[]): string =>
  `<CompleteMultipartUpload xmlns="x">${parts.join('')}</CompleteMultipartUpload>`;

t.test('readPartList() reads one part or many, quoted or not', async (t) => {
  t.strictSame(readPartList(list(part('1', '&quot;a&quot;'))), [{ number: 1, etag: 'a' }]);
  t.strictSame(readPartList(`<?xml version="1.0"?>\n${list(part('1', '"a"'), part('10', 'b'))}`), [
    { number: 1, etag: 'a' },
    { number: 10, etag: 'b' },
  ]);
});

t.test('readPartList() refuses everything else', async (t) => {
  const bad = ['', 'x', '<a', list(), list(part('0', 'a')), list(part('x', 'a')), '<Other/>'];
  bad.push(list('<Part><PartNumber>1</PartNumber></Part>'), list('<Part/>'), list('text'));
  bad.push(list(...Array.from({ length: MAX_PARTS + 1 }, (_, i) => part(String(i + 1), 'a'))));
  bad.push(`<!DOCTYPE x [<!ENTITY a "b"><!ENTITY a SYSTEM "file:///etc/passwd">]>${list('&a;')}`);
  for (const xml of bad)
    t.throws(() => readPartList(xml), { code: 'MalformedXML' }, xml.slice(0, 60));
});

t.test('readPartNumber() takes 1 to 10,000', async (t) => {
  t.equal(readPartNumber('1'), 1);
  t.equal(readPartNumber('10000'), 10_000);
  for (const text of ['0', '10001', '-1', '1.5', '', 'x', '1e2', undefined, 1]) {
    t.equal(readPartNumber(text), undefined, String(text));
  }
});

t.test(
  'chooseParts() wants ascending numbers and the right ETags, and takes no other part',
  async (t) => {
    const stored = [1, 2, 3].map((number) => ({ number, md5: `m${number}`, path: `p${number}` }));
    const named = (...parts: [number, string][]) =>
      parts.map(([number, etag]) => ({ number, etag }));
    const chosen = chooseParts(named([1, 'm1'], [3, 'm3']), stored);
    t.strictSame(
      chosen.map(({ path }) => path),
      ['p1', 'p3'],
    );
    t.throws(() => chooseParts(named([2, 'm2'], [1, 'm1']), stored), { code: 'InvalidPartOrder' });
    t.throws(() => chooseParts(named([1, 'm1'], [1, 'm1']), stored), { code: 'InvalidPartOrder' });
    t.throws(() => chooseParts(named([4, 'm4']), stored), { code: 'InvalidPart' });
    t.throws(() => chooseParts(named([1, 'm2']), stored), { code: 'InvalidPart' });
  },
);

t.test('pageOf() leads through all parts, page by page', async (t) => {
  const stored = Array.from({ length: 2500 }, (_, i) => ({
    number: i * 4 + 1,
    md5: `m${i}`,
    path: `p${i}`,
  }));
  for (const limit of [undefined, '1', '700', '5000']) {
    const seen: number[] = [];
    const most = Math.min(1000, Number(limit ?? 1000));
    for (let after: number | undefined = 0; after !== undefined; ) {
      const query: [string, string][] = [['part-number-marker', String(after)]];
      if (limit !== undefined) query.push(['max-parts', limit]);
      const { page, truncated } = pageOf(limit === '1' ? stored.slice(0, 3) : stored, query);
      t.ok(page.length <= most);
      seen.push(...page.map(({ number }) => number));
      after = truncated ? page.at(-1)?.number : undefined;
    }
    const all = stored.slice(0, limit === '1' ? 3 : undefined);
    t.strictSame(
      seen,
      all.map(({ number }) => number),
    );
  }
  t.match(pageOf(stored, [['max-parts', '0']]), { page: [], truncated: false });
  for (const name of ['max-parts', 'part-number-marker']) {
    t.throws(() => pageOf(stored, [[name, 'x']]), { code: 'InvalidArgument' }, name);
    t.equal(pageOf(stored, [[name, '']]).page.length, 1000);
  }
});
