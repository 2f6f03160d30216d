import { EventEmitter } from 'node:events';
import t from 'tap';
import { attend } from '../../src/http/attend.ts';
import type { ViewerRequest, ViewerResponse } from '../../src/http/viewer-request.ts';
import { gate } from '../fixtures/server.ts';

const REQ = {} as ViewerRequest;
const RES = {} as ViewerResponse;
const lineOf = (destroyed: boolean) => Object.assign(new EventEmitter(), { destroyed });

t.test('attend() aborts the signal when the line closes, and at the end', async (t) => {
  const line = lineOf(false);
  const end = gate();
  let signal: AbortSignal | undefined;
  const attended = attend(
    async (_req, _res, given) => {
      signal = given;
      await end.opened;
    },
    REQ,
    RES,
    line,
  );
  t.equal(signal?.aborted, false);
  line.emit('close');
  t.match(signal, { aborted: true, reason: { name: 'AbortError' } });
  end.open();
  await attended;
  t.equal(line.listenerCount('close'), 0);
});

t.test('attend() does not begin when the line is gone', async (t) => {
  await attend(async () => void t.fail('begun'), REQ, RES, lineOf(true));
});
