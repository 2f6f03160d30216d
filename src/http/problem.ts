/** Failures as application/problem+json, RFC 9457. Only what is safe to show anyone leaves here. */
import { GatewayError } from '../errors.ts';
import { type Answer, type AnswerHeaders, textAnswer } from './answer.ts';

/** Any thrown thing as a GatewayError: what nobody planned for is `internal_error`. */
export function asGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new GatewayError('internal_error', message, { cause: thrown });
}

/**
 * The answer to a failure. `type` is a URN of the code: stable, and no page pretends to be behind it.
 * @param requestId tells the viewer which log line to ask for
 */
export function problemAnswer(
  error: GatewayError,
  requestId: string,
  headers: AnswerHeaders = {},
): Answer {
  const problem = {
    type: `urn:firstbyte:problem:${error.code}`,
    title: error.title,
    status: error.status,
    ...(error.detail !== undefined && { detail: error.detail }),
    code: error.code,
    requestId,
  };
  return textAnswer(error.status, 'application/problem+json', JSON.stringify(problem), {
    'Cache-Control': 'no-store',
    ...(error.allow !== undefined && { Allow: error.allow.join(', ') }),
    ...(error.challenges !== undefined && { 'WWW-Authenticate': error.challenges.join(', ') }),
    ...(error.retryAfterSeconds !== undefined && {
      'Retry-After': String(error.retryAfterSeconds),
    }),
    ...headers,
  });
}
