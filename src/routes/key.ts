/** Object keys as viewers give them: checked, never changed. */
import { GatewayError } from '../errors.ts';

/** S3's own bound. */
export const MAX_KEY_BYTES = 1024;

/**
 * @param key decoded; undefined when the request has none, or it was not percent-encoded UTF-8
 * @throws GatewayError `key_missing`, `key_invalid`
 */
export function checkKey(key: string | undefined): string {
  if (key === undefined || key === '') {
    throw new GatewayError('key_missing', 'Cannot tell the object: no key was given');
  }
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw invalid(`A key has at most ${MAX_KEY_BYTES} bytes of UTF-8`);
  }
  if (key.includes('\0')) throw invalid('A key holds no NUL character');
  return key;
}

/** The refusal of a key, with what is wrong with it. */
export function invalid(detail: string): GatewayError {
  return new GatewayError('key_invalid', detail, { detail });
}
