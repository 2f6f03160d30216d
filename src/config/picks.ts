/**
 * Which source wins for each option. The highest one that gives it; but access_key, secret_key
 * and session_token belong together and are taken together, from the highest source that gives
 * any of them: a key from here is never paired with a secret from there. Pure.
 */
import { type Given, type Layer, line } from './given.ts';
import { OPTIONS, type OptionKey } from './options.ts';

/** The winning given of each option that any source gives. */
export type Picks = ReadonlyMap<OptionKey, Given>;

const CREDENTIALS: readonly OptionKey[] = ['access_key', 'secret_key', 'session_token'];
const PAIR: readonly OptionKey[] = ['access_key', 'secret_key'];

/** @param layers highest first */
export function pick(layers: readonly Layer[]): Picks {
  const credentials = layers.find(({ given }) => CREDENTIALS.some((key) => given.has(key)));
  const picks = new Map<OptionKey, Given>();
  for (const key of Object.keys(OPTIONS) as OptionKey[]) {
    const from = CREDENTIALS.includes(key)
      ? credentials
      : layers.find(({ given }) => given.has(key));
    const one = from?.given.get(key);
    if (one !== undefined) picks.set(key, one);
  }
  return picks;
}

/** The problem of a picked key without its secret, a secret without its key, or a token alone. */
export function pairProblem(picks: Picks, layers: readonly Layer[]): string | undefined {
  const present = CREDENTIALS.find((key) => picks.has(key));
  const missing = PAIR.filter((key) => !picks.has(key));
  const one = present && picks.get(present);
  if (one === undefined || missing.length === 0) return undefined;
  const elsewhere = layers
    .flatMap(({ given }) => missing.map((key) => given.get(key)?.where))
    .find((where) => where !== undefined);
  const needs = `needs ${missing.join(' and ')} from the same place`;
  const unused = elsewhere === undefined ? '' : `; what ${elsewhere} gives is not combined with it`;
  return line(present ?? '', one.where, needs + unused);
}
