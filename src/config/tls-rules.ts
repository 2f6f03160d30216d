/**
 * Rules of the options about TLS: certificate and key come together, can be read and fit, and no
 * two listeners want one port. Pure given its reader.
 */
import { expiryOf, pairFaults } from './certificate-pair.ts';
import { line, quote } from './given.ts';
import type { OptionKey } from './options.ts';
import type { Picks } from './picks.ts';
import { type ReadText, tryRead } from './read-text.ts';
import { place, sound } from './rules.ts';
import type { Values } from './values.ts';

export interface TlsFindings {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** @param readText takes paths as they were given @param nowMs milliseconds since 1970 */
export function tlsFindings(
  picks: Picks,
  values: Values,
  readText: ReadText,
  nowMs: number,
): TlsFindings {
  if (!sound(picks, 'tls_cert', 'tls_key')) return { problems: [], warnings: [] };
  const { tls_cert: certPath, tls_key: keyPath } = values;
  const problems = portProblems(picks, values);
  const say = (key: OptionKey, sentence: string): void => {
    problems.push(line(key, place(picks, key), sentence));
  };
  if (certPath === undefined && keyPath === undefined) {
    if (picks.has('tls_port')) say('tls_port', 'needs tls_cert and tls_key');
    return { problems, warnings: [] };
  }
  const textOf = (key: 'tls_cert' | 'tls_key', path: string | undefined): string | undefined => {
    if (path === undefined) {
      say(key, 'is missing: tls_cert and tls_key are needed together');
      return undefined;
    }
    const read = tryRead(readText, path);
    if ('text' in read) return read.text;
    say(key, `cannot read ${quote(path)}: ${read.why}`);
    return undefined;
  };
  const cert = textOf('tls_cert', certPath);
  const key = textOf('tls_key', keyPath);
  const pair = { ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
  for (const { of, sentence } of pairFaults(pair)) say(of, sentence);
  const isOver = cert !== undefined && expiryOf(cert) < nowMs;
  const warning = line('tls_cert', place(picks, 'tls_cert'), 'the certificate has expired');
  return { problems, warnings: isOver ? [warning] : [] };
}

function portProblems(picks: Picks, values: Values): string[] {
  const { tls_port: port } = values;
  if (!sound(picks, 'tls_port') || port === undefined || port === 0) return [];
  return (['port', 'admin_port'] as const).flatMap((key) =>
    sound(picks, key) && values[key] === port
      ? [line('tls_port', place(picks, 'tls_port'), `${port} is also ${key}`)]
      : [],
  );
}
