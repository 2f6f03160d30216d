import fc from 'fast-check';
import t from 'tap';
import {
  bytesOfPart,
  LEAST_PART_BYTES,
  MOST_BYTES,
  MOST_PART_BYTES,
  MOST_PARTS,
  partBytesFor,
} from '../../src/upload/part-size.ts';

const MiB = 1024 ** 2;
const GiB = 1024 * MiB;

t.test('partBytesFor() is 8 MiB as long as 10000 of them suffice', async (t) => {
  t.equal(partBytesFor(0), 8 * MiB);
  t.equal(partBytesFor(80_000 * MiB), 8 * MiB);
  t.equal(partBytesFor(80_000 * MiB + 1), 9 * MiB);
  t.equal(partBytesFor(625 * GiB), 64 * MiB);
  t.equal(MOST_BYTES, 625 * GiB);
  t.equal(partBytesFor(undefined), 16 * MiB);
});

t.test('partBytesFor() refuses what is longer than 625 GiB', async (t) => {
  t.throws(() => partBytesFor(625 * GiB + 1), { code: 'body_too_large' });
});

t.test('parts are of one size but the last, never too many, and make the whole', async () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: MOST_BYTES }), (length) => {
      const partBytes = partBytesFor(length);
      const count = Math.ceil(length / partBytes);
      const last = bytesOfPart(count, length, partBytes);
      return (
        partBytes % MiB === 0 &&
        partBytes >= LEAST_PART_BYTES &&
        partBytes <= MOST_PART_BYTES &&
        count <= MOST_PARTS &&
        last > 0 &&
        (count === 1 || bytesOfPart(1, length, partBytes) === partBytes) &&
        (count - 1) * partBytes + last === length &&
        bytesOfPart(count + 1, length, partBytes) <= 0
      );
    }),
  );
});
