/**
 * Limits through the program: who comes when there are too many is told when to come back, and
 * those who watch already get every byte of their film.
 */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { Agent, get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { within } from '../fixtures/deadline.ts';
import { leadingTo, startFolderStore } from '../fixtures/folder-store.ts';
import { type Program, startProgram } from '../fixtures/program.ts';
import { bytesOf } from '../fixtures/synthetic-origin.ts';

const MiB = 1024 ** 2;
/** More than the buffers between gateway and viewer hold: unread, it stays unfinished. */
const LONG = 64 * MiB;
const SHORT = 3 * MiB;
const FILM = bytesOf(0, LONG);

/** The program with these limits, before a store with a long film and a short one. */
async function start(t: Test, limits: Record<string, string>): Promise<Program> {
  const { store, films } = await startFolderStore(t);
  await writeFile(join(films, 'long.webm'), FILM);
  await writeFile(join(films, 'short.webm'), FILM.subarray(0, SHORT));
  const program = await startProgram({
    env: {
      ...leadingTo({ store }),
      FIRSTBYTE_CORS_ORIGINS: '*',
      ...limits,
    },
  });
  t.teardown(() => program.stop('SIGKILL'));
  return program;
}

const as = (address: string) => ({ 'x-forwarded-for': address });

/** The head of an answer; its body is read by nobody yet. */
async function open(program: Program, path: string, headers = {}): Promise<IncomingMessage> {
  const request = get(program.url + path, { headers, agent: new Agent() });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return answer;
}

async function bytesIn(answer: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of answer as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What a refusal says; nobody has to wait for longer than `most` seconds. */
async function checkRefused(
  t: Test,
  answer: IncomingMessage,
  status: number,
  code: string,
  most: number,
): Promise<void> {
  t.match(JSON.parse((await bytesIn(answer)).toString()), { status, code });
  t.equal(answer.statusCode, status);
  const wait = Number(answer.headers['retry-after']);
  t.ok(Number.isInteger(wait) && wait >= 1 && wait <= most, `Retry-After: ${wait}`);
  t.equal(answer.headers['cache-control'], 'no-store');
  t.equal(answer.headers['access-control-allow-origin'], '*', 'players may read why');
  t.equal(answer.headers['www-authenticate'], undefined);
}

/** Asks until it is let in. The gateway hears of an end no later than a turn after we do, or two. */
async function letIn(program: Program, path: string, headers = {}): Promise<Buffer> {
  const trying = async (): Promise<Buffer> => {
    for (;;) {
      const answer = await open(program, path, headers);
      const bytes = await bytesIn(answer);
      if (answer.statusCode === 200) return bytes;
      await turn();
    }
  };
  return await within(20_000, 'being let in', trying());
}

t.test('max_streams: one more is told to come back, and those that run go on', async (t) => {
  const program = await start(t, { FIRSTBYTE_MAX_STREAMS: '2' });
  const running = [
    await open(program, '/objects/films/long.webm'),
    await open(program, '/watch?v=long.webm', { range: 'bytes=1-' }),
  ];
  t.strictSame(
    running.map(({ statusCode }) => statusCode),
    [200, 206],
  );
  for (const path of ['/objects/films/short.webm', '/watch?v=none.webm']) {
    await checkRefused(t, await open(program, path), 503, 'overloaded', 5);
  }
  for (const path of ['/list_objects', '/list_buckets', '/healthz', '/']) {
    t.equal((await open(program, path)).statusCode, 200, `${path} sends no object`);
  }
  const head = await fetch(`${program.url}/objects/films/short.webm`, { method: 'HEAD' });
  t.equal(head.status, 200, 'nor does HEAD');
  const [whole, rest] = await Promise.all(running.map(bytesIn));
  t.ok(whole?.equals(FILM), 'every byte');
  t.ok(rest?.equals(FILM.subarray(1)), 'every byte of a range');
  const next = await letIn(program, '/objects/films/short.webm');
  t.ok(next.equals(FILM.subarray(0, SHORT)), 'whoever comes back');
});

t.test('max_streams: a viewer who leaves makes room', async (t) => {
  const program = await start(t, { FIRSTBYTE_MAX_STREAMS: '1' });
  const running = await open(program, '/objects/films/long.webm');
  await checkRefused(t, await open(program, '/watch?v=short.webm'), 503, 'overloaded', 5);
  running.destroy();
  t.equal((await letIn(program, '/watch?v=short.webm')).length, SHORT);
});

t.test('max_streams_per_address: whoever is behind the proxy, by the address it saw', async (t) => {
  const program = await start(t, {
    FIRSTBYTE_MAX_STREAMS_PER_ADDRESS: '1',
    FIRSTBYTE_TRUSTED_PROXIES: '127.0.0.1',
  });
  const running = [
    await open(program, '/objects/films/long.webm', as('192.0.2.1')),
    await open(program, '/objects/films/long.webm', as('2001:db8::1')),
  ];
  for (const forwarded of [
    '192.0.2.1',
    // What a viewer adds stands to the left of what the proxy saw.
    '198.51.100.1, 192.0.2.1',
    '192.0.2.1, 127.0.0.1',
    '2001:db8:0:0:ffff::2',
  ]) {
    const answer = await open(program, '/watch?v=short.webm', as(forwarded));
    await checkRefused(t, answer, 429, 'rate_limited', 5);
  }
  for (const forwarded of ['192.0.2.2', '192.0.2.1, 192.0.2.3', '2001:db8:0:1::1']) {
    const answer = await open(program, '/watch?v=short.webm', as(forwarded));
    t.equal((await bytesIn(answer)).length, SHORT, forwarded);
  }
  for (const bytes of await Promise.all(running.map(bytesIn))) t.ok(bytes.equals(FILM));
  t.equal((await letIn(program, '/watch?v=short.webm', as('192.0.2.1'))).length, SHORT);
});

t.test('max_streams_per_address: without a trusted proxy nobody is believed', async (t) => {
  const program = await start(t, { FIRSTBYTE_MAX_STREAMS_PER_ADDRESS: '1' });
  const running = await open(program, '/objects/films/long.webm', as('192.0.2.1'));
  const other = await open(program, '/watch?v=short.webm', as('192.0.2.2'));
  await checkRefused(t, other, 429, 'rate_limited', 5);
  t.ok((await bytesIn(running)).equals(FILM));
});

t.test('requests_per_second: a burst, then refusals, then it goes on', async (t) => {
  const program = await start(t, {
    FIRSTBYTE_REQUESTS_PER_SECOND: '2',
    FIRSTBYTE_TRUSTED_PROXIES: '127.0.0.1',
  });
  const running = await open(program, '/objects/films/long.webm', as('192.0.2.1'));
  const from = performance.now();
  const answers: IncomingMessage[] = [];
  for (let i = 0; i < 40; i++) answers.push(await open(program, '/nothing', as('192.0.2.1')));
  const seconds = (performance.now() - from) / 1000;
  const allowed = answers.filter(({ statusCode }) => statusCode === 404).length;
  t.ok(allowed >= 9, 'five seconds at once, less the one that runs');
  t.ok(allowed <= 10 + 2 * seconds, `${allowed} in ${seconds} s`);
  for (const one of answers.filter(({ statusCode }) => statusCode !== 404)) {
    await checkRefused(t, one, 429, 'rate_limited', 1);
  }
  t.equal((await open(program, '/nothing', as('192.0.2.2'))).statusCode, 404, 'somebody else');
  t.equal((await open(program, '/healthz', as('192.0.2.1'))).statusCode, 200, 'a supervisor');
  t.ok((await bytesIn(running)).equals(FILM), 'what plays goes on');
  t.equal((await letIn(program, '/watch?v=short.webm', as('192.0.2.1'))).length, SHORT);
});

t.test('stream_bytes_per_second: never more than was due, and every byte', async (t) => {
  const perSecond = MiB;
  const program = await start(t, { FIRSTBYTE_STREAM_BYTES_PER_SECOND: String(perSecond) });
  for (const [range, start] of [
    ['bytes=0-', 0],
    [`bytes=${MiB / 2}-`, MiB / 2],
  ] as const) {
    const from = performance.now();
    const answer = await open(program, '/objects/films/short.webm', { range });
    const pieces: Buffer[] = [];
    let length = 0;
    let tooMany = 0;
    for await (const piece of answer as AsyncIterable<Buffer>) {
      pieces.push(piece);
      length += piece.length;
      // Later than it left the gateway, so more was due than is counted here, never less.
      const seconds = (performance.now() - from) / 1000;
      if (length > perSecond * (2 + seconds)) tooMany++;
    }
    t.equal(tooMany, 0, 'two seconds of it at once, then a second of it in a second');
    t.ok(Buffer.concat(pieces).equals(FILM.subarray(start, SHORT)), range);
  }
});
