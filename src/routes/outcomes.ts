/** The planned outcomes that show no byte of the object: 304, 412 and 416. */
import { GatewayError } from '../errors.ts';
import type { Answer } from '../http/answer.ts';
import type { Plan } from '../http/plan.ts';
import { problemAnswer } from '../http/problem.ts';
import type { Meta } from '../object/meta.ts';
import { validatorHeaders } from './object-headers.ts';

export type Outcome = Exclude<Plan, { span: unknown } | { spans: unknown }>['kind'];

/** @param cacheControl for what is kept already */
export function outcomeAnswer(
  outcome: Outcome,
  meta: Meta,
  requestId: string,
  cacheControl: string,
): Answer {
  switch (outcome) {
    case 'not_modified':
      return { status: 304, headers: validatorHeaders(meta, cacheControl) };
    case 'precondition_failed':
      return problemAnswer(new GatewayError('precondition_failed', 'Planned outcome'), requestId);
    case 'range_not_satisfiable': {
      const detail = `The object has ${meta.size} bytes`;
      const error = new GatewayError('range_not_satisfiable', 'Planned outcome', { detail });
      return problemAnswer(error, requestId, {
        'Accept-Ranges': 'bytes',
        'Content-Range': `bytes */${meta.size}`,
      });
    }
  }
}
