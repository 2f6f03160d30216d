/**
 * Basic authentication, RFC 7617: the value of `Authorization` in, who it is out. A password costs
 * a core tens of milliseconds on purpose and players send it with every range, so a pair that was right is known
 * again in the same turn, until the process ends: its users do not change; one that was wrong costs its work each time.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { createFewAtOnce } from './few-at-once.ts';
import type { Grants } from './grants.ts';
import { type PasswordHash, type ScryptCost, verifyPassword } from './password.ts';

/** Somebody whom the gateway knows. */
export interface Identity {
  readonly name: string;
  readonly grants: Grants;
  /** UNIX seconds, exclusive: when what makes them known has had its time; undefined for never. */
  readonly until?: number;
}

export interface BasicUser extends Identity {
  readonly hash: PasswordHash;
}

export interface BasicOptions {
  readonly users: readonly BasicUser[];
  /**
   * Passwords checked at once. The pool of libuv has four threads, which files and names of hosts
   * need too.
   * @default 2
   */
  readonly concurrency?: number;
  /** @default verifyPassword */
  readonly verify?: (password: string, hash: PasswordHash) => Promise<boolean>;
}

export interface Basic {
  /**
   * Who sends this value of `Authorization`: at once when it needs no work. Undefined when it is not
   * Basic, malformed, or wrong. A name that nobody has takes the work of the most expensive
   * password, so where all hashes cost the same, time does not tell who exists.
   * @throws GatewayError `overloaded`, at once, when too many passwords are waiting to be checked
   */
  check(authorization: string): Identity | undefined | Promise<Identity | undefined>;
  /** Who that is when it is remembered; undefined says nothing about it. */
  remembered(authorization: string): Identity | undefined;
}

/** Only right pairs are kept: one for each user, and other spellings of the same password. */
const MAX_REMEMBERED = 10_000;
/** At 25 ms each, the last of them waits about a second. */
const MAX_WAITING = 64;

interface Pair {
  readonly name: string;
  readonly password: string;
}

/** @throws RangeError for a user whose name cannot be sent, or that another one has */
export function createBasic(options: BasicOptions): Basic {
  const { verify = verifyPassword } = options;
  const users = byName(options.users);
  const decoy = decoyFor(options.users);
  const secret = randomBytes(32);
  const remembered = new LRUCache<string, Identity>({ max: MAX_REMEMBERED });
  const running = new Map<string, Promise<Identity | undefined>>();
  const inTurn = createFewAtOnce(options.concurrency ?? 2, MAX_WAITING);

  /** The pair itself is never kept, nor anything that could be tried out elsewhere. */
  function idOf({ name, password }: Pair): string {
    return createHmac('sha256', secret).update(`${name}:${password}`).digest('hex');
  }

  return {
    remembered(authorization) {
      const pair = parseBasic(authorization);
      return pair && remembered.get(idOf(pair));
    },
    check(authorization) {
      const pair = parseBasic(authorization);
      if (pair === undefined || decoy === undefined) return undefined;
      const id = idOf(pair);
      const known = remembered.get(id);
      if (known !== undefined) return known;
      const other = running.get(id);
      if (other !== undefined) return other;
      const user = users.get(pair.name);
      const proof = inTurn(() => verify(pair.password, user?.hash ?? decoy))
        .then((right) => {
          if (!right || user === undefined) return undefined;
          const identity: Identity = { name: user.name, grants: user.grants };
          remembered.set(id, identity);
          return identity;
        })
        .finally(() => running.delete(id));
      running.set(id, proof);
      return proof;
    },
  };
}

/** RFC 7617 section 2: a colon would end the name early, and control characters must not occur. */
export function isUserName(text: string): boolean {
  return text !== '' && !/[\p{Cc}\p{Cs}:]/u.test(text);
}

/**
 * `Basic`, in any case, and base64 of `name:password` in UTF-8.
 * @returns the name in NFC; undefined when it is anything else
 */
export function parseBasic(authorization: string): Pair | undefined {
  const base64 = /^basic +([A-Za-z0-9+/]{1,1024}={0,2}) *$/i.exec(authorization)?.[1];
  if (base64 === undefined) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes.toString();
  const colon = text.indexOf(':');
  // What is not UTF-8 does not come back the same.
  if (colon === -1 || !Buffer.from(text).equals(bytes) || /\p{Cc}/u.test(text)) return undefined;
  return { name: text.slice(0, colon).normalize('NFC'), password: text.slice(colon + 1) };
}

function byName(users: readonly BasicUser[]): ReadonlyMap<string, BasicUser> {
  const map = new Map<string, BasicUser>();
  for (const user of users) {
    const name = user.name.normalize('NFC');
    if (!isUserName(name)) throw new RangeError('Cannot have a user of that name');
    if (map.has(name)) throw new RangeError('Cannot have two users of one name');
    map.set(name, user);
  }
  return map;
}

/** A hash that no password has, as expensive as the most expensive of the users'. */
function decoyFor(users: readonly BasicUser[]): PasswordHash | undefined {
  const work = ({ N, r, p }: ScryptCost): number => N * r * p;
  const [most] = users.map((user) => user.hash).sort((a, b) => work(b) - work(a));
  return (
    most && { ...most, salt: randomBytes(most.salt.length), hash: randomBytes(most.hash.length) }
  );
}
