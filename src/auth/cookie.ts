/**
 * Cookies for links: a link that was good once is exchanged for a cookie that slides along while the
 * viewer watches, so that the link itself may be short-lived. A cookie is self-contained, is for
 * reading only, and is signed like a link but as another kind of message, so neither passes for the
 * other. It never slides past a fixed time from the exchange.
 *
 * Value: `1.KID.BEGAN.RENEW.EXPIRES.SUBJECT.MAC`, and `.a` when it is bound to an address. The times
 * are UNIX seconds: exchanged, to be renewed from, over. SUBJECT is base64url of kind, bucket and key
 * or prefix, joined by line feeds.
 */

import { createHash } from 'node:crypto';
import { inside } from '../prefix-scope.ts';
import { decodeText, encodeText } from './base64url.ts';
import { checkKey, type LinkClaim, type LinkKey, type Wanted } from './link.ts';
import { isMacOf, macOf } from './mac.ts';

/** What a cookie opens: of the claim of a link for reading, all but its right and its expiry. */
export type CookieSubject = Pick<LinkClaim, 'kind' | 'bucket' | 'name' | 'address'>;

/** What a cookie says; another one may be made from it. */
export interface CookieClaim extends CookieSubject {
  /** UNIX seconds of the exchange; renewals carry it on. */
  readonly began: number;
}

export interface CookieOptions {
  readonly claim: CookieSubject;
  /** UNIX seconds of the exchange: `nowSeconds` for a link, the claim's own for a renewal. */
  readonly began: number;
  readonly nowSeconds: number;
  /** So long it lasts without a request, unless `maxSeconds` are over before. */
  readonly cookieSeconds: number;
  /** So long after `began` nothing renews it any more. */
  readonly maxSeconds: number;
  /** `Path`: absolute, percent-encoded. */
  readonly path: string;
  /** Over TLS: pages of other sites may embed the film. Without it browsers only take `Lax`. */
  readonly secure: boolean;
}

export type CookieVerdict =
  /** `renewal`: from what to make the next one, once more than half of its time has passed. */
  | { readonly state: 'good'; readonly renewal: CookieClaim | undefined }
  /** There was one for what is wanted, and its time is over. */
  | { readonly state: 'expired' }
  | { readonly state: 'none' };

const PURPOSE = 'firstbyte-cookie-1';
/** No viewer watches so many films at once; a header of 16 KiB could hold a hundred forged ones. */
const MOST_LOOKED_AT = 32;
const NAME = /^firstbyte_[0-9a-f]{8}$/;
const VALUE =
  /^1\.([A-Za-z0-9_-]{1,32})\.(\d{1,12})\.(\d{1,12})\.(\d{1,12})\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})(\.a)?$/;

/**
 * The value of `Set-Cookie`, RFC 6265. The name depends on what the cookie is for, so films do not
 * push each other out, and a renewal takes the place of what it renews.
 * @throws RangeError for a key, a claim, a time or a path that is out of bounds
 */
export function makeCookie(key: LinkKey, options: CookieOptions): string {
  const { claim, cookieSeconds, maxSeconds, path, secure } = options;
  checkKey(key);
  if (!/^\/[!-:<-~]*$/.test(path)) throw new RangeError('Cannot set a cookie for that path');
  if (claim.bucket === '' || claim.address === '') {
    throw new RangeError('Cannot make a cookie for no bucket or no address');
  }
  const [now, began] = [Math.floor(options.nowSeconds), Math.floor(options.began)];
  const ends = began + maxSeconds;
  const expires = Math.min(now + cookieSeconds, ends);
  // One that ends with `maxSeconds` is not renewed: nothing could be gained.
  const renew = expires < ends ? now + Math.floor(cookieSeconds / 2) + 1 : expires;
  const times = [began, renew, expires].map(secondsText);
  const mac = macOf(key.secret, fieldsOf(key.id, times, claim));
  const bound = claim.address === undefined ? '' : '.a';
  const value = ['1', key.id, ...times, encodeText(subjectOf(claim)), mac].join('.') + bound;
  const lasts = Math.max(0, expires - now);
  const site = secure ? 'SameSite=None; Secure' : 'SameSite=Lax';
  return `${nameFor(claim)}=${value}; Path=${path}; Max-Age=${lasts}; HttpOnly; ${site}`;
}

