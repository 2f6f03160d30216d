/**
 * The environment as a layer of options: the second source. An empty variable counts as unset.
 * Secrets may come from files that `FOO_FILE` names. Pure given its reader.
 */
import { resolve } from 'node:path';
import { type Given, type Layer, line } from './given.ts';
import { nearest } from './nearest.ts';
import { envNames, type Option } from './option.ts';
import { allOptions, type OptionKey } from './options.ts';
import { type ReadText, tryRead } from './read-text.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** @param cwd what relative paths in `FOO_FILE` start from */
export function readEnvironment(env: Environment, cwd: string, readText: ReadText): Layer {
  const given = new Map<OptionKey, Given>();
  for (const [key, option] of allOptions()) {
    const found =
      option.secret || option.file
        ? secret(option, env, (path) => tryRead(readText, resolve(cwd, path)))
        : plain(option, env);
    if (found !== undefined) given.set(key, found);
  }
  return { given, problems: [] };
}

/** Value of `name`, unless it is unset or empty. */
export function variable(env: Environment, name: string): string | undefined {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  return value === '' ? undefined : value;
}

function plain(option: Option, env: Environment): Given | undefined {
  for (const where of option.env) {
    const text = variable(env, where);
    if (text !== undefined) return { where, value: option.kind.fromText(text) };
  }
  return undefined;
}

/** The path after `FOO_FILE` is not repeated in problems: some put the secret itself there. */
function secret(
  option: Option,
  env: Environment,
  read: (path: string) => ReturnType<typeof tryRead>,
): Given | undefined {
  for (const name of option.env) {
    const where = `${name}_FILE`;
    const value = variable(env, name);
    const path = variable(env, where);
    if (path === undefined) {
      if (value === undefined) continue;
      return { where: name, value: option.kind.fromText(value) };
    }
    if (value !== undefined) return { where, problem: `${name} is set too; leave one of them out` };
    const file = read(path);
    if ('why' in file) return { where, problem: `cannot read the file it names: ${file.why}` };
    return { where, value: option.kind.fromText(file.text.replace(/(\r?\n)+$/, '')) };
  }
  return undefined;
}

/** Variables that look like a slip in the name of one of ours. */
export function strayVariables(env: Environment): readonly string[] {
  const known = allOptions().flatMap(([, option]) => envNames(option));
  const ours = known.filter((name) => name.startsWith('FIRSTBYTE_'));
  return Object.keys(env).flatMap((name) => {
    if (!name.startsWith('FIRSTBYTE_') || known.includes(name)) return [];
    const meant = nearest(name, ours);
    return meant ? [line(name, 'environment', `is no option; did you mean ${meant}?`)] : [];
  });
}
