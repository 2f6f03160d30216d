/**
 * The cursor of a listing: the origin's continuation token, wrapped so that it survives any URL
 * and tells nothing at a glance. Stores put plain keys, with spaces and `&`, into theirs.
 */
import { GatewayError } from '../errors.ts';

/** @returns null when there is no further page, as JSON has it */
export function encodeCursor(token: string | undefined): string | null {
  return token === undefined ? null : Buffer.from(token).toString('base64url');
}

/**
 * @returns the token; undefined for the first page
 * @throws GatewayError `cursor_invalid` for anything that `encodeCursor` did not make
 */
export function decodeCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined || cursor === '') return undefined;
  const token = Buffer.from(cursor, 'base64url').toString();
  if (token === '' || encodeCursor(token) !== cursor) {
    throw new GatewayError('cursor_invalid', 'Cannot read the cursor of a listing');
  }
  return token;
}
