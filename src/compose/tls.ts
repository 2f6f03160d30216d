/** TLS as configured: the pair that it begins with, and the looks at its files while it runs. */
import { readFile } from 'node:fs/promises';
import type { CertificatePair } from '../config/certificate-pair.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../observe/log.ts';
import { createCertificates, readPair } from './certificates.ts';

export interface Tls {
  readonly pair: CertificatePair;
  /** Tells of every new pair until it is closed. */
  follow(renew: (pair: CertificatePair) => void): void;
  close(): void;
}

/** How soon a new certificate is seen, in milliseconds. */
const LOOK_MS = 5000;

/** @throws the system's error when the files are gone since they were checked */
export async function openTls(
  { tls_cert: certPath, tls_key: keyPath }: Pick<Config, 'tls_cert' | 'tls_key'>,
  log: Pick<Log, 'info' | 'warn'>,
): Promise<Tls | undefined> {
  if (certPath === undefined || keyPath === undefined) return undefined;
  const read = (path: string) => readFile(path, 'utf8');
  const pair = await readPair(certPath, keyPath, read);
  let timer: NodeJS.Timeout | undefined;
  return {
    pair,
    follow(renew) {
      const wallClock = Date.now;
      const files = createCertificates({ certPath, keyPath, read, pair, renew, log, wallClock });
      timer = setInterval(() => void files.look(), LOOK_MS).unref();
    },
    close() {
      clearInterval(timer);
    },
  };
}
