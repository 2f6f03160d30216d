/**
 * From the winning givens to values with the declared types: the one place where what the
 * schemas have checked gets its type back. Pure.
 */
import { OPTIONS, type OptionKey, type ValueOf } from './options.ts';
import type { Picks } from './picks.ts';

/** Every option: its value or its default, which is undefined where it depends on others. */
export type Values = {
  readonly [K in OptionKey]: ValueOf<K> | (typeof OPTIONS)[K]['default'];
};

/** Options that are not given, or not soundly, have their defaults. */
export function valuesOf(picks: Picks): Values {
  const entries = Object.entries(OPTIONS).map(([key, option]) => {
    const one = picks.get(key as OptionKey);
    return [key, one !== undefined && 'value' in one ? one.value : option.default];
  });
  // Each value went through the schema of its own key in check().
  return Object.fromEntries(entries) as Values;
}
