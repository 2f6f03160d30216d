/**
 * What the claims of a verified token say about its bearer: a name for the log, and grants. A
 * token without usable grants is a good token of somebody who may do nothing. Pure.
 */
import type { JWTPayload } from 'jose';
import type { Identity } from './basic.ts';
import { type Grant, type Grants, parseGrant } from './grants.ts';

/** More than anybody lists by hand, and few enough to look through for every request. */
const MOST_GRANTS = 100;

const NO_GRANTS: Grants = { read: [], write: [] };

/** 1 to 200 characters, no control, format, line separator or unassigned one among them. */
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u;

/**
 * Who bears the token; undefined when the claim lists something that is not a grant, or too much:
 * whoever issued it meant something else than would be understood here.
 * @param claim the name of the claim that holds grants; undefined for `defaults`, whatever it says
 */
export function identityOf(
  payload: JWTPayload,
  claim: string | undefined,
  defaults: Grants,
): Identity | undefined {
  const grants = claim === undefined ? defaults : grantsOf(payload[claim]);
  return grants && { name: nameOf(payload.sub), grants };
}

/** The issuer's name for the bearer, or `jwt` when there is none that could stand in a log. */
function nameOf(sub: unknown): string {
  return typeof sub === 'string' && PRINTABLE.test(sub) ? sub : 'jwt';
}

/**
 * - `["films", "shows/2024/"]` grants reading
 * - `{ "read": ["*"], "write": ["films/"] }` says which; either may be left out
 * - anything else grants nothing
 *
 * Undefined when an entry is not a grant, or when there are more than `MOST_GRANTS` altogether.
 */
function grantsOf(value: unknown): Grants | undefined {
  const lists = listsOf(value);
  if (lists === undefined) return NO_GRANTS;
  if (lists.read.length + lists.write.length > MOST_GRANTS) return undefined;
  const read = parseAll(lists.read);
  const write = parseAll(lists.write);
  return read && write && { read, write };
}

interface Lists {
  readonly read: readonly unknown[];
  readonly write: readonly unknown[];
}

function listsOf(value: unknown): Lists | undefined {
  if (Array.isArray(value)) return { read: value, write: [] };
  if (typeof value !== 'object' || value === null) return undefined;
  const { read = [], write = [] } = value as { read?: unknown; write?: unknown };
  return Array.isArray(read) && Array.isArray(write) ? { read, write } : undefined;
}

function parseAll(entries: readonly unknown[]): readonly Grant[] | undefined {
  const grants = entries
    .map((entry) => (typeof entry === 'string' ? parseGrant(entry) : undefined))
    .filter((grant) => grant !== undefined);
  return grants.length === entries.length ? grants : undefined;
}
