/**
 * Every given value against the kind of its option. A value that was given is checked even when
 * a higher source overrides it: a mistake in the file does not wait for the day that the
 * variable above it goes away. Pure.
 */
import type { z } from 'zod';
import { describe, type Given, type Layer, line } from './given.ts';
import { sayIssues } from './nested.ts';
import type { Option } from './option.ts';
import { OPTIONS, type OptionKey } from './options.ts';

/** `layer` with each value in its normal form, or with the problem of it. */
export function check(layer: Layer): Layer {
  const given = new Map<OptionKey, Given>();
  for (const [key, one] of layer.given) {
    given.set(key, 'value' in one ? verdict(OPTIONS[key], one.where, one.value) : one);
  }
  return { given, problems: layer.problems };
}

/** All problems of a checked layer, a line each. */
export function problemsOf(layer: Layer): readonly string[] {
  const lines = [...layer.given].flatMap(([key, one]) =>
    'problem' in one ? [line(key, one.where, one.problem)] : [],
  );
  return [...layer.problems, ...lines];
}

function verdict(option: Option, where: string, value: unknown): Given {
  const parsed = option.kind.schema.safeParse(value);
  if (parsed.success) return { where, value: parsed.data };
  const { issues } = parsed.error;
  if (option.kind.nested && isWithin(value, issues)) return { where, problem: sayIssues(issues) };
  const index = issues[0]?.path[0];
  const hidden = isHidden(option, where, value);
  const got =
    Array.isArray(value) && typeof index === 'number'
      ? `${describe(value[index], hidden)} as number ${index + 1}`
      : describe(value, hidden);
  const because = option.because === undefined ? '' : `: ${option.because}`;
  return { where, problem: `expected ${option.kind.expected}, got ${got}${because}` };
}

/** Whether what is wrong lies within an object, and not with the value, or a plain item of it, as such. */
function isWithin(value: unknown, issues: readonly z.core.$ZodIssue[]): boolean {
  const index = issues[0]?.path[0];
  const item = Array.isArray(value) && typeof index === 'number' ? value[index] : value;
  return typeof item === 'object' && item !== null && !Array.isArray(item);
}

/** JSON that is none may hold secrets, and so may a file that a variable names. */
function isHidden(option: Option, where: string, value: unknown): boolean {
  const texts = Array.isArray(value) ? value : [value];
  const isJson = texts.some((text) => typeof text === 'string' && /[[{":]/.test(text));
  const mayHold = option.kind.nested === true && (isJson || where.endsWith('_FILE'));
  return option.secret === true || option.hidden === true || mayHold;
}
