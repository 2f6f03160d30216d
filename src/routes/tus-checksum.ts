/** `Upload-Checksum`, of the checksum extension of tus. Pure. */
import type { Checksum } from '../upload/verified.ts';
import { headerInvalid } from './tus-protocol.ts';

const DIGEST_BYTES = { sha1: 20, sha256: 32, md5: 16 } as const;

/** @throws GatewayError `header_invalid`, also for an algorithm that is not offered */
export function parseChecksum(header: string): Checksum {
  const [algorithm = '', encoded = '', ...more] = header.split(' ');
  if (!isOffered(algorithm)) {
    throw headerInvalid(`Upload-Checksum: offered are ${Object.keys(DIGEST_BYTES).join(', ')}`);
  }
  const digest = Buffer.from(encoded, 'base64');
  const isExact =
    digest.length === DIGEST_BYTES[algorithm] && digest.toString('base64') === encoded;
  if (!isExact || more.length > 0) {
    throw headerInvalid(`Upload-Checksum is not a ${algorithm} in base64`);
  }
  return { algorithm, digest };
}

function isOffered(name: string): name is keyof typeof DIGEST_BYTES {
  return Object.hasOwn(DIGEST_BYTES, name);
}
