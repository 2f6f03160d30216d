/**
 * The log: pino's JSON lines. Nobody hands it headers, targets or configurations, which is how
 * secrets, signed URLs and tokens stay out of it; the redaction list is only the second lock.
 */
import { pino } from 'pino';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** The little that the house needs of a logger. */
export interface Log {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'token',
  'access_key',
  'secret_key',
  'session_token',
  'secretAccessKey',
  'sessionToken',
];

/** @param destination takes the lines, each ended by a newline */
export function createLog(level: LogLevel, destination: { write(line: string): void }): Log {
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]);
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths, censor: '[secret]' },
    },
    destination,
  );
  const writer =
    (name: 'debug' | 'info' | 'warn' | 'error'): Write =>
    (fields, message) =>
      logger[name](fields, message);
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
  };
}
