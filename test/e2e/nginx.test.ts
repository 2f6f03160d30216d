/**
 * nginx in front of the program, as the README has it: bytes out of its cache, and none of them
 * without asking the gateway who may have them.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { hashPassword } from '../../src/auth/password.ts';
import { SECRET } from '../fixtures/access-house.ts';
import { leadingTo, startFolderStore } from '../fixtures/folder-store.ts';
import { skipWithout } from '../fixtures/needs.ts';
import { startNginx } from '../fixtures/nginx.ts';
import { startProgram } from '../fixtures/program.ts';
import { codeBlocks } from '../fixtures/readme.ts';
import { bytesOf } from '../fixtures/synthetic-origin.ts';
import { wholeOf } from '../fixtures/tiny-film.ts';
import { basic, cookieFor, linkTo } from '../fixtures/ways-in.ts';
import { noise, viewOf, wideFilm } from '../fixtures/wide-film.ts';

const MiB = 1024 ** 2;
const LONG = bytesOf(0, 3.5 * MiB);
/** Its index is at the end, so what is shown has other bytes than what is stored. */
const MOVED = wideFilm('ftyp', 'mdat', noise(2 * MiB), 'moov', noise(100));

/** The address of nginx. */
async function start(t: Test): Promise<string> {
  const { store, films, mediaDir } = await startFolderStore(t, { films: { a: {} } });
  await writeFile(join(films, 'long.webm'), LONG);
  await writeFile(join(films, 'a', 'a#b.webm'), LONG.subarray(0, 9));
  await writeFile(join(films, 'moved.mp4'), wholeOf(MOVED));
  const auth = {
    basic: [{ name: 'nginx', password_hash: await hashPassword('a long password') }],
    links: { keys: [{ id: 'k1', secret: SECRET }] },
  };
  const program = await startProgram({
    env: {
      ...leadingTo({ store }),
      FIRSTBYTE_AUTH: JSON.stringify(auth),
      FIRSTBYTE_TRUSTED_PROXIES: '127.0.0.1',
    },
  });
  t.teardown(() => program.stop('SIGKILL'));
  const folder = join(mediaDir, 'nginx');
  const [example = ''] = codeBlocks('nginx');
  const [http = '', server = ''] = example
    .replaceAll('http://127.0.0.1:8080', program.url)
    .replace('"Basic …"', `"${basic('nginx')}"`)
    .replace('/var/cache/nginx', folder)
    .split('# within server\n');
  return await startNginx(t, folder, { http, server });
}

async function read(url: string, headers: Record<string, string> = {}, method = 'GET') {
  const answer = await fetch(url, { method, headers });
  return { ...about(answer), bytes: Buffer.from(await answer.arrayBuffer()) };
}

function about({ status, headers }: Response) {
  return { status, headers, from: headers.get('x-request-id') };
}

