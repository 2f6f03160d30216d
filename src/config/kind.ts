/**
 * The kinds of value an option can have. A kind knows three things: how a string from the
 * environment or the command line becomes a value, which values it accepts (a zod schema), and
 * how to say so in one phrase. options.ts declares with these; check.ts applies them.
 */
import { z } from 'zod';

export interface Kind<T> {
  readonly schema: z.ZodType<T>;
  /** Completes "expected …". */
  readonly expected: string;
  /** The same in the table of options, where the reader already sees what it is about. */
  readonly bounds: string;
  /** The value that `text` stands for; `text` itself when it stands for none, so that the schema refuses it. */
  readonly fromText: (text: string) => unknown;
  /** Values hold others, whose problems are said by nested.ts. */
  readonly nested?: true;
  /** Whether `""` in the config file counts as unset, as it does in the environment. */
  readonly blankIsUnset: boolean;
}

/** A whole number from `min` to `max`, both included. */
export function whole(min: number, max: number): Kind<number> {
  return {
    schema: z.int().min(min).max(max),
    expected: `a whole number from ${min} to ${max}`,
    bounds: `${min} to ${max}`,
    fromText: (text) => (/^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : text),
    blankIsUnset: false,
  };
}

const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  '1': true,
  '0': false,
  yes: true,
  no: false,
};

/** A boolean; as text also 1, 0, yes and no, in any case. */
export function yesNo(): Kind<boolean> {
  return {
    schema: z.boolean(),
    expected: 'true or false',
    bounds: 'true or false',
    fromText: (text) => {
      const word = text.trim().toLowerCase();
      return Object.hasOwn(WORDS, word) ? WORDS[word] : text;
    },
    blankIsUnset: false,
  };
}

/** A string that `accepts` takes. */
export function text(accepts: (value: string) => boolean, expected: string): Kind<string> {
  return textAs((value) => (accepts(value) ? value : undefined), expected);
}

/** A string that `normal` can bring into its normal form. */
export function textAs(
  normal: (value: string) => string | undefined,
  expected: string,
): Kind<string> {
  return {
    schema: z
      .string()
      .refine((value) => normal(value) !== undefined)
      .transform((value) => normal(value) ?? value),
    expected,
    bounds: expected,
    fromText: (value) => value,
    blankIsUnset: true,
  };
}

/** One of a few words. */
export function oneOf<const W extends string>(words: readonly [W, ...W[]]): Kind<W> {
  const all = words.map((word) => (words.length === 1 ? `"${word}"` : word));
  const last = all.pop();
  const said = all.length === 0 ? `${last}` : `${all.join(', ')} or ${last}`;
  return {
    schema: z.enum(words),
    expected: said,
    bounds: said,
    fromText: (value) => value,
    blankIsUnset: true,
  };
}

/** At least one string, each accepted by `accepts` and given once; comma separated as text. */
export function list(
  accepts: (item: string, all: readonly string[]) => boolean,
  expected: string,
): Kind<readonly string[]> {
  return {
    schema: z
      .array(z.string())
      .min(1)
      .check(({ value, issues }) => {
        const seen = new Set<string>();
        value.forEach((item, index) => {
          if (!accepts(item, value) || seen.has(item)) {
            issues.push({ code: 'custom', input: item, path: [index] });
          }
          seen.add(item);
        });
      }),
    expected,
    bounds: expected,
    fromText: (value) => value.split(',').map((item) => item.trim()),
    blankIsUnset: false,
  };
}
