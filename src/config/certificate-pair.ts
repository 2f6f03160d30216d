/**
 * A certificate and its key as PEM texts: whether they can be used together, and until when. What
 * is wrong is said without a byte of either. Pure.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

export interface CertificatePair {
  /** The server's certificate first, then those that lead to a known one. */
  readonly cert: string;
  readonly key: string;
}

export interface PairFault {
  readonly of: 'tls_cert' | 'tls_key';
  /** Completes `tls_cert (where): …`. */
  readonly sentence: string;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Everything that is wrong with a pair; an absent half is not blamed. */
export function pairFaults({ cert, key }: Partial<CertificatePair>): readonly PairFault[] {
  const chain = cert === undefined ? undefined : certificatesOf(cert);
  const own = key === undefined ? undefined : keyOf(key);
  const faults: PairFault[] = [];
  if (typeof chain === 'string') faults.push({ of: 'tls_cert', sentence: chain });
  if (typeof own === 'string') faults.push({ of: 'tls_key', sentence: own });
  if (typeof chain !== 'object' || typeof own !== 'object') return faults;
  if (chain[0]?.checkPrivateKey(own)) return faults;
  return [{ of: 'tls_key', sentence: 'the key does not belong to the certificate of tls_cert' }];
}

/** When the first certificate of a sound text expires, in milliseconds since 1970. */
export function expiryOf(cert: string): number {
  const chain = certificatesOf(cert);
  return typeof chain === 'string' ? Number.NaN : Date.parse(chain[0]?.validTo ?? '');
}

function certificatesOf(text: string): readonly X509Certificate[] | string {
  const blocks = text.match(CERTIFICATE) ?? [];
  if (blocks.length === 0) return 'the file holds no certificate in PEM';
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return 'the file holds a certificate that cannot be read';
  }
}

function keyOf(text: string): KeyObject | string {
  if (/ENCRYPTED/.test(text)) return 'the key is encrypted: it is needed without a passphrase';
  try {
    return createPrivateKey(text);
  } catch {
    return 'the file holds no private key in PEM';
  }
}
