/** HTTP-date, RFC 9110 section 5.6.7: written in one form, read in three. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH = MONTHS.join('|');
const TIME = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)';

const FORMS = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  new RegExp(
    `^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\\d\\d) (?<month>${MONTH}) (?<year>\\d{4}) ${TIME} GMT$`,
  ),
  // Sunday, 06-Nov-94 08:49:37 GMT
  new RegExp(
    `^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\\d\\d)-(?<month>${MONTH})-(?<year>\\d\\d) ${TIME} GMT$`,
  ),
  // Sun Nov  6 08:49:37 1994
  new RegExp(
    `^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<month>${MONTH}) (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`,
  ),
];

/** Milliseconds since the epoch as an IMF-fixdate; fractions of a second are dropped. */
export function formatHttpDate(ms: number): string {
  return new Date(ms).toUTCString();
}

/**
 * Reads any of the three forms.
 * @param now milliseconds since the epoch, to place the two-digit years of RFC 850
 * @returns milliseconds since the epoch; undefined when it is no valid HTTP-date
 */
export function parseHttpDate(text: string, now: number): number | undefined {
  for (const form of FORMS) {
    const groups = form.exec(text)?.groups;
    if (groups !== undefined) return toMs(groups, now);
  }
  return undefined;
}

function toMs(groups: Record<string, string>, now: number): number | undefined {
  const field = (name: string): number => Number(groups[name]);
  const month = MONTHS.indexOf(groups.month ?? '');
  const year = groups.year?.length === 2 ? fullYear(field('year'), now) : field('year');
  const second = field('second');
  // A leap second is valid grammar (5.6.7); JavaScript has none, so it counts as the last one before it.
  const ms = Date.UTC(
    year,
    month,
    field('day'),
    field('hour'),
    field('minute'),
    Math.min(second, 59),
  );
  const date = new Date(ms);
  const real =
    date.getUTCMonth() === month &&
    date.getUTCDate() === field('day') &&
    field('hour') < 24 &&
    field('minute') < 60 &&
    second <= 60;
  return real ? ms : undefined;
}

/** Section 5.6.7: a two-digit year that seems more than 50 years ahead means the past. */
function fullYear(twoDigits: number, now: number): number {
  const thisYear = new Date(now).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + twoDigits;
  return year > thisYear + 50 ? year - 100 : year;
}
