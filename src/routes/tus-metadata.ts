/** `Upload-Metadata`, by the tus protocol: pairs of a key and, in base64, a value. Pure. */
import { headerInvalid } from './tus-protocol.ts';

/** It becomes part of the upload's URL. */
const MOST_CHARACTERS = 2048;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Visible ASCII without the comma. */
const NAME = /^[\x21-\x2b\x2d-\x7e]+$/;

/** @throws GatewayError `header_invalid` */
export function parseMetadata(header: string): ReadonlyMap<string, string> {
  if (header.length > MOST_CHARACTERS) {
    throw headerInvalid(`Upload-Metadata has more than ${MOST_CHARACTERS} characters`);
  }
  const pairs = new Map<string, string>();
  if (header === '') return pairs;
  for (const pair of header.split(',')) {
    const [name = '', encoded = '', ...more] = pair.trim().split(' ');
    if (!NAME.test(name) || more.length > 0) {
      throw headerInvalid('Upload-Metadata is not a list of keys and values');
    }
    if (pairs.has(name)) throw headerInvalid(`Upload-Metadata has "${name}" twice`);
    pairs.set(name, decode(name, encoded));
  }
  return pairs;
}

function decode(name: string, encoded: string): string {
  try {
    if (BASE64.test(encoded)) {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
        Buffer.from(encoded, 'base64'),
      );
    }
  } catch {
    // Not UTF-8.
  }
  throw headerInvalid(`Upload-Metadata: "${name}" is not UTF-8 in base64`);
}
