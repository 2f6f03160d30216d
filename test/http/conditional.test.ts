import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { evaluatePreconditions, ifRangeHolds, type Verdict } from '../../src/http/conditional.ts';
import {
  type Current,
  dateCondition,
  expectedVerdict,
  seconds,
  strongly,
  tag,
  tagCondition,
  writeDate,
  writeTag,
  writeTags,
} from '../fixtures/conditional-oracle.ts';
import { growth, LINEAR_AT_MOST } from '../fixtures/growth.ts';

const NOW = Date.UTC(2026, 10, 22);
const MODIFIED = Date.UTC(1994, 10, 6, 8, 49, 37);
const SAME = 'Sun, 06 Nov 1994 08:49:37 GMT';
const EARLIER = 'Sun, 06 Nov 1994 08:49:36 GMT';
const LATER = 'Sun, 06 Nov 1994 08:49:38 GMT';
const STRONG = { etag: '"a"', lastModified: MODIFIED };
const WEAK = { etag: 'W/"a"', lastModified: MODIFIED };
const BARE = { etag: undefined, lastModified: undefined };

type Row = readonly [IncomingHttpHeaders, typeof STRONG | typeof BARE, Verdict];

const judge = (t: Test, rows: readonly Row[]): void => {
  for (const [headers, current, expected] of rows) {
    const name = `${JSON.stringify(headers)} on ${current.etag} is ${expected}`;
    t.equal(evaluatePreconditions(headers, current, NOW), expected, name);
  }
};

t.test('evaluatePreconditions() proceeds without any', async (t) => {
  judge(t, [
    [{}, STRONG, 'proceed'],
    [{ range: 'bytes=0-1', 'if-range': '"x"' }, STRONG, 'proceed'],
  ]);
});

t.test('evaluatePreconditions() compares If-Match strongly', async (t) => {
  judge(t, [
    [{ 'if-match': '"a"' }, STRONG, 'proceed'],
    [{ 'if-match': '"b"' }, STRONG, 'failed'],
    [{ 'if-match': '"b", "a"' }, STRONG, 'proceed'],
    [{ 'if-match': '"b","c"' }, STRONG, 'failed'],
    [{ 'if-match': 'W/"a"' }, STRONG, 'failed'],
    [{ 'if-match': '"a"' }, WEAK, 'failed'],
    [{ 'if-match': 'W/"a"' }, WEAK, 'failed'],
    [{ 'if-match': '"A"' }, STRONG, 'failed'],
    [{ 'if-match': '*' }, STRONG, 'proceed'],
    [{ 'if-match': '*' }, WEAK, 'proceed'],
    [{ 'if-match': '*' }, BARE, 'proceed'],
    [{ 'if-match': '"a"' }, BARE, 'failed'],
    [{ 'if-match': '' }, STRONG, 'failed'],
  ]);
});

t.test('evaluatePreconditions() compares If-None-Match weakly', async (t) => {
  judge(t, [
    [{ 'if-none-match': '"a"' }, STRONG, 'not_modified'],
    [{ 'if-none-match': 'W/"a"' }, STRONG, 'not_modified'],
    [{ 'if-none-match': '"a"' }, WEAK, 'not_modified'],
    [{ 'if-none-match': '"b"' }, STRONG, 'proceed'],
    [{ 'if-none-match': '"b", W/"a" ,"c"' }, STRONG, 'not_modified'],
    [{ 'if-none-match': ',, "b",\t"a",' }, STRONG, 'not_modified'],
    [{ 'if-none-match': '*' }, STRONG, 'not_modified'],
    [{ 'if-none-match': '*' }, BARE, 'not_modified'],
    [{ 'if-none-match': '"a"' }, BARE, 'proceed'],
    [{ 'if-none-match': '' }, STRONG, 'proceed'],
  ]);
});

t.test('evaluatePreconditions() reads tags that hold commas as one', async (t) => {
  const comma = { ...STRONG, etag: '"a,b"' };
  judge(t, [
    [{ 'if-none-match': '"a,b"' }, comma, 'not_modified'],
    [{ 'if-none-match': '"x", "a,b"' }, comma, 'not_modified'],
    [{ 'if-none-match': '"a", "b"' }, comma, 'proceed'],
    [{ 'if-none-match': '"a,b"' }, STRONG, 'proceed'],
    [{ 'if-match': '"x","a,b"' }, comma, 'proceed'],
  ]);
});

t.test('evaluatePreconditions() finds no tag in a broken list', async (t) => {
  for (const list of [
    'a',
    '"a',
    '"a" "a"',
    '"a", a',
    'w/"a"',
    '*, "a"',
    '"a", *',
    '"a"x',
    '"a b"',
  ]) {
    judge(t, [
      [{ 'if-match': list }, STRONG, 'failed'],
      [{ 'if-none-match': list }, STRONG, 'proceed'],
    ]);
  }
});

t.test('evaluatePreconditions() takes time in proportion to the header', async (t) => {
  const lists: ((size: number) => string)[] = [
    (size) => `"a",${' '.repeat(size)}x`,
    (size) => `${' '.repeat(size)}x`,
    (size) => `"a"${' '.repeat(size)}x`,
    (size) => `"a${'a'.repeat(size)}`,
  ];
  for (const list of lists) {
    const scan = (size: number) =>
      evaluatePreconditions({ 'if-none-match': list(size) }, STRONG, NOW);
    t.equal(scan(2 ** 17), 'proceed');
    const times = growth(scan, 2 ** 12);
    t.ok(times < LINEAR_AT_MOST, `${list(1)}: ${times}`);
  }
});

