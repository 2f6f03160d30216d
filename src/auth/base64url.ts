/** Text in base64url without padding (RFC 4648 section 5), each text in one spelling only. */

export function encodeText(text: string): string {
  return Buffer.from(text).toString('base64url');
}

/** @returns undefined for anything that `encodeText` does not write */
export function decodeText(base64url: string): string | undefined {
  const text = Buffer.from(base64url, 'base64url').toString();
  return encodeText(text) === base64url ? text : undefined;
}
