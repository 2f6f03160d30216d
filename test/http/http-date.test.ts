import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { formatHttpDate, parseHttpDate } from '../../src/http/http-date.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const EXAMPLE = Date.UTC(1994, 10, 6, 8, 49, 37);
const parse = (text: string, now = NOW) => parseHttpDate(text, now);

t.test('formatHttpDate() writes an IMF-fixdate and drops fractions', async (t) => {
  t.equal(formatHttpDate(EXAMPLE), 'Sun, 06 Nov 1994 08:49:37 GMT');
  t.equal(formatHttpDate(EXAMPLE + 999), 'Sun, 06 Nov 1994 08:49:37 GMT');
  t.equal(formatHttpDate(0), 'Thu, 01 Jan 1970 00:00:00 GMT');
});

t.test('parseHttpDate() reads the three forms of section 5.6.7', async (t) => {
  t.equal(parse('Sun, 06 Nov 1994 08:49:37 GMT'), EXAMPLE);
  t.equal(parse('Sunday, 06-Nov-94 08:49:37 GMT'), EXAMPLE);
  t.equal(parse('Sun Nov  6 08:49:37 1994'), EXAMPLE);
  t.equal(parse('Wed Nov 16 08:49:37 1994'), Date.UTC(1994, 10, 16, 8, 49, 37));
});

t.test('parseHttpDate() refuses other forms', async (t) => {
  for (const text of [
    '',
    '0',
    '784111777',
    '1994-11-06T08:49:37Z',
    'Sun, 6 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 94 08:49:37 GMT',
    'Sun, 06 nov 1994 08:49:37 GMT',
    'sun, 06 Nov 1994 08:49:37 gmt',
    'Sun, 06 Nov 1994 08:49:37',
    'Sun, 06 Nov 1994 08:49:37 UTC',
    'Sun, 06 Nov 1994 08:49:37 +0000',
    'Sun, 06 Nov 1994 8:49:37 GMT',
    'Sun, 06 Nov 1994 08:49 GMT',
    'Sun 06 Nov 1994 08:49:37 GMT',
    'Xyz, 06 Nov 1994 08:49:37 GMT',
    'Sun, 06-Nov-94 08:49:37 GMT',
    'Sunday, 06-Nov-1994 08:49:37 GMT',
    'Sunday, 06 Nov 1994 08:49:37 GMT',
    'Sun Nov 6 08:49:37 1994',
    'Sun Nov 06 08:49:37 1994 GMT',
    ' Sun, 06 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 08:49:37 GMT ',
    'Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 08:49:37 GMT; length=7',
  ]) {
    t.equal(parse(text), undefined, JSON.stringify(text));
  }
});

t.test('parseHttpDate() refuses days and times that do not exist', async (t) => {
  for (const text of [
    'Sun, 00 Nov 1994 08:49:37 GMT',
    'Sun, 31 Nov 1994 08:49:37 GMT',
    'Sun, 32 Dec 1994 08:49:37 GMT',
    'Sun, 30 Feb 1996 08:49:37 GMT',
    'Sun, 29 Feb 1994 08:49:37 GMT',
    'Sun, 29 Feb 1900 08:49:37 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT',
    'Sun, 06 Nov 1994 08:60:37 GMT',
    'Sun, 06 Nov 1994 08:49:61 GMT',
    'Sunday, 31-Apr-94 08:49:37 GMT',
    'Sun Feb 30 08:49:37 1994',
    'Sun Nov  0 08:49:37 1994',
  ]) {
    t.equal(parse(text), undefined, text);
  }
  t.equal(parse('Thu, 29 Feb 1996 00:00:00 GMT'), Date.UTC(1996, 1, 29));
  t.equal(parse('Tue, 29 Feb 2000 00:00:00 GMT'), Date.UTC(2000, 1, 29));
});

t.test('parseHttpDate() takes a leap second as the last second before it', async (t) => {
  t.equal(parse('Sat, 31 Dec 2016 23:59:60 GMT'), Date.UTC(2016, 11, 31, 23, 59, 59));
});

t.test('parseHttpDate() reads the years before 100 as they are written', async (t) => {
  const year94 = new Date(Date.UTC(2000, 10, 6)).setUTCFullYear(94);
  t.equal(parse('Sat, 06 Nov 0094 00:00:00 GMT'), year94);
});

t.test('parseHttpDate() never reads two digits as more than 50 years ahead', async (t) => {
  const year = (text: string, now?: number) =>
    new Date(parse(text, now) ?? Number.NaN).getUTCFullYear();
  t.equal(year('Sunday, 06-Nov-94 08:49:37 GMT'), 1994);
  t.equal(year('Sunday, 06-Nov-26 08:49:37 GMT'), 2026);
  t.equal(year('Sunday, 06-Nov-75 08:49:37 GMT'), 2075);
  t.equal(year('Sunday, 06-Nov-76 08:49:37 GMT'), 2076, 'a fortnight short of 50 years ahead');
  t.equal(year('Sunday, 06-Dec-76 08:49:37 GMT'), 1976, 'a fortnight more than 50 years ahead');
  t.equal(year('Sunday, 06-Nov-77 08:49:37 GMT'), 1977);
  t.equal(year('Sunday, 06-Nov-99 08:49:37 GMT'), 1999);
  t.equal(year('Tuesday, 29-Feb-00 08:49:37 GMT'), 2000);
});

t.test('parseHttpDate() turns the century', async (t) => {
  const lastDay = Date.UTC(1999, 11, 31, 23);
  t.equal(parse('Saturday, 01-Jan-00 00:00:00 GMT', lastDay), Date.UTC(2000, 0, 1));
});

const anySecond = fc
  .integer({ min: Date.UTC(1000, 0, 1) / 1000, max: Date.UTC(9999, 11, 31, 23, 59, 59) / 1000 })
  .map((seconds) => seconds * 1000);

t.test('parseHttpDate() undoes formatHttpDate() (property)', async () => {
  fc.assert(
    fc.property(anySecond, (ms) => {
      assert.equal(parse(formatHttpDate(ms)), ms);
    }),
    { numRuns: 10_000 },
  );
});

t.test('parseHttpDate() throws at nothing (property)', async () => {
  const pieces = fc.constantFrom(
    'Sun',
    ', ',
    '06',
    ' ',
    'Nov',
    '1994',
    '99',
    ':',
    ' GMT',
    '-',
    'day',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 16 }), (parts) => {
      const ms = parse(parts.join(''));
      assert.ok(ms === undefined || Number.isSafeInteger(ms));
    }),
    { numRuns: 10_000 },
  );
});
