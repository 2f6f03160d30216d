/** Each proxy as the README has it, in front of the program: bytes, uploads, pauses, and who asks. */
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import t, { type Test } from 'tap';
import { Agent, request } from 'undici';
import { SECRET } from '../fixtures/access-house.ts';
import { within } from '../fixtures/deadline.ts';
import { leadingTo, startFolderStore } from '../fixtures/folder-store.ts';
import { skipWithout } from '../fixtures/needs.ts';
import { startProgram } from '../fixtures/program.ts';
import { type FrontProxy, PROXIES } from '../fixtures/proxies.ts';
import { bytesOf } from '../fixtures/synthetic-origin.ts';
import { linkTo } from '../fixtures/ways-in.ts';

const MiB = 1024 ** 2;
const FILM = bytesOf(0, 2.5 * MiB);
/** More than sockets and a proxy hold, unless it buffers. */
const LONG_BYTES = 256 * MiB;
const VIEWER = '127.0.0.2';
const WAIT_MS = 20_000;

async function start(t: Test, proxy: FrontProxy) {
  const { store, films, mediaDir } = await startFolderStore(t, { films: {} });
  await writeFile(join(films, 'film.webm'), FILM);
  await writeFile(join(films, 'long.webm'), '');
  await truncate(join(films, 'long.webm'), LONG_BYTES);
  const program = await startProgram({
    env: {
      ...leadingTo({ store }),
      FIRSTBYTE_AUTH: JSON.stringify({ links: { keys: [{ id: 'k1', secret: SECRET }] } }),
      FIRSTBYTE_UPLOADS: 'true',
      FIRSTBYTE_ADMIN_PORT: '0',
      FIRSTBYTE_TRUSTED_PROXIES: '127.0.0.1',
    },
  });
  t.teardown(() => program.stop('SIGKILL'));
  const folder = join(mediaDir, proxy.name);
  await mkdir(folder);
  const at = await proxy.start(t, folder, new URL(program.url).host);
  // Not the address of the proxy, which is nobody's word for a viewer; the certificate is signed by nobody.
  const connect = { rejectUnauthorized: false };
  const dispatcher = new Agent({ localAddress: VIEWER, connect });
  t.teardown(() => dispatcher.destroy());
  const admin = program.log.find(({ msg }) => msg === 'operations: listening');
  return {
    at,
    films,
    ask: (base: string, query: string, more: Parameters<typeof request>[1] = {}, key = 'film') =>
      request(`${base}/objects/films/${key}.webm?${query}`, { dispatcher, ...more }),
    async metric(name: string): Promise<number> {
      const text = await (await fetch(`http://127.0.0.1:${admin?.port}/metrics`)).text();
      return Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.split(' ')[1],
      );
    },
  };
}

for (const proxy of PROXIES) {
  t.test(
    `${proxy.name} in front, as in the README`,
    { skip: skipWithout(proxy.name) },
    async (t) => {
      const { at, films, ask, metric } = await start(t, proxy);
      const link = linkTo({ name: 'film.webm' });

      t.test('bytes are right, plain and over TLS', async (t) => {
        for (const base of [at.http, at.https]) {
          const whole = await ask(base, link);
          t.equal(whole.statusCode, 200);
          t.ok(Buffer.from(await whole.body.arrayBuffer()).equals(FILM));
          const part = await ask(base, link, { headers: { range: `bytes=${MiB}-` } });
          t.equal(part.statusCode, 206);
          t.ok(Buffer.from(await part.body.arrayBuffer()).equals(FILM.subarray(MiB)));
        }
      });

      t.test('the gateway knows by which scheme viewers come, whatever they say', async (t) => {
        for (const [base, said, secure] of [
          [at.http, 'https', false],
          [at.https, 'http', true],
        ] as const) {
          const headers = { range: 'bytes=0-9', 'x-forwarded-proto': said };
          const answer = await ask(base, `${link}&cookie=true`, { headers });
          await answer.body.dump();
          t.equal(/; Secure$/.test(String(answer.headers['set-cookie'])), secure, base);
        }
      });

      t.test('and from where', async (t) => {
        for (const [address, status] of [
          [VIEWER, 206],
          ['192.0.2.1', 403],
        ] as const) {
          const headers = { range: 'bytes=0-9', 'x-forwarded-for': '192.0.2.1' };
          const answer = await ask(at.http, linkTo({ name: 'film.webm', address }), { headers });
          await answer.body.dump();
          t.equal(answer.statusCode, status, address);
        }
      });

      t.test('an upload is on its way before all of it is there', async (t) => {
        const body = new PassThrough();
        const write = linkTo({ name: 'up.webm', right: 'write' });
        const answer = ask(at.https, write, { method: 'PUT', body }, 'up');
        body.write(FILM.subarray(0, -MiB));
        const begun = async (): Promise<void> => {
          while (!((await metric('firstbyte_uploads')) > 0));
        };
        await within(WAIT_MS, 'the beginning of an upload', begun());
        body.end(FILM.subarray(-MiB));
        t.equal((await answer).statusCode, 201);
        t.ok((await readFile(join(films, 'up.webm'))).equals(FILM));
      });

      t.test('a film is taken no faster than its viewer does', async (t) => {
        const long = linkTo({ name: 'long.webm' });
        const paused = await ask(at.http, long, {}, 'long');
        // In the time of this one, all of the other could have been buffered.
        let bytes = 0;
        for await (const piece of (await ask(at.http, long, {}, 'long')).body)
          bytes += piece.length;
        t.equal(bytes, LONG_BYTES);
        const over = async (): Promise<void> => {
          while ((await metric('firstbyte_streams')) > 1);
        };
        await within(WAIT_MS, 'the end of the second', over());
        t.equal(await metric('firstbyte_streams'), 1);
        paused.body.on('error', () => {}).destroy();
      });
    },
  );
}
