import t from 'tap';
import { readShape } from '../../../bench/origin/shape.ts';

t.test('readShape() without flags is an origin that does not wait', async (t) => {
  const shape = readShape([]);
  t.match(shape, { firstByteMs: 0, firstByteSigma: 0, bytesPerMs: Infinity, seed: 1 });
  t.equal(shape.signedBucket, undefined);
  t.ok(Object.values(shape.faults).every((share) => share === 0));
});

t.test('readShape() reads flags, the last of a name', async (t) => {
  const shape = readShape([
    '--first-byte-ms=30',
    '--first-byte-ms=5',
    '--first-byte-sigma=0.5',
    '--bytes-per-second=60000000',
    '--silence-share=0.02',
    '--signed-bucket=gateway',
  ]);
  t.match(shape, { firstByteMs: 5, firstByteSigma: 0.5, bytesPerMs: 60_000 });
  t.match(shape, { faults: { silence: 0.02, reset: 0 }, signedBucket: 'gateway' });
});

t.test('readShape() refuses what is no number from 0 up', async (t) => {
  for (const text of ['', 'fast', '-1']) {
    t.throws(() => readShape([`--stall-ms=${text}`]), { message: /--stall-ms/ });
  }
  t.throws(() => readShape(['--no-such-flag=1']));
});
