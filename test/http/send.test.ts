import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import t, { type Test } from 'tap';
import type { Answer, BodySource } from '../../src/http/answer.ts';
import { type Sent, send } from '../../src/http/send.ts';
import { type Pulled, sourceOf } from '../../src/object/source.ts';
import { watchRejections } from '../fixtures/rejections.ts';
import { gate, standstill, startServer } from '../fixtures/server.ts';
import { getRequest, openWire, readAnswers } from '../fixtures/wire.ts';

watchRejections(t);

interface Sending {
  readonly res: ServerResponse;
  readonly sent: Sent;
  /** Settles with `send`: what it threw, or undefined. */
  readonly outcome: Promise<unknown>;
  readonly departure: AbortController;
}

/** Sends `answer` to the next request, over a real connection. */
async function setUp(t: Test, answer: Answer, headOnly = false) {
  const begun = gate<Sending>();
  let clock = 100;
  const port = await startServer(t, (_req, res) => {
    const sent: Sent = { bytes: 0, firstByteAt: undefined };
    const departure = new AbortController();
    res.once('close', () => departure.abort());
    const outcome = send(res, answer, sent, {
      headOnly,
      signal: departure.signal,
      now: () => clock++,
      onBytes() {},
      lateHeaders: () => ({ Late: String(clock) }),
    }).then(
      () => undefined,
      (error: unknown) => error,
    );
    begun.open({ res, sent, outcome, departure });
  });
  return { port, begun: begun.opened };
}

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

/** Whether a client would notice that bytes are missing. */
function isCut(received: string): boolean {
  try {
    return readAnswers(received).length === 0;
  } catch {
    return true;
  }
}

const CLOSE = getRequest('/', 'Connection: close');

t.test('send() writes head and body of what is in memory', async (t) => {
  const body = { length: 5, bytes: Buffer.from('hello') };
  const { port, begun } = await setUp(t, { status: 203, headers: { ETag: '"a"' }, body });
  const wire = await openWire(port);
  wire.write(CLOSE);
  const [answer] = readAnswers(await wire.closed);
  t.equal(answer?.status, 203);
  t.equal(answer?.headers.get('etag'), '"a"');
  t.equal(answer?.headers.get('content-length'), '5');
  t.ok(answer?.headers.has('late'));
  t.equal(answer?.body, 'hello');
  const { sent, outcome } = await begun;
  t.equal(await outcome, undefined);
  t.strictSame(sent, { bytes: 5, firstByteAt: 100 });
});

t.test('send() writes a stream piece by piece and counts it', async (t) => {
  const body = { length: 6, bytes: sourceOf(pieces('ab', '', 'cde', 'f')) };
  const { port, begun } = await setUp(t, { status: 206, headers: {}, body });
  const wire = await openWire(port);
  wire.write(CLOSE);
  const [answer] = readAnswers(await wire.closed);
  t.equal(answer?.body, 'abcdef');
  t.equal(answer?.headers.get('content-length'), '6');
  t.notOk(answer?.headers.has('transfer-encoding'));
  const { sent, outcome } = await begun;
  t.equal(await outcome, undefined);
  t.equal(sent.bytes, 6);
});

t.test('send() passes the first bytes on before the next ones exist', async (t) => {
  const more = gate();
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('first');
    await more.opened;
    yield Buffer.from('then');
  }
  const { port } = await setUp(t, {
    status: 200,
    headers: {},
    body: { length: 9, bytes: sourceOf(slow()) },
  });
  const wire = await openWire(port);
  wire.write(CLOSE);
  await wire.until((received) => received.endsWith('first'));
  more.open();
  t.equal(readAnswers(await wire.closed)[0]?.body, 'firstthen');
});

t.test('send() tells HEAD the length and does not touch the body', async (t) => {
  let touched = false;
  async function* untouched(): AsyncGenerator<Uint8Array> {
    touched = true;
    yield Buffer.from('x');
  }
  const body = { length: 7, bytes: sourceOf(untouched()) };
  const { port, begun } = await setUp(t, { status: 200, headers: {}, body }, true);
  const wire = await openWire(port);
  wire.write(CLOSE.replace('GET', 'HEAD'));
  const received = await wire.closed;
  t.match(received, /content-length: 7\r\n/i);
  t.ok(received.endsWith('\r\n\r\n'));
  const { sent, outcome } = await begun;
  t.equal(await outcome, undefined);
  t.strictSame(sent, { bytes: 0, firstByteAt: undefined });
  t.equal(touched, false);
});

