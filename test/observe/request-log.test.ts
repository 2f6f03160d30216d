import t from 'tap';
import { FAILURES, type FailureCode, GatewayError } from '../../src/errors.ts';
import { type FinishedRequest, isSlow, logRequest } from '../../src/observe/request-log.ts';

const REQUEST: FinishedRequest = {
  requestId: 'id-1',
  method: 'GET',
  route: 'watch',
  status: 206,
  about: { bucket: 'films', key: 'a.mp4', span: '[0, 10)' },
  bytes: 10,
  received: 0,
  cache: 'hit',
  firstByteMs: 1.23456,
  totalMs: 7.00049,
  bodyMs: 0,
  timeline: { permitted: 0.12345, opened: 1 },
  aborted: false,
  error: undefined,
};

const logged = (request: Partial<FinishedRequest> = {}) => {
  const lines: [level: string, fields: Readonly<Record<string, unknown>>, message: string][] = [];
  const write =
    (level: string) =>
    (fields: Readonly<Record<string, unknown>>, message: string): void => {
      lines.push([level, fields, message]);
    };
  const log = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
  const finished = { ...REQUEST, ...request };
  logRequest(log, finished, isSlow(finished, 1000));
  const [line, ...more] = lines;
  if (line === undefined || more.length > 0) throw new Error(`${lines.length} lines`);
  const [level, fields, message] = line;
  // As it comes out of the log: JSON leaves undefined out.
  return { level, message, fields: JSON.parse(JSON.stringify(fields)) };
};

t.test('logRequest() writes one line with everything that the viewer met', async (t) => {
  t.strictSame(logged(), {
    level: 'info',
    message: 'request',
    fields: {
      requestId: 'id-1',
      method: 'GET',
      route: 'watch',
      status: 206,
      bucket: 'films',
      key: 'a.mp4',
      span: '[0, 10)',
      bytes: 10,
      received: 0,
      cache: 'hit',
      firstByteMs: 1.235,
      totalMs: 7,
      aborted: false,
    },
  });
});

t.test('logRequest() writes a viewer who left as an ordinary end', async (t) => {
  const { level, fields } = logged({ status: undefined, firstByteMs: undefined, aborted: true });
  t.equal(level, 'info');
  t.equal(fields.aborted, true);
  t.notOk('status' in fields);
  t.notOk('firstByteMs' in fields);
  t.notOk('code' in fields);
});

t.test('logRequest() weighs a failure by whose fault it is', async (t) => {
  const levels = { viewer: 'info', origin: 'warn', gateway: 'error' };
  for (const code of Object.keys(FAILURES) as FailureCode[]) {
    const { level, fields } = logged({ error: new GatewayError(code, 'the reason') });
    t.equal(level, levels[FAILURES[code].source], code);
    t.match(fields, { code, reason: 'the reason' });
    t.equal(
      'stack' in fields,
      code === 'internal_error',
      `${code}: a stack for our own faults only`,
    );
  }
});

t.test('logRequest() tells what caused a failure', async (t) => {
  const cause = new TypeError('socket hang up');
  const far = logged({ error: new GatewayError('origin_unreachable', 'm', { cause }) });
  t.equal(far.fields.cause, 'socket hang up');
  const ours = logged({ error: new GatewayError('internal_error', 'm', { cause }) });
  t.equal(ours.fields.stack, cause.stack);
  const odd = logged({ error: new GatewayError('internal_error', 'm', { cause: 'text' }) });
  t.notOk('cause' in odd.fields);
  t.match(odd.fields.stack, /GatewayError/);
});

t.test('logRequest() tells how the time of a slow request went', async (t) => {
  const slow = logged({ firstByteMs: 1001, totalMs: 9000 });
  t.equal(slow.level, 'warn');
  t.equal(slow.message, 'slow request');
  t.strictSame(slow.fields.timeline, { permitted: 0.123, opened: 1 });
  const bare = logged({ firstByteMs: undefined, totalMs: 1001, status: 404 });
  t.equal(bare.message, 'slow request', 'without a body, the end counts');
  const long = logged({ firstByteMs: 999, totalMs: 60_000 });
  t.equal(long.message, 'request', 'how long a viewer takes is no matter');
  t.notOk('timeline' in long.fields);
});

t.test('logRequest() does not call an upload slow for the time that its bytes took', async (t) => {
  const upload = { firstByteMs: undefined, status: 201 };
  const fine = logged({ ...upload, totalMs: 60_000, bodyMs: 59_001.23456 });
  t.equal(fine.message, 'request');
  t.equal(fine.fields.bodyMs, 59_001.235);
  const slow = logged({ ...upload, totalMs: 60_000, bodyMs: 58_000 });
  t.equal(slow.message, 'slow request', 'the storage took long, or we did');
});

t.test('isSlow() knows nothing slow without a threshold', async (t) => {
  t.notOk(isSlow({ ...REQUEST, firstByteMs: 1e9 }, 0));
});