/**
 * Whether a cookie in `header` opens what is `wanted`; the first that does decides. What its name
 * says is not looked at, and `expired` is said only of one that was good once.
 * @param header the value of `Cookie`; of our cookies in it, the first 32 are looked at
 * @param nowSeconds UNIX seconds
 */
export function checkCookies(
  keys: readonly LinkKey[],
  header: string | undefined,
  wanted: Wanted,
  nowSeconds: number,
): CookieVerdict {
  if (wanted.right !== 'read') return { state: 'none' };
  const first = nameFor({ ...wanted, kind: 'object', name: wanted.key, address: undefined });
  const verdicts = ourValues(header ?? '', first).map((value) =>
    verdictOn(keys, value, wanted, nowSeconds),
  );
  return (
    verdicts.find(({ state }) => state === 'good') ??
    verdicts.find(({ state }) => state === 'expired') ?? { state: 'none' }
  );
}

/** @param first the name that is looked at before all others, wherever it stands */
function ourValues(header: string, first: string): string[] {
  const ours = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => NAME.test(pair.slice(0, Math.max(0, pair.indexOf('=')))));
  const isFirst = (pair: string): boolean => pair.startsWith(`${first}=`);
  return [...ours.filter(isFirst), ...ours.filter((pair) => !isFirst(pair))]
    .slice(0, MOST_LOOKED_AT)
    .map((pair) => pair.slice(pair.indexOf('=') + 1));
}

function verdictOn(
  keys: readonly LinkKey[],
  value: string,
  wanted: Wanted,
  nowSeconds: number,
): CookieVerdict {
  const [, id = '', began = '', renew = '', expires = '', encoded = '', mac = '', bound] =
    VALUE.exec(value) ?? [];
  const subject = parseSubject(
    decodeText(encoded),
    bound === undefined ? undefined : wanted.address,
  );
  if (subject === undefined || !opens(subject, wanted)) return { state: 'none' };
  const fields = fieldsOf(id, [began, renew, expires], subject);
  if (!keys.some((key) => key.id === id && isMacOf(mac, key.secret, fields))) {
    return { state: 'none' };
  }
  if (nowSeconds >= Number(expires)) return { state: 'expired' };
  const due = nowSeconds >= Number(renew);
  return { state: 'good', renewal: due ? { ...subject, began: Number(began) } : undefined };
}

function opens({ kind, bucket, name, address }: CookieSubject, wanted: Wanted): boolean {
  if (bucket !== wanted.bucket || address === '') return false;
  return kind === 'object' ? name === wanted.key : inside(wanted.key, name);
}

function subjectOf({ kind, bucket, name }: CookieSubject): string {
  return [kind, bucket, name].join('\n');
}

function parseSubject(
  text: string | undefined,
  address: string | undefined,
): CookieSubject | undefined {
  const [, kind, bucket = '', name = ''] =
    /^(object|prefix)\n([^\n]+)\n([\s\S]*)$/.exec(text ?? '') ?? [];
  return kind === 'object' || kind === 'prefix' ? { kind, bucket, name, address } : undefined;
}

function nameFor(claim: CookieSubject): string {
  return `firstbyte_${createHash('sha256').update(subjectOf(claim)).digest('hex').slice(0, 8)}`;
}

function fieldsOf(id: string, times: readonly string[], subject: CookieSubject): string[] {
  const { kind, bucket, name, address = '' } = subject;
  return [PURPOSE, id, ...times, kind, address, bucket, name];
}

function secondsText(seconds: number): string {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds >= 10 ** 12) {
    throw new RangeError(`Cannot write ${seconds} into a cookie`);
  }
  return String(seconds);
}
