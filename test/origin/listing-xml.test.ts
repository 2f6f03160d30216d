import fc from 'fast-check';
import t from 'tap';
import { readBuckets, readListing } from '../../src/origin/listing-xml.ts';

const page = (
  inner: string,
  head = '<EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>',
) =>
  `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${head}${inner}</ListBucketResult>`;
const entry = (key: string, size = '5') =>
  `<Contents><Key>${key}</Key><Size>${size}</Size></Contents>`;
const keys = (xml: string) => readListing(xml).objects.map((object) => object.key);

t.test('readListing() reads a page of Ceph', async (t) => {
  const xml = page(
    '<Name>probe</Name><Prefix></Prefix><MaxKeys>4</MaxKeys><Delimiter>/</Delimiter>' +
      '<CommonPrefixes><Prefix>l%20x/</Prefix></CommonPrefixes><CommonPrefixes><Prefix>m/</Prefix></CommonPrefixes>' +
      '<Contents><Key>a%2Fb%20c%2B.mp4</Key><LastModified>2026-11-22T10:57:50.177Z</LastModified>' +
      '<ETag>&quot;d41d8&quot;</ETag><Size>5368709120</Size><StorageClass>STANDARD</StorageClass><Type>Normal</Type></Contents>' +
      '<NextContinuationToken>t/a b+c&amp;d%.x</NextContinuationToken><KeyCount>3</KeyCount>',
    '<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>',
  );
  t.same(readListing(xml), {
    objects: [
      {
        key: 'a/b c+.mp4',
        size: 5368709120,
        etag: '"d41d8"',
        lastModified: Date.UTC(2026, 10, 22, 10, 57, 50, 177),
      },
    ],
    prefixes: ['l x/', 'm/'],
    next: 't/a b+c&d%.x',
  });
});

t.test('readListing() decodes keys of AWS and MinIO, where a plus is a space', async (t) => {
  t.same(keys(page(entry('a/b+c%2B%25.mp4'))), ['a/b c+%.mp4']);
  t.same(keys(page(entry('00123') + entry('1e5') + entry('true'))), ['00123', '1e5', 'true']);
  t.same(keys(page(entry('+') + entry('%01') + entry('%0A'))), [' ', '\u0001', '\n']);
  t.same(keys(page(entry('ok') + entry('bad%FF') + entry('%'))), ['ok', 'bad\ufffd', '%']);
});

t.test('readListing() takes keys as they are when they were not encoded', async (t) => {
  const plain = '<IsTruncated>false</IsTruncated>';
  t.same(keys(page(entry('a+b%20&amp; c '), plain)), ['a+b%20& c ']);
});

t.test('readListing() gives back every key that either kind of store encodes', async () => {
  const ceph = (key: string) =>
    encodeURIComponent(key).replace(/%(2[1789A]|24|7C)/g, (hex) => decodeURIComponent(hex));
  const aws = (key: string) =>
    new URLSearchParams({ key }).toString().slice('key='.length).replaceAll('%2F', '/');
  const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll("'", '&apos;');
  const any = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(any, fc.constantFrom(ceph, aws), (given, encode) => {
      const got = keys(page(given.map((key) => entry(escapeXml(encode(key)))).join('')));
      return got.length === given.length && got.every((key, i) => key === given[i]);
    }),
    { numRuns: 10_000 },
  );
});

t.test('readListing() refuses pages that make no sense', async (t) => {
  const truncated = '<IsTruncated>true</IsTruncated>';
  const broken = [
    page('', ''),
    page('', truncated),
    page('<Contents><Size>5</Size></Contents>'),
    page('<Contents><Key>a</Key></Contents>'),
    page(entry('a', '-5')),
    page(entry('a', '5.5')),
    page(entry('a', '99999999999999999999')),
    page('<CommonPrefixes></CommonPrefixes>'),
    '<html><body>captive portal</body></html>',
  ];
  for (const xml of broken) t.throws(() => readListing(xml), { code: 'origin_invalid' }, xml);
});

t.test('readListing() keeps an entry whose tag or date is odd', async (t) => {
  const odd =
    '<Contents><Key>a</Key><Size>0</Size><ETag>a b</ETag><LastModified>soon</LastModified></Contents>';
  t.same(readListing(page(odd)).objects, [
    { key: 'a', size: 0, etag: undefined, lastModified: undefined },
  ]);
  t.same(readListing(page('')), { objects: [], prefixes: [], next: undefined });
  t.equal(
    readListing(page('<NextContinuationToken>x</NextContinuationToken>')).next,
    undefined,
    'not truncated',
  );
});

t.test('readBuckets() names the buckets', async (t) => {
  const xml =
    '<ListAllMyBucketsResult><Owner><ID>o</ID></Owner><Buckets>' +
    '<Bucket><Name>123</Name><CreationDate>2026-11-22T10:57:50Z</CreationDate></Bucket>' +
    '<Bucket><Name>films</Name></Bucket></Buckets></ListAllMyBucketsResult>';
  t.same(readBuckets(xml), [
    { name: '123', created: Date.UTC(2026, 10, 22, 10, 57, 50) },
    { name: 'films', created: undefined },
  ]);
  t.same(readBuckets('<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>'), []);
  t.same(readBuckets('<ListAllMyBucketsResult/>'), []);
  t.throws(() => readBuckets('<Error/>'), { code: 'origin_invalid' });
});
