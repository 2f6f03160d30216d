/** "Did you mean": the known name that a mistyped one is close to. Pure. */

/** Two slips of the finger; more of them, and the guess is as likely wrong as right. */
const SLIPS = 2;

/**
 * The name of `known` nearest to `word`, or undefined when none is near. Case and separators are
 * not counted; a first part of a name (`region` for `region_name`) is near.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const bare = strip(word);
  if (bare.length < 3) return undefined;
  let best: string | undefined;
  let fewest = SLIPS + 1;
  for (const name of known) {
    const slips = distance(bare, strip(name));
    if (slips < fewest) [best, fewest] = [name, slips];
  }
  return best ?? known.find((name) => bare.length > 3 && strip(name).startsWith(bare));
}

/** `; did you mean NAME?`, or nothing. */
export function suggestion(word: string, known: readonly string[]): string {
  const name = nearest(word, known);
  return name === undefined ? '' : `; did you mean ${name}?`;
}

function strip(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Levenshtein distance, given up as soon as the lengths alone exceed `SLIPS`. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > SLIPS) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? Number.POSITIVE_INFINITY;
}