t.test(
  'send() says a length of 0 where there is no body, and none where there never is',
  async (t) => {
    for (const [status, request, length] of [
      [304, CLOSE, undefined],
      [204, CLOSE, undefined],
      [201, CLOSE, '0'],
      // What a GET would say is not known here.
      [200, CLOSE.replace('GET', 'HEAD'), undefined],
    ] as const) {
      const { port } = await setUp(t, { status, headers: {} }, request.startsWith('HEAD'));
      const wire = await openWire(port);
      wire.write(request);
      const received = await wire.closed;
      t.equal(/content-length: (\d+)/i.exec(received)?.[1], length, `${status}`);
      t.notMatch(received, /transfer-encoding/i);
    }
    const empty = await setUp(t, {
      status: 200,
      headers: {},
      body: { length: 0, bytes: sourceOf(pieces()) },
    });
    const other = await openWire(empty.port);
    other.write(CLOSE);
    t.match(await other.closed, /content-length: 0\r\n/i);
    t.equal(await (await empty.begun).outcome, undefined);
  },
);

t.test('send() has words for a status that Node has none for', async (t) => {
  const { port } = await setUp(t, { status: 460, headers: {} });
  const wire = await openWire(port);
  wire.write(CLOSE);
  t.match(await wire.closed, /^HTTP\/1\.1 460 Checksum Mismatch\r\n/);
});

t.test('send() throws before the head when the body fails before its first byte', async (t) => {
  const failure = new Error('no first byte');
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield* pieces();
    throw failure;
  }
  const { port, begun } = await setUp(t, {
    status: 200,
    headers: {},
    body: { length: 3, bytes: sourceOf(failing()) },
  });
  const wire = await openWire(port);
  wire.write(CLOSE);
  const { res, sent, outcome } = await begun;
  t.equal(await outcome, failure);
  t.equal(res.headersSent, false);
  t.strictSame(sent, { bytes: 0, firstByteAt: undefined });
  res.end();
  await wire.closed;
});

t.test('send() throws at a body that ends early, and does not end the answer', async (t) => {
  for (const bytes of [pieces('abc'), pieces()]) {
    const { port, begun } = await setUp(t, {
      status: 200,
      headers: {},
      body: { length: 4, bytes: sourceOf(bytes) },
    });
    const wire = await openWire(port);
    wire.write(CLOSE);
    const { res, outcome } = await begun;
    t.match(await outcome, { message: /Content-Length 4/ });
    t.equal(res.writableEnded, false);
    res.destroy();
    const received = await wire.closed;
    t.ok(isCut(received), 'nothing that looks whole');
  }
});

t.test('send() throws at a body that runs on, and frees it', async (t) => {
  let freed = false;
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield Buffer.from('abc');
    } finally {
      freed = true;
    }
  }
  const { port, begun } = await setUp(t, {
    status: 200,
    headers: {},
    body: { length: 8, bytes: sourceOf(endless()) },
  });
  const wire = await openWire(port);
  wire.write(CLOSE);
  const { res, sent, outcome } = await begun;
  t.match(await outcome, { message: /Content-Length 8/ });
  t.equal(sent.bytes, 6, 'no byte more than promised');
  t.equal(freed, true);
  res.destroy();
  t.ok(isCut(await wire.closed));
});

const PIECE = 64 * 1024;
const MANY = 512;

/** 32 MiB, with a look at how much of it was taken. */
function reservoir() {
  const state = { taken: 0, freed: gate() };
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      for (let n = 0; n < MANY; n++) {
        state.taken++;
        yield Buffer.alloc(PIECE, n % 256);
      }
    } finally {
      state.freed.open();
    }
  }
  return { state, body: { length: PIECE * MANY, bytes: sourceOf(bytes()) } };
}

t.test('send() stops pulling while the viewer does not read, and goes on after', async (t) => {
  const { state, body } = reservoir();
  const { port, begun } = await setUp(t, { status: 200, headers: {}, body });
  const wire = await openWire(port, false);
  wire.write(CLOSE);
  const { outcome, sent } = await begun;
  await standstill(() => state.taken);
  t.ok(state.taken > 0);
  t.ok(
    state.taken < MANY / 2,
    `${state.taken} of ${MANY} pieces: what the kernel buffers, no more`,
  );
  wire.resume();
  t.equal(await outcome, undefined);
  t.equal(sent.bytes, PIECE * MANY);
  const [answer] = readAnswers(await wire.closed);
  t.equal(answer?.body.length, PIECE * MANY);
  t.equal(answer?.body.charCodeAt(PIECE * 300), 300 % 256);
});

