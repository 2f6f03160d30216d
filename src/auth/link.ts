/**
 * Signed links: whoever holds one may read or write one object, or all keys with a prefix, until it
 * expires. Anybody who has the key can make them, in any language: no state is kept, so a link is
 * only taken back by taking its key away.
 *
 * The message is UTF-8, its fields joined by line feeds: `firstbyte-link-1`, key id, `read` or
 * `write`, `object` or `prefix`, expiry, address ('' for any), bucket, key or prefix. Only the last
 * may hold a line feed, so no two claims have the same message.
 */
import { inside } from '../prefix-scope.ts';
import { decodeText, encodeText } from './base64url.ts';
import type { Right } from './grants.ts';
import { isMacOf, macOf } from './mac.ts';

export interface LinkKey {
  /** Public, says which key a link is checked with: `[A-Za-z0-9_-]{1,32}`. */
  readonly id: string;
  /** At least 32 bytes. */
  readonly secret: Uint8Array;
}

/** A key as the configuration has it: its secret is the text itself, in UTF-8. */
export function linkKeyOf({ id, secret }: { id: string; secret: string }): LinkKey {
  return { id, secret: Buffer.from(secret) };
}

/** What a link opens, and for whom. */
export interface LinkClaim {
  readonly right: Right;
  readonly kind: 'object' | 'prefix';
  readonly bucket: string;
  /** The key, or how keys begin; the prefix '' is the whole bucket. */
  readonly name: string;
  /** UNIX seconds, 1 to 10^12 - 1. Exclusive: at this second it is over. */
  readonly expires: number;
  /** The only address it is good for, as the gateway sees it; undefined for any. */
  readonly address: string | undefined;
}

/** A link as it came, nothing of it believed. */
export interface PresentedLink {
  readonly token: string;
  readonly expires: string;
  /** Undefined: every key is tried. */
  readonly keyId: string | undefined;
  /** The prefix that it was signed for; undefined: signed for the very key that is wanted. */
  readonly scope: string | undefined;
  /** Signed for one address. */
  readonly bound: boolean;
}

/** What is asked for, and from where. */
export interface Wanted {
  readonly right: Right;
  readonly bucket: string;
  readonly key: string;
  /** The viewer's; '' when it is not known, which no bound link is good for. */
  readonly address: string;
}

const PURPOSE = 'firstbyte-link-1';
const MIN_SECRET_BYTES = 32;
const MAX_SECONDS = 10 ** 12 - 1;
/** UNIX seconds up to `MAX_SECONDS`, each in one spelling only. */
const SECONDS = /^[1-9]\d{0,11}$/;
const PATH_TOKEN =
  /^([1-9]\d{0,11})\.([A-Za-z0-9_-]{1,32})\.([A-Za-z0-9_-]*)\.([A-Za-z0-9_-]{43})(\.a)?$/;

/** Whether a key may have this id. */
export function isKeyId(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,32}$/.test(text);
}

/**
 * The token for `claim`: 43 characters of base64url.
 * @throws RangeError for a key or a claim that is out of bounds
 */
export function signLink(key: LinkKey, claim: LinkClaim): string {
  checkKey(key);
  const { bucket, expires, address } = claim;
  if (!Number.isInteger(expires) || expires < 1 || expires > MAX_SECONDS) {
    throw new RangeError(`Cannot sign a link that expires at ${expires}`);
  }
  if (bucket === '' || address === '') {
    throw new RangeError('Cannot sign a link for no bucket or no address');
  }
  return macOf(key.secret, fieldsOf(key.id, claim, String(expires)));
}

/** @throws RangeError for a key that is too weak, or whose id has no place in a link */
export function checkKey(key: LinkKey): void {
  if (!isKeyId(key.id)) throw new RangeError('Cannot sign with a key of that id');
  if (key.secret.length < MIN_SECRET_BYTES) {
    throw new RangeError(`Cannot sign with fewer than ${MIN_SECRET_BYTES} bytes`);
  }
}

/**
 * Whether `presented` opens what is `wanted`. It says `expired` only of a link that was good once,
 * so nobody learns anything from a link that was made up.
 * @param nowSeconds UNIX seconds
 */
export function checkLink(
  keys: readonly LinkKey[],
  presented: PresentedLink,
  wanted: Wanted,
  nowSeconds: number,
): 'good' | 'expired' | 'invalid' {
  const { token, expires, keyId, scope, bound } = presented;
  if (!SECONDS.test(expires) || (bound && wanted.address === '')) return 'invalid';
  if (scope !== undefined && !inside(wanted.key, scope)) return 'invalid';
  const claim = {
    right: wanted.right,
    kind: scope === undefined ? 'object' : 'prefix',
    bucket: wanted.bucket,
    name: scope ?? wanted.key,
    address: bound ? wanted.address : undefined,
  } as const;
  const signed = keys
    .filter((key) => keyId === undefined || key.id === keyId)
    .some((key) => isMacOf(token, key.secret, fieldsOf(key.id, claim, expires)));
  if (!signed) return 'invalid';
  return nowSeconds < Number(expires) ? 'good' : 'expired';
}

/** The query of a link, without `?`: put behind `linkPath`, or behind any path of the key. */
export function linkQuery(key: LinkKey, claim: LinkClaim): string {
  const token = signLink(key, claim);
  const scope = claim.kind === 'prefix' ? `&scope=${encodeStrictly(claim.name)}` : '';
  const bound = claim.address === undefined ? '' : '&bound=address';
  return `expires=${claim.expires}&kid=${key.id}&token=${token}${scope}${bound}`;
}

/**
 * A link as one segment of a path, so that relative URLs within a playlist keep it:
 * `EXPIRES.KID.BASE64URL(prefix).TOKEN`, and `.a` when it is bound to an address.
 * @throws RangeError as `signLink` does, and for anything but reading under a prefix
 */
export function pathToken(key: LinkKey, claim: LinkClaim): string {
  if (claim.kind !== 'prefix' || claim.right !== 'read') {
    throw new RangeError('Cannot put into a path what is not for reading under a prefix');
  }
  const token = signLink(key, claim);
  const bound = claim.address === undefined ? '' : '.a';
  return `${claim.expires}.${key.id}.${encodeText(claim.name)}.${token}${bound}`;
}

/** @returns undefined for anything that `pathToken` does not write */
export function parsePathToken(text: string): PresentedLink | undefined {
  const match = PATH_TOKEN.exec(text);
  const [, expires = '', keyId, encoded = '', token = '', bound] = match ?? [];
  const scope = decodeText(encoded);
  if (match === null || scope === undefined) return undefined;
  return { token, expires, keyId, scope, bound: bound !== undefined };
}

/**
 * Where the gateway serves a key. One with a segment `.` or `..` does not survive URL parsers:
 * `/watch` takes it as a parameter.
 */
export function linkPath(bucket: string, key: string): string {
  return `/objects/${encodeStrictly(bucket)}/${key.split('/').map(encodeStrictly).join('/')}`;
}

/** RFC 3986: everything but unreserved characters as %XX. */
function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function fieldsOf(id: string, claim: Omit<LinkClaim, 'expires'>, expires: string): string[] {
  const { right, kind, address = '', bucket, name } = claim;
  return [PURPOSE, id, right, kind, expires, address, bucket, name];
}
