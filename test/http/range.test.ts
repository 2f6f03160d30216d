import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { parseRange, resolveRange } from '../../src/http/range.ts';
import { growth, LINEAR_AT_MOST } from '../fixtures/growth.ts';
import {
  elements,
  expectedOutcome,
  isValid,
  scattered,
  writeRange,
} from '../fixtures/range-oracle.ts';

const answer = (header: string, size: number) => {
  const specs = parseRange(header);
  return specs === undefined ? 'whole' : resolveRange(specs, size);
};

const spans = (...pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([start, end]) => ({ start, end }));

t.test('parseRange() reads the three kinds of range', async (t) => {
  t.strictSame(parseRange('bytes=0-0'), [{ first: 0, last: 0 }]);
  t.strictSame(parseRange('bytes=5-'), [{ first: 5, last: undefined }]);
  t.strictSame(parseRange('bytes=-7'), [{ suffix: 7 }]);
  t.strictSame(parseRange('bytes=-0'), [{ suffix: 0 }]);
  t.strictSame(parseRange('bytes=9-9,-1,3-'), [
    { first: 9, last: 9 },
    { suffix: 1 },
    { first: 3, last: undefined },
  ]);
});

t.test('parseRange() takes the unit in any case', async (t) => {
  for (const unit of ['bytes', 'Bytes', 'BYTES', 'bYtEs']) {
    t.strictSame(parseRange(`${unit}=1-2`), [{ first: 1, last: 2 }], unit);
  }
});

t.test('parseRange() skips empty list elements and blanks around commas', async (t) => {
  const expected = [
    { first: 1, last: 2 },
    { first: 4, last: 5 },
  ];
  for (const set of [
    '1-2,4-5',
    ',1-2,4-5',
    '1-2,4-5,',
    ',,1-2,,,4-5,,',
    '1-2 , 4-5',
    '1-2,\t4-5',
    '1-2 \t , \t,\t 4-5',
    ' ,1-2,4-5',
    '1-2,4-5, ',
  ]) {
    t.strictSame(parseRange(`bytes=${set}`), expected, JSON.stringify(set));
  }
});

t.test('parseRange() ignores what is not a valid ranges-specifier', async (t) => {
  for (const header of [
    '',
    'bytes',
    'bytes=',
    'bytes=,',
    'bytes= , ,',
    'bytes=-',
    'bytes=--1',
    'bytes=1--2',
    'bytes=1-2-3',
    'bytes=2-1',
    'bytes=0-5,9-8',
    'bytes=a-b',
    'bytes=1-b',
    'bytes=0x1-2',
    'bytes=1',
    'bytes=1.0-2',
    'bytes=+1-2',
    'bytes=1e1-20',
    'bytes=1 -2',
    'bytes=1- 2',
    'bytes=1-2;4-5',
    'bytes=1-2 4-5',
    'bytes=1-2,x',
    'bytes=1-2,*',
    'bytes= 1-2',
    'bytes=\t1-2,4-5',
    'bytes = 1-2',
    'bytes =1-2',
    ' bytes=1-2',
    'bytes 1-2',
    'bytes:1-2',
    'bytes=\u0661-\u0662',
    'bytes=\uff11-2',
    'bytes=1-2\u00a0,4-5',
    'bytes=1-2\n',
    'bytes==1-2',
  ]) {
    t.equal(parseRange(header), undefined, JSON.stringify(header));
  }
});

t.test('parseRange() ignores other units', async (t) => {
  for (const header of ['items=0-5', 'seconds=1-2', 'byte=0-5', 'bytess=0-5', '=0-5', 'none=']) {
    t.equal(parseRange(header), undefined, header);
  }
});

t.test('parseRange() keeps positions beyond 2^53 as far beyond any object', async (t) => {
  const huge = '9'.repeat(400);
  t.equal(answer(`bytes=${huge}-`, 10), 'unsatisfiable');
  t.equal(answer(`bytes=${huge}-${huge}0`, 10), 'unsatisfiable');
  t.strictSame(answer(`bytes=2-${huge}`, 10), spans([2, 10]));
  t.strictSame(answer(`bytes=-${huge}`, 10), spans([0, 10]));
  t.strictSame(answer('bytes=0-18446744073709551616', 10), spans([0, 10]));
  t.strictSame(answer(`bytes=${'0'.repeat(300)}3-0005`, 10), spans([3, 6]));
});

t.test('parseRange() takes time in proportion to the header, whatever is in it', async (t) => {
  const headers: ((blanks: string) => string)[] = [
    (blanks) => `bytes=1-2${blanks}x`,
    (blanks) => `bytes=${blanks}x`,
    (blanks) => `bytes=1-2,${blanks}4-5 x`,
  ];
  for (const header of headers) {
    const scan = (size: number) => parseRange(header(' '.repeat(size)));
    t.equal(scan(2 ** 17), undefined);
    const times = growth(scan, 2 ** 12);
    t.ok(times < LINEAR_AT_MOST, `${header('_')}: ${times}`);
  }
});

