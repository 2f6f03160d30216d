/** What a request says its body is: `Content-Digest` and `Repr-Digest` (RFC 9530), and `Content-MD5`. Pure. */
import type { Exchange } from '../http/exchange.ts';
import type { Checksum } from '../upload/verified.ts';
import { headerInvalid } from './tus-protocol.ts';

const ALGORITHMS = {
  'sha-256': { algorithm: 'sha256', bytes: 32 },
  'sha-512': { algorithm: 'sha512', bytes: 64 },
} as const;

const KEY = '[a-z*][a-z0-9_.*-]*';
const BYTES = ':[A-Za-z0-9+/=]*:';
const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const VALUE = String.raw`${BYTES}|${STRING}|\((?:${STRING}|[^"()])*\)|[^",;:() \t]+`;
/** A member of a dictionary and what parts it from the next (RFC 9651 section 3.2). */
const MEMBER = new RegExp(
  String.raw`[ \t]*(${KEY})(?:=(${VALUE}))?(?:;[ \t]*${KEY}(?:=(?:${VALUE}))?)*[ \t]*(?:,|$)`,
  'y',
);

/**
 * All of them; algorithms that are not known are left (RFC 9530 section 2). The body of a PUT that has
 * no coding is the representation itself, so that both digests are of the same bytes.
 * @throws GatewayError `header_invalid`
 */
export function bodyDigests(headers: Exchange['headers']): readonly Checksum[] {
  const md5 = headers['content-md5'];
  const all = [
    ...(md5 === undefined ? [] : [checksumOf('Content-MD5', 'md5', 16, String(md5))]),
    ...membersOf('Content-Digest', headers['content-digest']),
    ...membersOf('Repr-Digest', headers['repr-digest']),
  ];
  const names = all.map(({ algorithm, digest }) => algorithm + Buffer.from(digest).toString('hex'));
  return all.filter((_, i) => names.indexOf(names[i] ?? '') === i);
}

/** At most one of an algorithm: the last that is given counts (RFC 9651 section 3.2). */
function membersOf(name: string, header: string | string[] | undefined): readonly Checksum[] {
  const text = String(header ?? '').trim();
  const found = new Map<string, Checksum>();
  MEMBER.lastIndex = 0;
  while (MEMBER.lastIndex < text.length) {
    const [, key = '', value = ''] = MEMBER.exec(text) ?? [];
    if (key === '') throw headerInvalid(`${name} is not a list of digests`);
    if (!isKnown(key)) continue;
    const { algorithm, bytes } = ALGORITHMS[key];
    const [, encoded = ''] = /^:(.*):$/.exec(value) ?? [];
    // Padding may be left out (section 4.2.7).
    const padded = encoded.padEnd(Math.ceil(encoded.length / 4) * 4, '=');
    found.set(key, checksumOf(name, algorithm, bytes, padded));
  }
  return [...found.values()];
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
