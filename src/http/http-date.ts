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
  const year = Number(groups.year);
  if (groups.year?.length === 4) return inYear(year, groups);
  // Section 5.6.7: what seems more than 50 years ahead means the past.
  const thisYear = new Date(now).getUTCFullYear();
  const latest = new Date(now).setUTCFullYear(thisYear + 50);
  const century = thisYear - (thisYear % 100);
  return [century + 100, century, century - 100]
    .map((base) => inYear(base + year, groups))
    .find((ms) => ms !== undefined && ms <= latest);
}

function inYear(year: number, groups: Record<string, string>): number | undefined {
  const field = (name: string): number => Number(groups[name]);
  const month = MONTHS.indexOf(groups.month ?? '');
  const day = field('day');
  const hour = field('hour');
  const minute = field('minute');
  const second = field('second');
  const date = new Date(0);
  // Not Date.UTC, which takes the years before 100 for those of the last century.
  date.setUTCFullYear(year, month, day);
  // A leap second is valid grammar (5.6.7); JavaScript has none, so it counts as the last one before it.
  date.setUTCHours(hour, minute, Math.min(second, 59));
  const real =
    date.getUTCMonth() === month &&
    date.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second <= 60;
  return real ? date.getTime() : undefined;
}
