/**
 * Nested values: options that are objects or hold some. Every problem says where in the value it
 * is and what was expected there, and never what was found: secrets stand next to it. Pure.
 */
import { z } from 'zod';
import { quote } from './given.ts';

/** A string that `accepts` takes; `expected` completes "expected …". */
export function field(accepts: (value: string) => boolean, expected: string): z.ZodType<string> {
  const error = `expected ${expected}`;
  return z.string({ error }).refine(accepts, { error });
}

/** A whole number from `min` to `max`, both included. */
export function wholeField(min: number, max: number): z.ZodType<number> {
  const error = `expected a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** Enough to mend a file with; the rest shows at the next start. */
const MOST_SAID = 5;

/** All that is wrong, e.g. `jwt.algorithms[0]: expected …; links: unknown key "kyes"`. */
export function sayIssues(issues: readonly z.core.$ZodIssue[]): string {
  return issues.slice(0, MOST_SAID).map(sayIssue).join('; ');
}

function sayIssue(issue: z.core.$ZodIssue): string {
  const said = issue.code === 'unrecognized_keys' ? sayUnknown(issue.keys) : issue.message;
  const where = sayPath(issue.path);
  return where === '' ? said : `${where}: ${said}`;
}

function sayPath(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

/** @param keys that an object does not have */
export function sayUnknown(keys: readonly string[]): string {
  return `unknown key ${keys.map(quote).join(', ')}`;
}