t.test('resolveRange() answers exactly the bytes asked for, clamped to the end', async (t) => {
  for (const [header, start, end] of [
    ['bytes=0-0', 0, 1],
    ['bytes=10-19', 10, 20],
    ['bytes=0-99', 0, 100],
    ['bytes=0-', 0, 100],
    ['bytes=99-', 99, 100],
    ['bytes=99-99', 99, 100],
    ['bytes=-1', 99, 100],
    ['bytes=-100', 0, 100],
    ['bytes=-200', 0, 100],
    ['bytes=90-1000', 90, 100],
    ['bytes=99-100', 99, 100],
  ] as const) {
    t.strictSame(answer(header, 100), spans([start, end]), header);
  }
});

t.test('resolveRange() finds ranges past the end and -0 unsatisfiable', async (t) => {
  for (const header of ['bytes=100-', 'bytes=100-100', 'bytes=1000-2000', 'bytes=-0']) {
    t.equal(answer(header, 100), 'unsatisfiable', header);
  }
  t.equal(answer('bytes=100-,-0,200-300', 100), 'unsatisfiable', 'all of several');
});

t.test('resolveRange() finds every range of an empty object unsatisfiable', async (t) => {
  for (const header of ['bytes=0-0', 'bytes=0-', 'bytes=-1', 'bytes=-0', 'bytes=5-6,-3']) {
    t.equal(answer(header, 0), 'unsatisfiable', header);
  }
});

t.test('resolveRange() drops the unsatisfiable among several', async (t) => {
  t.strictSame(answer('bytes=0-1,500-,-0', 100), spans([0, 2]));
  t.strictSame(answer('bytes=500-,0-1,10-11', 100), spans([0, 2], [10, 12]));
});

t.test('resolveRange() merges what overlaps or touches, in any order', async (t) => {
  for (const [header, expected] of [
    ['bytes=0-4,5-9', spans([0, 10])],
    ['bytes=5-9,0-4', spans([0, 10])],
    ['bytes=0-6,3-9', spans([0, 10])],
    ['bytes=3-9,0-6', spans([0, 10])],
    ['bytes=0-9,2-3', spans([0, 10])],
    ['bytes=2-3,0-9', spans([0, 10])],
    ['bytes=1-2,1-2,1-2', spans([1, 3])],
    ['bytes=0-,-1', spans([0, 100])],
    ['bytes=0-1,8-9,2-7', spans([0, 10])],
    ['bytes=0-1,3-4', spans([0, 2], [3, 5])],
    ['bytes=0-1,1-2,50-51,51-60', spans([0, 3], [50, 61])],
    ['bytes=0-0,-1', spans([0, 1], [99, 100])],
    ['bytes=90-200,-5', spans([90, 100])],
  ] as const) {
    t.strictSame(answer(header, 100), expected, header);
  }
});

t.test('resolveRange() ignores what stays out of order', async (t) => {
  for (const header of ['bytes=5-6,0-1', 'bytes=0-1,50-51,10-11', 'bytes=-1,0-0']) {
    t.equal(answer(header, 100), 'whole', header);
  }
});

t.test('resolveRange() gives up to 16 parts and ignores more', async (t) => {
  const apart = (count: number) =>
    `bytes=${Array.from({ length: count }, (_, n) => `${n * 2}-${n * 2}`).join(',')}`;
  const sixteen = Array.from({ length: 16 }, (_, n) => [n * 2, n * 2 + 1] as const);
  t.strictSame(answer(apart(16), 100), spans(...sixteen));
  t.equal(answer(apart(17), 100), 'whole');
  t.strictSame(
    answer(`${apart(16)},1000-`, 100),
    spans(...sixteen),
    'the unsatisfiable do not count',
  );
  t.strictSame(answer(`${apart(16)},30-31`, 100)?.length, 16, 'the merged count once');
  const touching = Array.from({ length: 300 }, (_, n) => `${n}-${n}`).join(',');
  t.strictSame(answer(`bytes=${touching}`, 1000), spans([0, 300]));
});

t.test('resolveRange() counts in whole bytes beyond 2^32', async (t) => {
  const size = 5 * 2 ** 40;
  t.strictSame(answer('bytes=-1', size), spans([size - 1, size]));
  t.strictSame(answer(`bytes=${2 ** 40}-${2 ** 40 + 9}`, size), spans([2 ** 40, 2 ** 40 + 10]));
});

const blanks = fc.array(fc.constantFrom('', '', ' ', '\t', '  '), { minLength: 1, maxLength: 4 });

t.test('parseRange() accepts exactly the valid lists (property)', async () => {
  fc.assert(
    fc.property(fc.array(elements(30), { maxLength: 6 }), blanks, (list, blank) => {
      return (parseRange(writeRange(list, blank)) !== undefined) === isValid(list);
    }),
    { numRuns: 20_000 },
  );
});

t.test('resolveRange() agrees with sets of positions (property)', async () => {
  const sized = fc
    .nat(32)
    .chain((size) =>
      fc.tuple(fc.constant(size), fc.array(elements(size), { minLength: 1, maxLength: 5 })),
    );
  fc.assert(
    fc.property(sized, blanks, ([size, list], blank) => {
      assert.deepStrictEqual(answer(writeRange(list, blank), size), expectedOutcome(list, size));
    }),
    { numRuns: 20_000 },
  );
});

t.test('resolveRange() agrees with sets of positions about many parts (property)', async () => {
  fc.assert(
    fc.property(scattered, fc.integer({ min: 20, max: 50 }), (list, size) => {
      assert.deepStrictEqual(answer(writeRange(list, []), size), expectedOutcome(list, size));
    }),
    { numRuns: 10_000 },
  );
});