t.test('send() frees the body when the viewer leaves while it waits to drain', async (t) => {
  const { state, body } = reservoir();
  const { port, begun } = await setUp(t, { status: 200, headers: {}, body });
  const wire = await openWire(port, false);
  wire.write(CLOSE);
  const { outcome, res } = await begun;
  await standstill(() => state.taken);
  wire.leave();
  await state.freed.opened;
  t.match(await outcome, { name: 'AbortError' });
  t.ok(state.taken < MANY);
  if (!res.closed) await once(res, 'close');
  t.equal(res.writableFinished, false);
});

t.test('send() pulls nothing for a viewer who has left already', async (t) => {
  const { state, body } = reservoir();
  const { port, begun } = await setUp(t, { status: 200, headers: {}, body });
  const wire = await openWire(port, false);
  wire.write(CLOSE);
  const { departure, outcome } = await begun;
  departure.abort(new Error('left'));
  t.match(await outcome, { name: /Error/ });
  await state.freed.opened;
  t.ok(state.taken < MANY);
  wire.leave();
});

/** A source that gives what a test puts in, and notes that it was closed. */
function scripted(...answers: readonly (() => Pulled)[]) {
  const state = { pulls: 0, closed: 0 };
  const bytes: BodySource = {
    pull: () => answers[state.pulls++]?.(),
    close: () => {
      state.closed++;
    },
  };
  return { state, bytes };
}

t.test('send() gathers a run of pieces into one write', async (t) => {
  const { state, bytes } = scripted(() => [
    Buffer.from('ab'),
    Buffer.from('cd'),
    Buffer.from('ef'),
  ]);
  const corked: number[] = [];
  const port = await startServer(t, (_req, res) => {
    const write = res.write.bind(res);
    res.write = (piece: Uint8Array) => {
      corked.push(res.writableCorked);
      return write(piece);
    };
    const sent: Sent = { bytes: 0, firstByteAt: undefined };
    void send(res, { status: 200, headers: {}, body: { length: 6, bytes } }, sent, {
      headOnly: false,
      signal: new AbortController().signal,
      onBytes() {},
      now: () => 0,
      lateHeaders: () => ({}),
    });
  });
  const wire = await openWire(port);
  wire.write(CLOSE);
  t.equal(readAnswers(await wire.closed)[0]?.body, 'abcdef');
  t.strictSame(corked, [1, 1, 1], 'none of them leaves alone');
  t.equal(state.closed, 1);
});

t.test('send() closes the source in any case', async (t) => {
  for (const [name, headOnly, length, answer] of [
    ['whole', false, 2, () => [Buffer.from('ab')]],
    ['short', false, 3, () => [Buffer.from('ab')]],
    ['HEAD', true, 2, () => [Buffer.from('ab')]],
    ['empty', false, 0, () => undefined],
    ['failed', false, 2, () => Promise.reject(new Error('m'))],
  ] as const) {
    const { state, bytes } = scripted(answer);
    const body = { length, bytes };
    const { port, begun } = await setUp(t, { status: 200, headers: {}, body }, headOnly);
    const wire = await openWire(port);
    wire.write(headOnly ? CLOSE.replace('GET', 'HEAD') : CLOSE);
    const { res, outcome } = await begun;
    await outcome;
    t.equal(state.closed, 1, name);
    if (headOnly || length === 0) t.equal(state.pulls, 0, name);
    if (name === 'short' || name === 'failed') res.destroy();
    await wire.closed;
  }
});

t.test('send() leaves no rejection behind when the viewer leaves first', async (t) => {
  const failed = gate();
  const work = failed.opened.then(() => Promise.reject(new Error('nobody waits for this')));
  const { state, bytes } = scripted(() => work);
  const answer = { status: 200, headers: {}, body: { length: 2, bytes } };
  const { port, begun } = await setUp(t, answer);
  const wire = await openWire(port);
  wire.write(CLOSE);
  const { outcome } = await begun;
  wire.leave();
  t.match(await outcome, { name: 'AbortError' });
  t.equal(state.closed, 1);
  failed.open();
});
