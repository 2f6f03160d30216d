/**
 * Certificates: the pair for TLS, looked at again while the gateway runs. Looking at what the files
 * hold, and not at them, makes every way of replacing them alike: written over, renamed into place,
 * or a symbolic link that leads elsewhere.
 */
import { type CertificatePair, expiryOf, pairFaults } from '../config/certificate-pair.ts';
import type { Log } from '../observe/log.ts';

export interface CertificatesOptions {
  readonly certPath: string;
  readonly keyPath: string;
  /** Rejects as node:fs does. */
  readonly read: (path: string) => Promise<string>;
  /** The pair in use. */
  readonly pair: CertificatePair;
  /** May throw: then the one before stays. */
  readonly renew: (pair: CertificatePair) => void;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
}

export interface Certificates {
  /** Looks once. Never rejects. */
  look(): Promise<void>;
}

export async function readPair(
  certPath: string,
  keyPath: string,
  read: (path: string) => Promise<string>,
): Promise<CertificatePair> {
  const [cert, key] = await Promise.all([read(certPath), read(keyPath)]);
  return { cert, key };
}

export function createCertificates(options: CertificatesOptions): Certificates {
  const { certPath, keyPath, read, renew, log, wallClock } = options;
  let current = options.pair;
  /** What was wrong the last time; said once it was wrong twice, since two files change one by one. */
  let doubt: { readonly reason: string; readonly said: boolean } | undefined;

  async function reasonAgainst(): Promise<string | undefined> {
    try {
      const next = await readPair(certPath, keyPath, read);
      if (next.cert === current.cert && next.key === current.key) return undefined;
      const faults = pairFaults(next);
      if (faults.length > 0) return faults.map((one) => `${one.of}: ${one.sentence}`).join('; ');
      renew(next);
      current = next;
      log.info({ expires: new Date(expiryOf(next.cert)).toISOString() }, 'certificate: replaced');
      if (expiryOf(next.cert) < wallClock()) log.warn({}, 'certificate: the new one has expired');
      return undefined;
    } catch (error) {
      // The code alone: a message may quote what was read.
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unusable';
      return `cannot use the new pair: ${code}`;
    }
  }

  return {
    async look() {
      const reason = await reasonAgainst();
      if (reason === undefined) {
        doubt = undefined;
      } else if (doubt?.reason !== reason) {
        doubt = { reason, said: false };
      } else if (!doubt.said) {
        log.warn({ reason }, 'certificate: the old one stays in use');
        doubt = { reason, said: true };
      }
    },
  };
}