t.test('nginx in front, as in the README', { skip: skipWithout('nginx') }, async (t) => {
  const url = await start(t);
  const film = `${url}/objects/films/long.webm`;
  const link = (seconds = 60, claim = {}): string =>
    linkTo({ name: 'long.webm', expires: Math.floor(Date.now() / 1000) + seconds, ...claim });

  t.test('a link opens, and a second one is served out of the cache', async (t) => {
    const first = await read(`${film}?${link(60)}`);
    t.equal(first.status, 200);
    t.ok(first.bytes.equals(LONG));
    const second = await read(`${film}?${link(61)}`);
    t.equal(second.status, 200);
    t.ok(second.bytes.equals(LONG));
    t.equal(second.from, first.from, 'one answer of the gateway, told by its id');
  });

  t.test('ranges are right, cold and cached, within slices and across them', async (t) => {
    const size = LONG.length;
    for (const [range, start, end] of [
      ['0-0', 0, 1],
      [`${MiB - 5}-${MiB + 4}`, MiB - 5, MiB + 5],
      ['-100', size - 100, size],
      [`${3 * MiB}-`, 3 * MiB, size],
      [`100-${size * 2}`, 100, size],
    ] as const) {
      for (const query of [link(62), link(63)]) {
        const part = await read(`${film}?${query}`, { range: `bytes=${range}` });
        t.equal(part.status, 206);
        t.equal(part.headers.get('content-range'), `bytes ${start}-${end - 1}/${size}`);
        t.ok(part.bytes.equals(LONG.subarray(start, end)), range);
      }
    }
    t.equal((await read(`${film}?${link()}`, { range: `bytes=${size}-` })).status, 416);
    const head = await read(`${film}?${link()}`, {}, 'HEAD');
    t.strictSame([head.status, head.headers.get('content-length')], [200, String(size)]);
  });

  t.test('who may not is told so, though all of it is cached', async (t) => {
    t.equal((await read(`${film}?${link()}`)).status, 200);
    // Ten that are not signed by us would be enough for this address, for a while.
    for (const query of [
      link().replace('kid=k1', 'kid=k2'),
      link(60, { name: 'moved.mp4' }),
      link(60, { right: 'write' }),
      link(60, { address: '192.0.2.1' }),
    ]) {
      t.equal((await read(`${film}?${query}`)).status, 403, query);
    }
    for (const [query, status] of [
      ['', 401],
      [link(-1), 403],
    ] as const) {
      for (const [name, value] of [
        ['range', 'bytes=0-9'],
        ['if-none-match', '*'],
        ['accept', '*/*'],
      ] as const) {
        const refused = await read(`${film}?${query}`, { [name]: value });
        t.equal(refused.status, status, name);
        t.equal(refused.headers.has('www-authenticate'), status === 401);
      }
    }
    const forged = { 'x-forwarded-for': '192.0.2.1' };
    t.equal((await read(`${film}?${link(60, { address: '192.0.2.1' })}`, forged)).status, 403);
    t.equal((await read(`${film}?${link(60, { address: '127.0.0.1' })}`)).status, 200);
    const authorization = basic('nginx', 'a wrong password');
    t.equal((await read(film, { authorization })).status, 401);
    t.equal((await read(film, { authorization: basic('nginx') })).status, 200);
  });

  t.test('what a browser has already is not sent again', async (t) => {
    const { headers } = await read(`${film}?${link()}`, {}, 'HEAD');
    const etag = headers.get('etag') ?? '';
    t.equal((await read(`${film}?${link()}`, { 'if-none-match': etag })).status, 304);
    const range = { range: 'bytes=5-9', 'if-range': etag };
    t.equal((await read(`${film}?${link()}`, range)).status, 206);
  });

  t.test('a link is exchanged for a cookie, and each viewer has an own one', async (t) => {
    const query = `${link()}&cookie=true`;
    const first = await read(`${film}?${query}`);
    const second = await read(`${film}?${query}&a=b`);
    t.equal(second.from, first.from, 'out of the cache all the same');
    for (const { headers } of [first, second]) {
      const [cookie = ''] = headers.getSetCookie().join().split(';');
      t.match(cookie, /^firstbyte_/);
      t.equal((await read(film, { cookie })).status, 200);
    }
    t.strictSame((await read(`${film}?${link()}`)).headers.getSetCookie(), [], 'unasked, none');
    t.equal((await read(film, { cookie: cookieFor(901, { name: 'long.webm' }) })).status, 403);
  });

  t.test('a film as it is shown and as it is stored are two', async (t) => {
    const moved = `${url}/objects/films/moved.mp4?${linkTo({ name: 'moved.mp4' })}`;
    const [shown, stored] = [wholeOf(await viewOf(MOVED)), wholeOf(MOVED)];
    for (let i = 0; i < 2; i++) {
      t.ok((await read(moved)).bytes.equals(shown), 'shown');
      t.ok((await read(`${moved}&view=original`)).bytes.equals(stored), 'stored');
    }
  });

  t.test('a path that nginx would fold stands for what the gateway checks', async (t) => {
    const odd = await read(`${url}/objects/films/a/a%23b.webm?${linkTo({ name: 'a/a#b.webm' })}`);
    t.ok(odd.bytes.equals(LONG.subarray(0, 9)));
    const folder = linkTo({ kind: 'prefix', name: 'a/' });
    const very = linkTo({ name: 'a/../long.webm' });
    for (const path of ['a/..%2Flong.webm', 'a%2F..%2Flong.webm']) {
      const folded = `${url}/objects/films/${path}`;
      t.equal((await read(`${folded}?${folder}`)).status, 403, path);
      t.equal((await read(`${folded}?${very}`)).status, 500, 'there is no such object');
    }
  });
});
