import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import {
  alignToBlocks,
  BLOCK_BYTES,
  blockAt,
  blockKey,
  blockSpan,
  cutPieces,
  joinPieces,
  lengthOfPieces,
  versionKey,
} from '../../src/object/block.ts';
import { metaOf } from '../fixtures/origin-double.ts';

t.test('BLOCK_BYTES is 64 KiB', async (t) => {
  t.equal(BLOCK_BYTES, 65536);
});

t.test('blockAt() counts from 0, a block beginning at its first byte', async (t) => {
  t.equal(blockAt(0), 0);
  t.equal(blockAt(65535), 0);
  t.equal(blockAt(65536), 1);
  t.equal(blockAt(2 ** 50), 2 ** 34, 'positions beyond 32 bits');
});

t.test('blockSpan() ends the last block with the object', async (t) => {
  t.strictSame(blockSpan(0, 100), { start: 0, end: 100 });
  t.strictSame(blockSpan(0, 65536), { start: 0, end: 65536 });
  t.strictSame(blockSpan(1, 65537), { start: 65536, end: 65537 });
});

t.test('alignToBlocks() is the smallest run of whole blocks around a span (property)', async () => {
  const sizes = fc.integer({ min: 1, max: 10 * BLOCK_BYTES });
  await fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(), (size, a, b) => {
      const start = a % size;
      const end = start + 1 + (b % (size - start));
      const aligned = alignToBlocks({ start, end }, size);
      assert.equal(aligned.start, blockSpan(blockAt(start), size).start);
      assert.equal(aligned.end, blockSpan(blockAt(end - 1), size).end);
      assert.ok(aligned.start <= start && end <= aligned.end && aligned.end <= size);
    }),
    { numRuns: 1000 },
  );
});

t.test('versionKey() and blockKey() tell apart whatever differs', async (t) => {
  const ref = { bucket: 'films', key: 'a' };
  const meta = metaOf({ size: 10, etag: '"x"' });
  const keys = [
    blockKey(versionKey(ref, meta), 0),
    blockKey(versionKey(ref, meta), 1),
    blockKey(versionKey({ ...ref, key: 'b' }, meta), 0),
    blockKey(versionKey({ ...ref, bucket: 'film', key: 'sa' }, meta), 0),
    blockKey(versionKey(ref, { ...meta, etag: '"y"' }), 0),
  ];
  t.equal(new Set(keys).size, keys.length);
});

t.test('versionKey() takes another size for another version, as sameVersion() does', async (t) => {
  const ref = { bucket: 'films', key: 'a' };
  const meta = metaOf({ size: 10, etag: '"x"' });
  t.not(versionKey(ref, meta), versionKey(ref, { ...meta, size: 11 }));
  t.equal(versionKey(ref, meta), versionKey(ref, { ...meta, contentType: 'video/mp4' }));
});

t.test('cutPieces() and joinPieces() give the very bytes, the first uncopied', async () => {
  const piece = fc.uint8Array({ minLength: 1, maxLength: 9 });
  await fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.nat(60), fc.nat(60), (pieces, a, b) => {
      const [start, end] = a < b ? [a, b] : [b, a];
      const all = Buffer.concat(pieces);
      const cut = cutPieces(pieces, start, end);
      assert.deepEqual(Buffer.concat(cut), all.subarray(start, end));
      const own = new Set<ArrayBufferLike>(pieces.map(({ buffer }) => buffer));
      for (const part of cut) assert.ok(part.length > 0 && own.has(part.buffer));
      assert.equal(lengthOfPieces(cut), Math.max(0, Math.min(end, all.length) - start));
      const [joined] = joinPieces(pieces);
      assert.deepEqual(joined, all);
      assert.equal(joined?.buffer.byteLength, all.length);
    }),
    { numRuns: 5000 },
  );
});
