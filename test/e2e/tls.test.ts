/**
 * The program over TLS, in both versions of HTTP, against an origin that counts: what is promised
 * of plain HTTP holds there too, and certificates come and go.
 */
import { once } from 'node:events';
import { copyFile, mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import type { ClientHttp2Session } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import t, { type Test } from 'tap';
import { parseMultipart } from '../fixtures/multipart-parser.ts';
import { skipWithout } from '../fixtures/needs.ts';
import { runProgram, startProgram } from '../fixtures/program.ts';
import { runTool } from '../fixtures/run-tool.ts';
import { ask, openSession, pairOf, pairPaths } from '../fixtures/secure.ts';
import { bytesOf, startSyntheticOrigin } from '../fixtures/synthetic-origin.ts';

const MiB = 1024 ** 2;
const { cert, key } = pairPaths('a');
const FILM = '/watch?v=film.webm';

async function setUp(t: Test, size: number, env: Record<string, string> = {}) {
  const origin = await startSyntheticOrigin(size);
  const program = await startProgram({
    cwd: tmpdir(),
    env: {
      AWS_ENDPOINT_URL_S3: origin.endpoint,
      AWS_ACCESS_KEY_ID: 'k',
      AWS_SECRET_ACCESS_KEY: 's',
      FIRSTBYTE_BUCKETS: 'films',
      FIRSTBYTE_TLS_CERT: cert,
      FIRSTBYTE_TLS_KEY: key,
      FIRSTBYTE_SHUTDOWN_MS: '8000',
      ...env,
    },
  });
  t.teardown(async () => {
    await program.stop();
    await origin.close();
  });
  return { origin, program, url: program.url, port: Number(new URL(program.url).port) };
}

const reads = (origin: { requests: readonly { path: string; aborted: boolean; sent: number }[] }) =>
  origin.requests.filter(({ path }) => path.includes('film.webm'));

t.test(
  'ranges, preconditions and HEAD over both versions',
  { skip: skipWithout('curl') },
  async (t) => {
    const size = 3 * MiB;
    const { url } = await setUp(t, size, { FIRSTBYTE_HSTS_SECONDS: '600' });
    t.match(url, /^https:/);
    for (const version of ['--http1.1', '--http2']) {
      const curl = (...args: string[]) => runTool('curl', ['-sk', version, ...args, url + FILM]);
      const number = version === '--http2' ? '2' : '1.1';
      const head = (await curl('-I')).toString();
      t.match(head, new RegExp(`^HTTP/${number} 200 `));
      t.match(head, new RegExp(`^content-length: ${size}\r$`, 'im'));
      t.match(head, /^strict-transport-security: max-age=600\r$/im);
      t.equal(/^(connection|keep-alive|transfer-encoding):/im.test(head), number === '1.1');
      t.ok((await curl()).equals(bytesOf(0, size)), `${version}: whole`);
      t.ok((await curl('-r', '1000-1999')).equals(bytesOf(1000, 2000)), `${version}: a range`);
      t.ok((await curl('-r', '-500')).equals(bytesOf(size - 500, size)), `${version}: the end`);
      const etag = /^etag: (.+)\r$/im.exec(head)?.[1] ?? '';
      t.match((await curl('-i', '-H', `If-None-Match: ${etag}`)).toString(), /^HTTP\/\S+ 304 /);
      t.match((await curl('-i', '-H', 'If-Match: "x"')).toString(), /^HTTP\/\S+ 412 /);
      t.match((await curl('-i', '-r', `${size}-`)).toString(), /^HTTP\/\S+ 416 /);
      const several = await curl('-r', '0-9,100-109');
      t.ok(several.includes(bytesOf(100, 110)), `${version}: several ranges`);
    }
  },
);

t.test('several ranges are parts of one answer over HTTP/2', async (t) => {
  const { url } = await setUp(t, MiB);
  const session = await openSession(t, url);
  const { headers, body, whole } = await ask(session, FILM, { range: 'bytes=0-9,100-109' }).answer;
  t.match({ status: headers[':status'], whole }, { status: 206, whole: true });
  const parts = parseMultipart(String(headers['content-type']), body);
  t.ok(parts[0]?.bytes.equals(bytesOf(0, 10)));
  t.ok(parts[1]?.bytes.equals(bytesOf(100, 110)));
});

t.test('sixty viewers of one connection, each with all of it', async (t) => {
  const { url, origin } = await setUp(t, 4 * MiB);
  const session = await openSession(t, url);
  const all = await Promise.all(Array.from({ length: 60 }, () => ask(session, FILM).answer));
  const film = bytesOf(0, 4 * MiB);
  t.ok(all.every(({ body, whole }) => whole && body.equals(film)));
  const sent = reads(origin).reduce((sum, one) => sum + one.sent, 0);
  t.ok(sent < 5 * MiB, `the origin sent ${(sent / MiB).toFixed(1)} MiB of 4`);
});

t.test('a stream that is given up frees the origin, and one unread holds it back', async (t) => {
  const { url, origin } = await setUp(t, 512 * MiB);
  const session = await openSession(t, url);
  const { stream } = ask(session, FILM);
  stream.pause();
  await once(stream, 'response');
  const sent = () => reads(origin).reduce((sum, one) => sum + one.sent, 0);
  // It comes to rest: while others are served on the same connection, it moves no further.
  let before = -1;
  while (sent() !== before) {
    before = sent();
    for (let n = 0; n < 50; n++) {
      await ask(session, '/watch?v=other.webm', { range: 'bytes=0-9' }).answer;
    }
  }
  t.ok(before < 20 * MiB, `the origin stopped after ${(before / MiB).toFixed(1)} MiB of 512`);
  origin.holdAfter(300_000);
  const other = ask(session, '/watch?v=film.webm.2');
  await origin.until(() => reads(origin).some(({ path }) => path.endsWith('.2')));
  other.stream.close(8);
  stream.close(8);
  await origin.until(() =>
    reads(origin)
      .filter(({ path }) => path.endsWith('.2'))
      .every((one) => one.aborted),
  );
  t.equal(session.closed, false);
});

t.test('an object that changes in mid-body resets the stream', async (t) => {
  const { url, origin } = await setUp(t, 64 * MiB);
  const session = await openSession(t, url);
  const { stream, answer } = ask(session, FILM);
  await once(stream, 'response');
  stream.pause();
  origin.replace(1);
  stream.resume();
  const { body, whole, code } = await answer;
  t.match({ whole, code }, { whole: false, code: 2 });
  t.ok(body.equals(bytesOf(0, body.length)), 'no byte of the new version');
  t.equal(session.closed, false);
});

t.test('plain and TLS side by side, and an end that cuts nothing', async (t) => {
  const { url, origin, program } = await setUp(t, 24 * MiB, { FIRSTBYTE_TLS_PORT: '0' });
  t.match(url, /^http:/);
  while (program.urls.length < 2) await new Promise((resolve) => setImmediate(resolve));
  const secure = program.urls.find((one) => one.startsWith('https:')) ?? '';
  const session = await openSession(t, secure);
  const plain = await fetch(url + FILM);
  t.equal(plain.headers.get('strict-transport-security'), null);
  const streams = Array.from({ length: 5 }, () => ask(session, FILM));
  await Promise.all(streams.map(({ stream }) => once(stream, 'response')));
  const stopped = program.stop();
  const film = bytesOf(0, 24 * MiB);
  t.ok(Buffer.from(await plain.arrayBuffer()).equals(film));
  for (const { answer } of streams) {
    const { body, whole } = await answer;
    t.ok(whole && body.equals(film), 'whole');
  }
  t.equal(await stopped, 0);
  t.notOk(program.log.some(({ msg }) => String(msg).includes('cut off')));
  t.ok(origin.requests.length > 0);
});

/** The name in the certificate that newcomers are shown. */
async function nameAt(port: number): Promise<unknown> {
  const socket = connect({ port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { CN } = socket.getPeerCertificate().subject;
  socket.destroy();
  return CN;
}

async function logged(program: { log: readonly Record<string, unknown>[] }, words: string) {
  while (!program.log.some(({ msg }) => String(msg).includes(words))) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

t.test('a certificate is replaced while films play, and a bad one is not taken', async (t) => {
  const folder = t.testdir({ one: {}, two: {} });
  for (const [place, name] of [
    ['one', 'a'],
    ['two', 'b'],
  ] as const) {
    await copyFile(pairPaths(name).cert, join(folder, place, 'tls.crt'));
    await copyFile(pairPaths(name).key, join(folder, place, 'tls.key'));
  }
  // As Kubernetes does it: the files are links into a folder that is a link itself.
  await symlink('one', join(folder, 'data'));
  const env = {
    FIRSTBYTE_TLS_CERT: join(folder, 'data/tls.crt'),
    FIRSTBYTE_TLS_KEY: join(folder, 'data/tls.key'),
  };
  const { port, url, program } = await setUp(t, 64 * MiB, env);
  const session: ClientHttp2Session = await openSession(t, url);
  const { stream, answer } = ask(session, FILM);
  stream.pause();
  t.equal(await nameAt(port), 'firstbyte test a');
  await symlink('two', join(folder, 'next'));
  await rename(join(folder, 'next'), join(folder, 'data'));
  await logged(program, 'certificate: replaced');
  t.equal(await nameAt(port), 'firstbyte test b');
  stream.resume();
  t.ok((await answer).whole, 'what played goes on');
  await writeFile(join(folder, 'two/tls.crt'), pairOf('a').cert);
  await logged(program, 'the old one stays');
  t.equal(await nameAt(port), 'firstbyte test b');
  t.notOk(JSON.stringify(program.log).includes('PRIVATE'));
});

t.test('the start is refused with all that is wrong, and warned of what is old', async (t) => {
  const cwd = t.testdir({ 'junk.pem': 'junk' });
  await mkdir(join(cwd, 'empty'));
  const check = (env: Record<string, string>) => runProgram({ args: ['--check-config'], cwd, env });
  const bad = await check({
    FIRSTBYTE_TLS_CERT: 'junk.pem',
    FIRSTBYTE_TLS_KEY: 'none.pem',
    FIRSTBYTE_PORT: 'x',
  });
  t.equal(bad.code, 78);
  t.match(bad.stderr, 'tls_cert (FIRSTBYTE_TLS_CERT): the file holds no certificate in PEM');
  t.match(bad.stderr, 'tls_key (FIRSTBYTE_TLS_KEY): cannot read "none.pem": ENOENT');
  t.match(bad.stderr, 'port (FIRSTBYTE_PORT)');
  const old = pairPaths('old');
  const warned = await check({ FIRSTBYTE_TLS_CERT: old.cert, FIRSTBYTE_TLS_KEY: old.key });
  t.equal(warned.code, 0);
});
