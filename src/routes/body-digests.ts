/** What a request says its body is: `Content-Digest` and `Repr-Digest` (RFC 9530), and `Content-MD5`. Pure. */
import type { Exchange } from '../http/exchange.ts';
import type { Checksum } from '../upload/verified.ts';
import { headerInvalid } from './tus-protocol.ts';

const ALGORITHMS = {
  'sha-256': { algorithm: 'sha256', bytes: 32 },
  'sha-512': { algorithm: 'sha512', bytes: 64 },
} as const;

/** A member of a dictionary whose value is a byte sequence (RFC 9651 sections 3.2 and 3.3.5). */
const MEMBER = /^([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/]*={0,2}):$/;

/**
 * All of them; algorithms that are not known are left (RFC 9530 section 2). The body of a PUT that has
 * no coding is the representation itself, so that both digests are of the same bytes.
 * @throws GatewayError `header_invalid`
 */
export function bodyDigests(headers: Exchange['headers']): readonly Checksum[] {
  const md5 = headers['content-md5'];
  return [
    ...(md5 === undefined ? [] : [checksumOf('Content-MD5', 'md5', 16, String(md5))]),
    ...membersOf('Content-Digest', headers['content-digest']),
    ...membersOf('Repr-Digest', headers['repr-digest']),
  ];
}

function membersOf(name: string, header: string | string[] | undefined): readonly Checksum[] {
  if (header === undefined) return [];
  return String(header)
    .split(',')
    .flatMap((text) => {
      const [, key = '', encoded = ''] = MEMBER.exec(text.trim()) ?? [];
      if (key === '') throw headerInvalid(`${name} is not a list of digests`);
      if (!isKnown(key)) return [];
      const { algorithm, bytes } = ALGORITHMS[key];
      return [checksumOf(name, algorithm, bytes, encoded)];
    });
}

function isKnown(key: string): key is keyof typeof ALGORITHMS {
  return Object.hasOwn(ALGORITHMS, key);
}

function checksumOf(
  name: string,
  algorithm: Checksum['algorithm'],
  bytes: number,
  encoded: string,
): Checksum {
  const digest = Buffer.from(encoded, 'base64');
  if (digest.length === bytes && digest.toString('base64') === encoded) {
    return { algorithm, digest };
  }
  throw headerInvalid(`${name} is not a ${algorithm} in base64`);
}
