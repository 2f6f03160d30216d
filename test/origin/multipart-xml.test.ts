import { createHash } from 'node:crypto';
import t from 'tap';
import {
  multipartEtag,
  readCompletion,
  readPartsPage,
  readUploadId,
  writePartList,
} from '../../src/origin/multipart-xml.ts';
import { readPartList } from '../../src/store/part-list.ts';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const part = (number: number, etag: string) => ({ number, size: 1, etag });
const invalid = { code: 'origin_invalid' };

t.test('readUploadId() wants an id', async (t) => {
  const answer = (id: string) =>
    `<?xml version="1.0"?><InitiateMultipartUploadResult xmlns="x"><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`;
  t.equal(readUploadId(answer('2~a&amp;b')), '2~a&b');
  for (const text of [answer(''), '', '<InitiateMultipartUploadResult/>', '<html></html>']) {
    t.throws(() => readUploadId(text), invalid, text);
  }
});

t.test('readPartsPage() reads parts and where the next page begins', async (t) => {
  const one =
    '<Part><PartNumber>7</PartNumber><ETag>&quot;a&quot;</ETag><Size>5242880</Size></Part>';
  const page = (inner: string) => `<ListPartsResult>${inner}</ListPartsResult>`;
  t.strictSame(readPartsPage(page(`<IsTruncated>false</IsTruncated>${one}`)), {
    parts: [{ number: 7, size: 5_242_880, etag: '"a"' }],
    next: undefined,
  });
  const more = '<IsTruncated>true</IsTruncated><NextPartNumberMarker>7</NextPartNumberMarker>';
  t.equal(readPartsPage(page(more + one)).next, 7);
  t.strictSame(readPartsPage(page('')).parts, []);
  const bad = ['', page('<Part/>'), page('<IsTruncated>true</IsTruncated>')];
  bad.push(page('<Part><PartNumber>x</PartNumber><Size>1</Size></Part>'));
  for (const text of bad) t.throws(() => readPartsPage(text), invalid, text);
});

t.test('writePartList() is read by a store, in the order of the numbers', async (t) => {
  const list = writePartList([part(10, '"b<&>"'), part(2, 'a')]);
  t.match(list, '<ETag>&quot;b&lt;&amp;&gt;&quot;</ETag>');
  t.strictSame(readPartList(list), [
    { number: 2, etag: 'a' },
    { number: 10, etag: 'b<&>' },
  ]);
});

t.test('readCompletion() tells success from what only began like it', async (t) => {
  const done = (etag: string) =>
    `<CompleteMultipartUploadResult>${etag}</CompleteMultipartUploadResult>`;
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
  const cases: [text: string, completion: object][] = [
    [done('<ETag>&quot;a-1&quot;</ETag>'), { etag: '"a-1"' }],
    [done('<ETag>a-1</ETag>'), { etag: '"a-1"' }],
    [done('<ETag></ETag>'), { etag: undefined }],
    [done(''), { etag: undefined }],
    [`${declaration}\n \n\n ${done('<ETag>"a"</ETag>')}`, { etag: '"a"' }],
    [`\n \n${done('<ETag>"a"</ETag>')}`, { etag: '"a"' }],
    [`${declaration}\n  <Error><Code>SlowDown</Code></Error>`, { s3Code: 'SlowDown' }],
    ['<Error xmlns="x"><Code>In ternal</Code></Error>', { s3Code: 'InternalError' }],
    ['<Error/>', { s3Code: 'InternalError' }],
  ];
  for (const [text, completion] of cases) t.strictSame(readCompletion(text), completion, text);
  for (const text of ['', ' ', '<html></html>']) t.throws(() => readCompletion(text), invalid);
});

t.test('multipartEtag() is the MD5 of the MD5s, where they are any', async (t) => {
  const bytes = Buffer.from(md5('a') + md5('b'), 'hex');
  const expected = `"${createHash('md5').update(bytes).digest('hex')}-2"`;
  t.equal(multipartEtag([part(2, md5('b')), part(1, `"${md5('a')}"`)]), expected);
  t.equal(multipartEtag([part(1, `"${md5('a')}"`), part(2, '"x"')]), undefined);
});
