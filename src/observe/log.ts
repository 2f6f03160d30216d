/**
 * The log: pino's JSON lines. Nobody hands it headers, targets or configurations, which is how
 * secrets, signed URLs and tokens stay out of it; the redaction list is only the second lock.
 */
import { pino } from 'pino';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** The little that the house needs of a logger. */
export interface Log {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

/** A log whose level can be changed while it is written to. */
export interface LevelledLog extends Log {
  readonly level: LogLevel;
  /** @returns false for what is no level */
  setLevel(level: string): boolean;
}

/** In lower case. */
const SECRET_FIELDS = new Set([
  'authorization',
  'cookie',
  'set-cookie',
  'token',
  'x-amz-security-token',
  'access_key',
  'secret_key',
  'session_token',
  'secretaccesskey',
  'sessiontoken',
]);

/** Nothing that is worth a log line nests deeper; it also ends what refers to itself. */
const MAX_DEPTH = 6;

/** @param destination takes the lines, each ended by a newline */
export function createLog(
  level: LogLevel,
  destination: { write(line: string): void },
): LevelledLog {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: (fields) => hideIn(fields, 0) },
    },
    destination,
  );
  const writer =
    (name: 'debug' | 'info' | 'warn' | 'error'): Write =>
    (fields, message) =>
      logger[name](fields, message);
  return {
    get level() {
      return logger.level as LogLevel;
    },
    setLevel(wanted) {
      const level = LOG_LEVELS.find((one) => one === wanted);
      if (level !== undefined) logger.level = level;
      return level !== undefined;
    },
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
  };
}

/**
 * Without secrets: a copy where there is something to hide, else the fields themselves, since nearly
 * no line has any. Pino's own `redact` knows neither any depth nor any case.
 */
function hideIn(fields: Record<string, unknown>, depth: number): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    const shown = SECRET_FIELDS.has(name.toLowerCase()) ? '[secret]' : hide(value, depth + 1);
    if (shown === value) continue;
    copy ??= { ...fields };
    copy[name] = shown;
  }
  return copy ?? fields;
}

function hide(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  // Errors and the like are written by serializers that need them as they are.
  const nests = Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]';
  if (!nests) return value;
  if (depth > MAX_DEPTH) return '[deep]';
  return Array.isArray(value)
    ? value.map((one) => hide(one, depth + 1))
    : hideIn(value as Record<string, unknown>, depth);
}
