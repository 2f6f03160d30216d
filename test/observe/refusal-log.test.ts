import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { createLog } from '../../src/observe/log.ts';
import { createDropLog, logRefusal } from '../../src/observe/refusal-log.ts';

function caught() {
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', { write: (line) => lines.push(JSON.parse(line)) });
  return { lines, log };
}

t.test('logRefusal() leads from a request id to the reason', async (t) => {
  const { lines, log } = caught();
  logRefusal(log, { requestId: 'r-1', error: new GatewayError('request_malformed', 'Bad method') });
  t.match(lines, [
    {
      level: 'info',
      requestId: 'r-1',
      status: 400,
      code: 'request_malformed',
      reason: 'Bad method',
    },
  ]);
});

t.test('createDropLog() turns a flood of connections into a line now and then', async (t) => {
  const { lines, log } = caught();
  let ms = 0;
  const dropped = createDropLog(log, () => ms);
  dropped();
  for (let i = 0; i < 500; i++) dropped();
  t.match(lines, [{ level: 'warn', connections: 1 }]);
  t.equal(lines.length, 1);
  ms = 10_000;
  dropped();
  t.match(lines[1], { connections: 501 });
});
