/**
 * The config file as a layer of options: the third source. A JSON object whose keys are the
 * options; nothing in it is coerced. `""` counts as unset where a string is wanted, since a
 * blank is how people leave a line out. Pure given its reader.
 */
import { resolve } from 'node:path';
import { describe, type Given, type Layer, line, quote } from './given.ts';
import { jsonFault } from './json-fault.ts';
import { suggestion } from './nearest.ts';
import { OPTIONS, type OptionKey } from './options.ts';
import { type ReadText, tryRead } from './read-text.ts';

/** Read from the working directory, when it is there, unless --config names another. */
const USUAL = 'config.json';

/** @param path what --config said: that file must be there */
export function readConfigFile(path: string | undefined, cwd: string, readText: ReadText): Layer {
  const file = tryRead(readText, resolve(cwd, path ?? USUAL));
  if ('text' in file) return parseConfig(file.text, path ?? USUAL);
  if (path === undefined && file.why === 'ENOENT') return none();
  return none(line('config', path === undefined ? USUAL : '--config', cannotRead(path, file.why)));
}

/** @param where name of the file for problems */
export function parseConfig(text: string, where: string): Layer {
  // Some editors begin a file with a byte order mark; JSON.parse refuses it (RFC 8259 section 8.1).
  const json = text.replace(/^\uFEFF/, '');
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch {
    return none(line('config', where, `not JSON from ${jsonFault(json)} on`));
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    return none(line('config', where, `expected a JSON object, got ${describe(content, true)}`));
  }
  const given = new Map<OptionKey, Given>();
  const problems: string[] = [];
  for (const [key, value] of Object.entries(content)) {
    if (!isOptionKey(key)) {
      problems.push(line(key, where, `unknown key${suggestion(key, Object.keys(OPTIONS))}`));
    } else if (value !== '' || !OPTIONS[key].kind.blankIsUnset) {
      given.set(key, { where, value });
    }
  }
  return { given, problems };
}

function cannotRead(path: string | undefined, why: string): string {
  return `cannot read ${quote(path ?? USUAL)}: ${why}`;
}

function none(...problems: string[]): Layer {
  return { given: new Map(), problems };
}

function isOptionKey(key: string): key is OptionKey {
  return Object.hasOwn(OPTIONS, key);
}
