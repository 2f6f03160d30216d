/** `GET, PUT /log_level`: how much is logged, changed while running. */
import { GatewayError } from '../errors.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { Handler } from '../http/exchange.ts';
import type { Incoming } from '../http/incoming.ts';

export interface Levels {
  readonly level: string;
  /** @returns false for what is no level */
  setLevel(level: string): boolean;
}

const MOST_BYTES = 1024;

export function createLogLevel(levels: Levels): Handler {
  return async ({ method, incoming }) => {
    if (method === 'PUT' && !levels.setLevel(await levelIn(incoming))) {
      const detail = 'Send {"level": …}: trace, debug, info, warn, error, fatal or silent';
      throw new GatewayError('body_invalid', `Cannot change the log level: ${detail}`, { detail });
    }
    return jsonAnswer(200, { level: levels.level });
  };
}

/** '' for what holds none. */
async function levelIn(incoming: Incoming): Promise<string> {
  try {
    const value: unknown = JSON.parse(Buffer.from(await incoming.whole(MOST_BYTES)).toString());
    const level = typeof value === 'object' && value !== null && 'level' in value && value.level;
    return typeof level === 'string' ? level : '';
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    return '';
  }
}
