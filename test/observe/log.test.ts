import t from 'tap';
import { createLog, type LogLevel } from '../../src/observe/log.ts';

const setUp = (level: LogLevel = 'info') => {
  const lines: string[] = [];
  const log = createLog(level, { write: (line) => lines.push(line) });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '') };
};

t.test(
  'createLog() writes one JSON object a line, with level by name and time in ISO 8601',
  async (t) => {
    const { log, lines, last } = setUp();
    log.info({ bytes: 5, key: 'a\nb' }, 'request');
    t.equal(lines.length, 1);
    t.match(lines[0], /^[^\n]+\n$/, 'also when a value holds a line break');
    t.strictSame(Object.keys(last()).sort(), ['bytes', 'key', 'level', 'msg', 'time']);
    t.match(last(), { level: 'info', msg: 'request', bytes: 5, key: 'a\nb' });
    t.match(last().time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  },
);

t.test('createLog() writes from its level up', async (t) => {
  for (const [level, expected] of [
    ['debug', ['debug', 'info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
    ['silent', []],
  ] as const) {
    const { log, lines } = setUp(level);
    for (const name of ['debug', 'info', 'warn', 'error'] as const) log[name]({}, 'm');
    t.strictSame(
      lines.map((line) => JSON.parse(line).level),
      expected,
      level,
    );
  }
});

t.test('createLog() hides secrets, also inside of what is logged', async (t) => {
  const { log, lines } = setUp();
  const SECRET = 'wJalrXUtnFEMI';
  for (const name of [
    ...['authorization', 'Authorization', 'cookie', 'set-cookie', 'token', 'x-amz-security-token'],
    ...['access_key', 'secret_key', 'session_token', 'secretAccessKey', 'sessionToken'],
  ]) {
    log.error({ [name]: SECRET }, 'm');
    log.error({ headers: { [name]: SECRET } }, 'm');
    log.error({ config: { credentials: { [name]: SECRET } } }, 'm');
    for (const line of lines.splice(0)) t.notMatch(line, SECRET, line);
  }
  log.error({ key: SECRET }, 'm');
  t.match(lines[0], SECRET, 'other fields are none the worse');
});

t.test('createLog() still writes errors, lists and what refers to itself', async (t) => {
  const { log, last } = setUp();
  const loop: { itself?: unknown; n: number } = { n: 1 };
  loop.itself = loop;
  log.error({ err: new TypeError('odd'), list: [1, { token: 'x' }, null], loop }, 'm');
  t.match(last(), {
    err: { type: 'TypeError', message: 'odd', stack: /odd/ },
    list: [1, { token: '[secret]' }, null],
    loop: { n: 1 },
  });
});

t.test('createLog() leaves what it is given as it is', async (t) => {
  const { log } = setUp();
  const fields = { headers: { authorization: 'x' } };
  log.info(fields, 'm');
  t.strictSame(fields, { headers: { authorization: 'x' } });
});

t.test('createLog() changes its level while it is written to', async (t) => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  log.debug({}, 'before');
  t.ok(log.setLevel('debug'));
  t.equal(log.level, 'debug');
  log.debug({}, 'after');
  t.notOk(log.setLevel('loud'));
  t.equal(log.level, 'debug');
  t.equal(lines.length, 1);
});
