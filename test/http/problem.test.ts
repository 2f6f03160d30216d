import t from 'tap';
import { FAILURES, type FailureCode, GatewayError } from '../../src/errors.ts';
import type { Answer } from '../../src/http/answer.ts';
import { asGatewayError, problemAnswer } from '../../src/http/problem.ts';

const textOf = (answer: Answer): string => Buffer.from(answer.body?.bytes as Uint8Array).toString();

t.test('problemAnswer() says every failure as RFC 9457 wants it', async (t) => {
  for (const code of Object.keys(FAILURES) as FailureCode[]) {
    const answer = problemAnswer(new GatewayError(code, 'for the log only'), 'id-1');
    const problem = JSON.parse(textOf(answer));
    const { status, title } = FAILURES[code];
    t.equal(answer.status, status);
    t.equal(answer.headers['Content-Type'], 'application/problem+json');
    t.equal(answer.headers['Cache-Control'], 'no-store');
    t.match(problem, { title, status, code, requestId: 'id-1' });
    t.match(new URL(problem.type).protocol, /:$/, 'type is a URI');
    t.equal(answer.body?.length, Buffer.byteLength(textOf(answer)));
    t.notMatch(textOf(answer), 'for the log only');
  }
});

t.test('problemAnswer() tells detail, Allow and Retry-After where they exist', async (t) => {
  const plain = problemAnswer(new GatewayError('overloaded', 'm'), 'id');
  t.notOk('detail' in JSON.parse(textOf(plain)));
  t.notOk('Allow' in plain.headers);
  t.notOk('Retry-After' in plain.headers);
  const rich = problemAnswer(
    new GatewayError('origin_throttled', 'm', {
      detail: 'Später',
      retryAfterSeconds: 3,
      allow: ['GET', 'HEAD'],
    }),
    'id',
    { 'Content-Range': 'bytes */5' },
  );
  t.equal(JSON.parse(textOf(rich)).detail, 'Später');
  t.match(rich.headers, { 'Retry-After': '3', Allow: 'GET, HEAD', 'Content-Range': 'bytes */5' });
  t.equal(rich.body?.length, Buffer.byteLength(textOf(rich)), 'length counts bytes');
});

t.test('asGatewayError() keeps its own and hides all else', async (t) => {
  const own = new GatewayError('origin_timeout', 'm');
  t.equal(asGatewayError(own), own);
  for (const thrown of [new TypeError('secret path'), 'secret path', undefined, null, { a: 1 }]) {
    const error = asGatewayError(thrown);
    t.match(error, { code: 'internal_error', status: 500, source: 'gateway' });
    t.equal(error.detail, undefined);
    t.notMatch(textOf(problemAnswer(error, 'id')), 'secret path');
  }
  const cause = new TypeError('m');
  t.equal(asGatewayError(cause).cause, cause);
});
