/** The next object, as a CMCD hint names it: relative to the request, below `/objects/`. Pure. */
import { GatewayError } from '../errors.ts';
import { parseRange } from '../http/range.ts';
import { percentDecode } from '../http/target.ts';
import { splitTokenPath } from '../http/token-path.ts';
import type { FirstRange } from '../object/opening.ts';
import type { ObjectRef } from '../object/origin.ts';
import type { ServedBuckets } from './buckets.ts';
import { objectAt } from './object-path.ts';

const OBJECTS = '/objects/';

/**
 * @param path of the request, raw
 * @param hint encoded, as CMCD has it
 * @returns undefined for what names no object here
 */
export function nextObject(
  path: string,
  hint: string,
  buckets: ServedBuckets,
): ObjectRef | undefined {
  const relative = percentDecode(hint);
  // A whole URL is another server's business.
  if (relative === undefined || /^[a-z][a-z0-9+.-]*:|^[/\\]{2}/i.test(relative)) return undefined;
  const base = `http://firstbyte.invalid${path}`;
  if (!URL.canParse(relative, base)) return undefined;
  const from = splitTokenPath(path);
  const to = splitTokenPath(new URL(relative, base).pathname);
  if (to.token !== from.token || !to.path.startsWith(OBJECTS)) return undefined;
  try {
    return objectAt(to.path.slice(OBJECTS.length), buckets);
  } catch (error) {
    if (error instanceof GatewayError) return undefined;
    throw error;
  }
}

/** `START-END` of a hint; all of it when there is none. */
export function nextRange(hint: string | undefined): FirstRange | undefined {
  return hint === undefined ? undefined : parseRange(`bytes=${hint}`)?.[0];
}
