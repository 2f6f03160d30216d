/** `/healthz`, `/readyz` and `/metrics`: is the process alive, should viewers be sent to it, and how are they. */
import { jsonAnswer, textAnswer } from '../http/answer.ts';
import type { Handler } from '../http/exchange.ts';
import type { Readiness } from './readiness.ts';

/** Alive as long as it can answer. */
export const healthz: Handler = () => jsonAnswer(200, { status: 'ok' });

/** 200 when ready, else 503 with the reason in one word of the table of failures. */
export function createReadyz(readiness: Readiness): Handler {
  return async () => {
    const failure = await readiness.check();
    return failure === undefined
      ? jsonAnswer(200, { status: 'ready' })
      : jsonAnswer(503, { status: 'not_ready', reason: failure.code });
  };
}

/** What a scraper reads, made anew for each. */
export function createMetricsPage(metrics: {
  text(): Promise<string>;
  readonly contentType: string;
}): Handler {
  return async () =>
    textAnswer(200, metrics.contentType, await metrics.text(), { 'Cache-Control': 'no-store' });
}
