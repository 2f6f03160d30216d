/**
 * The MAC that links and cookies carry: HMAC-SHA256 (RFC 2104) over fields of text, joined by line
 * feeds. Only the last field may hold a line feed itself, so no two lists of as many fields make the
 * same message, and the first field says what kind of message it is.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** base64url without padding: 43 characters. @throws RangeError for fields that cannot be signed */
export function macOf(secret: Uint8Array, fields: readonly string[]): string {
  if (!isSignable(fields)) throw new RangeError('Cannot sign: a field holds what it must not');
  return createHmac('sha256', secret).update(fields.join('\n')).digest('base64url');
}

/**
 * Whether `mac` is the one that `macOf` gives, in constant time. The texts are compared, not their
 * bytes: the last character has two bits to spare, and a MAC has one spelling only.
 */
export function isMacOf(mac: string, secret: Uint8Array, fields: readonly string[]): boolean {
  if (!isSignable(fields)) return false;
  const [given, right] = [Buffer.from(mac), Buffer.from(macOf(secret, fields))];
  return given.length === right.length && timingSafeEqual(given, right);
}

/** Others would have the bytes of another message: half a character, too, becomes U+FFFD. */
function isSignable(fields: readonly string[]): boolean {
  return (
    !fields.slice(0, -1).some((field) => field.includes('\n')) &&
    !fields.some((field) => /\p{Cs}/u.test(field))
  );
}