t.test('evaluatePreconditions() compares dates in all three forms', async (t) => {
  for (const same of [SAME, 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994']) {
    judge(t, [
      [{ 'if-modified-since': same }, STRONG, 'not_modified'],
      [{ 'if-unmodified-since': same }, STRONG, 'proceed'],
    ]);
  }
  judge(t, [
    [{ 'if-modified-since': EARLIER }, STRONG, 'proceed'],
    [{ 'if-modified-since': LATER }, STRONG, 'not_modified'],
    [{ 'if-unmodified-since': EARLIER }, STRONG, 'failed'],
    [{ 'if-unmodified-since': LATER }, STRONG, 'proceed'],
  ]);
});

t.test('evaluatePreconditions() ignores dates that say nothing', async (t) => {
  judge(t, [
    [{ 'if-modified-since': 'tomorrow' }, STRONG, 'proceed'],
    [{ 'if-unmodified-since': 'yesterday' }, STRONG, 'proceed'],
    [{ 'if-modified-since': LATER }, BARE, 'proceed'],
    [{ 'if-unmodified-since': EARLIER }, BARE, 'proceed'],
  ]);
});

t.test('evaluatePreconditions() lets tags win over dates', async (t) => {
  judge(t, [
    [{ 'if-none-match': '"b"', 'if-modified-since': LATER }, STRONG, 'proceed'],
    [{ 'if-none-match': '"a"', 'if-modified-since': EARLIER }, STRONG, 'not_modified'],
    [{ 'if-match': '"a"', 'if-unmodified-since': EARLIER }, STRONG, 'proceed'],
    [{ 'if-match': '"b"', 'if-unmodified-since': LATER }, STRONG, 'failed'],
    [{ 'if-match': '"a"', 'if-none-match': '"a"' }, STRONG, 'not_modified'],
    [{ 'if-match': '"b"', 'if-none-match': '"a"' }, STRONG, 'failed'],
    [{ 'if-unmodified-since': EARLIER, 'if-none-match': '"a"' }, STRONG, 'failed'],
    [{ 'if-unmodified-since': SAME, 'if-modified-since': SAME }, STRONG, 'not_modified'],
  ]);
});

t.test('ifRangeHolds() wants the same strong tag or the exact date', async (t) => {
  for (const [header, current, expected] of [
    [undefined, STRONG, true],
    ['"a"', STRONG, true],
    ['"b"', STRONG, false],
    ['W/"a"', STRONG, false],
    ['W/"a"', WEAK, false],
    ['"a"', WEAK, false],
    ['"a"', BARE, false],
    ['*', STRONG, false],
    ['"a", "a"', STRONG, false],
    ['"a', STRONG, false],
    ['a', STRONG, false],
    ['', STRONG, false],
    [SAME, STRONG, true],
    [SAME, WEAK, true],
    ['Sunday, 06-Nov-94 08:49:37 GMT', STRONG, true],
    ['Sun Nov  6 08:49:37 1994', STRONG, true],
    [EARLIER, STRONG, false],
    [LATER, STRONG, false],
    [SAME, BARE, false],
    ['Sun, 31 Feb 1994 08:49:37 GMT', STRONG, false],
  ] as const) {
    t.equal(ifRangeHolds(header, current, NOW), expected, `${header} on ${current.etag}`);
  }
});

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 1 });

const current: fc.Arbitrary<Current> = fc.record({ tag: maybe(tag), seconds: maybe(seconds) });

const validators = (now: Current) => ({
  etag: now.tag && writeTag(now.tag),
  lastModified: now.seconds === undefined ? undefined : now.seconds * 1000,
});

t.test('evaluatePreconditions() agrees with section 13.2.2 (property)', async () => {
  const conditions = fc.record({
    ifMatch: maybe(tagCondition),
    ifUnmodifiedSince: maybe(dateCondition),
    ifNoneMatch: maybe(tagCondition),
    ifModifiedSince: maybe(dateCondition),
  });
  fc.assert(
    fc.property(conditions, current, (asked, now) => {
      const headers: IncomingHttpHeaders = {
        ...(asked.ifMatch && { 'if-match': writeTags(asked.ifMatch) }),
        ...(asked.ifNoneMatch && { 'if-none-match': writeTags(asked.ifNoneMatch) }),
        ...(asked.ifUnmodifiedSince && {
          'if-unmodified-since': writeDate(asked.ifUnmodifiedSince),
        }),
        ...(asked.ifModifiedSince && { 'if-modified-since': writeDate(asked.ifModifiedSince) }),
      };
      const verdict = evaluatePreconditions(headers, validators(now), NOW);
      assert.equal(verdict, expectedVerdict(asked, now), JSON.stringify(headers));
    }),
    { numRuns: 30_000 },
  );
});

t.test('ifRangeHolds() agrees with section 13.1.5 (property)', async () => {
  fc.assert(
    fc.property(fc.oneof(tag, dateCondition), current, (asked, now) => {
      const isTag = 'opaque' in asked;
      const header = isTag ? writeTag(asked) : writeDate(asked);
      const expected = isTag
        ? strongly(asked, now.tag)
        : asked.kind === 'date' && asked.seconds === now.seconds;
      assert.equal(ifRangeHolds(header, validators(now), NOW), expected, header);
    }),
    { numRuns: 10_000 },
  );
});
