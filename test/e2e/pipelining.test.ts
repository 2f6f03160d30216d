/** HTTP/1.1 pipelining over a bare socket: no client that is still around does it, proxies do. */
import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { within } from '../fixtures/deadline.ts';
import { readSample } from '../fixtures/film.ts';
import { startInFront } from '../fixtures/in-front.ts';
import { storesToTest } from '../fixtures/stores.ts';

interface Answer {
  readonly status: number;
  readonly contentRange: string | undefined;
  readonly body: Buffer;
}

/** Writes `request` at once and reads until the other side has closed. */
async function exchange(origin: string, request: string): Promise<Buffer> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(request);
  await within(30_000, 'the end of the connection', once(socket, 'end'));
  return Buffer.concat(chunks);
}

/** Cuts a connection's bytes into answers by their Content-Length. */
function readAnswers(bytes: Buffer): Answer[] {
  const answers: Answer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const headEnd = bytes.indexOf('\r\n\r\n', at) + 4;
    const head = bytes.toString('latin1', at, headEnd);
    const end = headEnd + Number(/^content-length: (\d+)\r$/im.exec(head)?.[1]);
    answers.push({
      status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]),
      contentRange: /^content-range: (.+)\r$/im.exec(head)?.[1],
      body: bytes.subarray(headEnd, end),
    });
    at = end;
  }
  return answers;
}

for (const { name, skip } of storesToTest()) {
  t.test(`pipelined requests in front of the ${name} store`, { skip }, async (t) => {
    const sample = await readSample();
    const size = sample.length;
    const front = await startInFront(name, [{ name: 'sample.mp4', bytes: sample }]);
    t.teardown(() => front.close());
    const { pathname, search, host } = new URL(front.original('sample.mp4'));
    const get = (range: string, last = false) =>
      `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nRange: bytes=${range}\r\n` +
      `${last ? 'Connection: close\r\n' : ''}\r\n`;

    t.test('are answered in order, each with its own bytes', async (t) => {
      // The first is long and the second short: done side by side, the second would be ready first.
      const request = get('0-') + get('5-5') + get('-70000', true);
      const answers = readAnswers(await exchange(front.program.url, request));
      const expected = [
        [0, size],
        [5, 6],
        [size - 70000, size],
      ] as const;
      t.equal(answers.length, expected.length);
      expected.forEach(([start, end], i) => {
        const answer = answers[i];
        t.equal(answer?.status, 206);
        t.equal(answer?.contentRange, `bytes ${start}-${end - 1}/${size}`);
        t.ok(answer?.body.equals(sample.subarray(start, end)), `bytes of answer ${i + 1}`);
      });
    });

    t.test('are answered after one that fails, on the same connection', async (t) => {
      const request = get(`${size}-`) + get('0-9', true);
      const answers = readAnswers(await exchange(front.program.url, request));
      t.strictSame(
        answers.map(({ status }) => status),
        [416, 206],
      );
      t.ok(answers[1]?.body.equals(sample.subarray(0, 10)));
    });
  });
}
