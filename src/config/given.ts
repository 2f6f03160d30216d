/**
 * Given: one value that a source (flag, environment, config file) gives for one option, with the
 * name of the place for the problem that it may become. A layer is what one source gives
 * altogether. The wording of problems is here too: one line, `key (place): sentence`.
 */
import type { OptionKey } from './options.ts';

export type Given =
  | { readonly where: string; readonly value: unknown }
  /** Something was given, but it cannot be used; `problem` completes `key (where): …`. */
  | { readonly where: string; readonly problem: string };

export interface Layer {
  readonly given: ReadonlyMap<OptionKey, Given>;
  /** Whole lines about what belongs to no option. */
  readonly problems: readonly string[];
}

/** One line of the list of problems or warnings. */
export function line(key: string, where: string, sentence: string): string {
  return `${plain(key)} (${plain(where)}): ${sentence}`;
}

/** A value in few words; a hidden one by its type alone. */
export function describe(value: unknown, hidden: boolean): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'object') return 'an object';
  if (value === '') return 'an empty string';
  if (hidden) return `a ${typeof value} that is not shown here`;
  return typeof value === 'string' ? quote(value) : String(value);
}

/** Long values say enough with their beginning. */
const SHOWN = 80;

/** `text` in double quotes, on one line whatever it holds. */
export function quote(text: string): string {
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  // JSON escapes C0 controls only; the rest would break the line or reorder it in a terminal.
  return JSON.stringify(shown).replace(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** `text` itself where it is harmless, else quoted. */
function plain(text: string): string {
  return /^[\w./\\-]{1,200}( \w+)?$/.test(text) ? text : quote(text);
}
