import fc from 'fast-check';
import t from 'tap';
import { decodeUpload, encodeUpload, isMediaType } from '../../src/upload/upload-id.ts';
import { uploadOf } from '../fixtures/upload.ts';

const MiB = 1024 ** 2;
const raw = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const FIELDS = [1, 'films', 'a', 'id', 5, 8 * MiB, 'video/mp4', 1_800_000_000, 0, ''];

t.test('decodeUpload() reads what encodeUpload() writes', async (t) => {
  fc.assert(
    fc.property(
      fc.record({
        key: fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }),
        storageId: fc.string({ minLength: 1, maxLength: 100 }),
        length: fc.integer({ min: 0, max: 80_000 * MiB }),
        partBytes: fc.integer({ min: 8, max: 64 }).map((mib) => mib * MiB),
        onlyNew: fc.boolean(),
      }),
      ({ key, ...given }) => {
        const upload = uploadOf({ ...given, ref: { bucket: 'films', key } });
        t.same(decodeUpload(encodeUpload(upload) ?? ''), upload);
      },
    ),
  );
});

t.test('decodeUpload() takes nothing that is out of bounds', async (t) => {
  t.ok(decodeUpload(raw(FIELDS)));
  const strays: [number, unknown][] = [
    [0, 2],
    [1, ''],
    [1, 5],
    [1, 'b'.repeat(256)],
    [1, '..'],
    [1, 'films/2026'],
    [1, 'films\na'],
    [2, ''],
    [2, 'k'.repeat(1025)],
    [2, 'a\0b'],
    [2, 'a\ud800'],
    [3, ''],
    [3, '\ud800'],
    [4, -1],
    [4, 1.5],
    [4, 80_000 * MiB + 1],
    [5, 1],
    [5, 8 * MiB + 1],
    [5, 65 * MiB],
    [6, 'video'],
    [6, 'video/mp4\r\nX: y'],
    [7, 0],
    [7, 10 ** 12],
    [8, 2],
    [8, true],
    [9, 'm'.repeat(2049)],
    [9, 'name YQ==\r\nSet-Cookie: a=b'],
    [9, '✓'],
    [10, 'more'],
  ];
  for (const [at, value] of strays) {
    const fields = [...FIELDS];
    fields[at] = value as string;
    t.equal(decodeUpload(raw(fields)), undefined, `${at}: ${String(value).slice(0, 20)}`);
  }
});

t.test('decodeUpload() takes each upload in one spelling only', async (t) => {
  const id = raw(FIELDS);
  for (const other of ['', 'x', `${id}=`, `${id}!`, raw({}), raw('a'), raw(FIELDS.slice(1))]) {
    t.equal(decodeUpload(other), undefined, other);
  }
  const spaced = Buffer.from(JSON.stringify(FIELDS, null, 1)).toString('base64url');
  t.equal(decodeUpload(spaced), undefined);
});

t.test('decodeUpload() survives anything', async () => {
  fc.assert(fc.property(fc.string(), (text) => decodeUpload(text) === undefined));
  fc.assert(fc.property(fc.json(), (json) => decodeUpload(raw(json)) === undefined));
});

t.test('encodeUpload() refuses what no URL could hold', async (t) => {
  const key = '\u0001'.repeat(1024);
  t.equal(encodeUpload(uploadOf({ ref: { bucket: 'films', key } })), undefined);
});

t.test('isMediaType() takes what may stand in a header', async (t) => {
  for (const type of ['video/mp4', 'text/vtt; charset=utf-8', 'application/vnd.apple.mpegurl']) {
    t.ok(isMediaType(type), type);
  }
  for (const type of [
    '',
    'video',
    'video/',
    '/mp4',
    'a/b\r\nc: d',
    'vidéo/mp4',
    'a/b;\tc=d',
    'a/b c\u0000',
  ]) {
    t.notOk(isMediaType(type), type);
  }
});
