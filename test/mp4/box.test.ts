import t from 'tap';
import { boxAt, dataOf, typeAt, uint64 } from '../../src/mp4/box.ts';
import { ascii, header, join, u32, u64 } from '../fixtures/boxes.ts';

const read = (bytes: Uint8Array, limit = 1000) => boxAt(dataOf(bytes), 0, 100, limit);

t.test('boxAt() reads short and long lengths, from the position that it is told', async (t) => {
  t.strictSame(read(header('free', 0)), { type: 'free', start: 100, body: 108, end: 108 });
  t.strictSame(read(header('mdat', 50)), { type: 'mdat', start: 100, body: 108, end: 158 });
  t.strictSame(read(header('mdat', 50, 'long')), {
    type: 'mdat',
    start: 100,
    body: 116,
    end: 166,
  });
  const huge = header('mdat', 2 ** 40, 'long');
  t.equal(read(huge)?.end, 100 + 2 ** 40 + 16, 'whatever the limit');
});

t.test('boxAt() lets a length of 0 end with the limit', async (t) => {
  t.equal(read(header('mdat', 0, 'open'))?.end, 1000);
});

t.test('boxAt() refuses a header that is not all there', async (t) => {
  const short = header('mdat', 50);
  const long = header('mdat', 50, 'long');
  for (let length = 0; length < 8; length++) t.equal(read(short.subarray(0, length)), undefined);
  for (let length = 0; length < 16; length++) t.equal(read(long.subarray(0, length)), undefined);
});

t.test('boxAt() refuses a length that its own header exceeds', async (t) => {
  for (let length = 2; length < 8; length++) {
    t.equal(read(join(u32(length), ascii('mdat'), u64(99))), undefined, `${length}`);
  }
  for (let length = 0; length < 16; length++) {
    t.equal(read(join(u32(1), ascii('mdat'), u64(length))), undefined, `long ${length}`);
  }
});

t.test('boxAt() takes an absurd length for one that goes beyond everything', async (t) => {
  const box = read(join(u32(1), ascii('mdat'), u32(0xffffffff, 0xffffffff)));
  t.ok((box?.end ?? 0) > Number.MAX_SAFE_INTEGER);
});

t.test(
  'typeAt() and uint64() read from where they are told, also within a larger memory',
  async (t) => {
    const data = dataOf(join(u32(7), ascii('co\0ÿ'), u64(2 ** 52 + 1)).subarray(4));
    t.equal(typeAt(data, 0), 'co\0ÿ');
    t.equal(uint64(data, 4), 2 ** 52 + 1);
  },
);
