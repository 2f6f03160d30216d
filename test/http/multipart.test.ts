import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { contentRange, type Multipart, multipartBody } from '../../src/http/multipart.ts';
import type { Span } from '../../src/span.ts';
import { parseMultipart } from '../fixtures/multipart-parser.ts';

const assemble = (multipart: Multipart, object: Uint8Array): Buffer =>
  Buffer.concat(
    multipart.pieces.map((piece) =>
      piece instanceof Uint8Array ? piece : object.subarray(piece.start, piece.end),
    ),
  );

t.test('contentRange() writes inclusive positions', async (t) => {
  t.equal(contentRange({ start: 0, end: 1 }, 1), 'bytes 0-0/1');
  t.equal(contentRange({ start: 10, end: 20 }, 100), 'bytes 10-19/100');
  t.throws(() => contentRange({ start: 4, end: 4 }, 100), RangeError);
});

t.test('multipartBody() writes what RFC 9110 section 14.6 shows', async (t) => {
  const object = Buffer.from('0123456789');
  const spans = [
    { start: 0, end: 2 },
    { start: 9, end: 10 },
  ];
  const multipart = multipartBody(spans, 10, 'video/mp4', 'SEP');
  t.equal(multipart.contentType, 'multipart/byteranges; boundary=SEP');
  t.equal(
    assemble(multipart, object).toString(),
    [
      '--SEP',
      'Content-Type: video/mp4',
      'Content-Range: bytes 0-1/10',
      '',
      '01',
      '--SEP',
      'Content-Type: video/mp4',
      'Content-Range: bytes 9-9/10',
      '',
      '9',
      '--SEP--',
      '',
    ].join('\r\n'),
  );
});

/** Bytes that like to look like delimiters. */
const object = fc
  .array(
    fc.oneof(
      fc.constantFrom('\r\n', '--', '\r\n--', '--SEP', '\r\n\r\n', 'Content-Type: x', '\0'),
      fc.string({ minLength: 1, maxLength: 4 }),
    ),
    { minLength: 1, maxLength: 20 },
  )
  .map((parts) => Buffer.from(parts.join('')));

const spansOf = (size: number): fc.Arbitrary<Span[]> =>
  fc
    .uniqueArray(fc.nat(size), { minLength: 2, maxLength: 12 })
    .map((cuts) => cuts.sort((a, b) => a - b))
    .map((cuts) =>
      cuts.flatMap((start, n): Span[] => {
        const end = cuts[n + 1];
        return n % 2 === 0 && end !== undefined ? [{ start, end }] : [];
      }),
    );

t.test('multipartBody() parses back to its spans and keeps its length (property)', async () => {
  const cases = object.chain((bytes) => fc.tuple(fc.constant(bytes), spansOf(bytes.length)));
  fc.assert(
    fc.property(cases, ([bytes, spans]) => {
      const size = bytes.length;
      const multipart = multipartBody(spans, size, 'video/mp4', 'firstbyte-0b5cd8e1');
      const body = assemble(multipart, bytes);
      assert.equal(body.length, multipart.length);
      const parts = parseMultipart(multipart.contentType, body);
      assert.deepEqual(
        parts.map((part) => [part.headers.get('content-range'), part.bytes.toString('latin1')]),
        spans.map(({ start, end }) => [
          `bytes ${start}-${end - 1}/${size}`,
          bytes.subarray(start, end).toString('latin1'),
        ]),
      );
      assert.ok(parts.every((part) => part.headers.get('content-type') === 'video/mp4'));
    }),
    { numRuns: 10_000 },
  );
});
