/** What answers of every route say, beside what the route itself has to say. Pure. */
import type { Answer, AnswerHeaders } from './answer.ts';

/** Route headers over the common ones; `Vary` of both is kept. */
export function withHeaders(answer: Answer, common: AnswerHeaders): Answer {
  const vary = [common.Vary, answer.headers.Vary].filter((name) => name !== undefined);
  return {
    ...answer,
    headers: {
      ...common,
      ...answer.headers,
      ...(answer.provenance && { 'Cache-Status': `firstbyte; ${answer.provenance.cacheStatus}` }),
      ...(vary.length > 0 && { Vary: vary.join(', ') }),
    },
  };
}

/** Server-Timing up to the moment the head leaves, and which bytes it is about, since pages can read nothing else of a request that is not theirs. */
export function timingHeaders(
  { provenance, headers }: Pick<Answer, 'provenance' | 'headers'>,
  totalMs: number,
): AnswerHeaders {
  const origin =
    provenance?.originMs === undefined ? [] : [`origin;dur=${provenance.originMs.toFixed(1)}`];
  const cache = provenance === undefined ? [] : [`cache;desc="${provenance.cache}"`];
  const contentRange = headers['Content-Range'];
  const range = contentRange === undefined ? [] : [`range;desc="${contentRange}"`];
  return {
    'Server-Timing': [...origin, ...cache, ...range, `total;dur=${totalMs.toFixed(1)}`].join(', '),
  };
}
