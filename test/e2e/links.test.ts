/** Links and what comes of them, through the program: made, exchanged for cookies, outlived by films. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { openHouse, PLAYER, SECRET } from '../fixtures/access-house.ts';
import type { Program } from '../fixtures/program.ts';
import { bytesOf } from '../fixtures/synthetic-origin.ts';
import { basic, cookieFor, FILM, linkTo, send, signFor } from '../fixtures/ways-in.ts';

const start = async (t: Test): Promise<Program> => (await openHouse(t)).start({ secret: SECRET });

t.test('POST /sign gives what works, and nothing beyond the own rights', async (t) => {
  const program = await start(t);
  const order = async (name: string, wanted: object): Promise<Record<string, string>> => {
    const carried = { headers: { authorization: basic(name) } };
    return await (await send(program, signFor(wanted), carried)).json();
  };
  const opens = async (path: string, address?: string): Promise<number> =>
    (await send(program, { path }, {}, address)).status;
  const film = await order('bert', { bucket: 'films', key: FILM });
  t.equal(await opens(film.url ?? ''), 200);
  const folder = await order('bert', { bucket: 'films', prefix: '2026/' });
  t.equal(await opens(`${folder.pathUrl}a.webm`), 200);
  t.equal(await opens(`/objects/films/${FILM}?${folder.query}`), 200);
  t.equal(await opens(`/objects/films/2025/b.webm?${folder.query}`), 403);
  const bound = await order('bert', { bucket: 'films', key: FILM, address: '192.0.2.7' });
  t.equal(await opens(bound.url ?? '', '192.0.2.7'), 200);
  t.equal(await opens(bound.url ?? '', '192.0.2.8'), 403);
  for (const [name, wanted] of [
    ['bert', { bucket: 'films', key: '2025/b.webm' }],
    ['bert', { bucket: 'films', prefix: '' }],
    ['bert', { bucket: 'films', prefix: '20' }],
    ['bert', { bucket: 'films', key: FILM, right: 'write' }],
    ['carl', { bucket: 'films', key: FILM }],
    ['anna', { bucket: 'media-2026', key: 'hidden.webm' }],
  ] as const) {
    t.match(await order(name, wanted), { code: 'bucket_not_allowed' }, JSON.stringify(wanted));
  }
});

t.test('a cookie comes back to what it was given for, and lasts as configured', async (t) => {
  const program = await start(t);
  const path = `/objects/films/${FILM}`;
  const cookieOf = async (query: string, headers = {}): Promise<string> => {
    const answer = await send(program, { path, headers }, { query: `${query}&cookie=true` });
    t.equal(answer.status, 200);
    return answer.headers.getSetCookie().join();
  };
  const value = /^firstbyte_[0-9a-f]{8}=1\.k1\.[\w.-]+; /;
  const own = await cookieOf(linkTo());
  t.match(own, value);
  t.equal(own.replace(value, ''), `Path=${path}; Max-Age=900; HttpOnly; SameSite=Lax`);
  const folder = await cookieOf(linkTo({ kind: 'prefix', name: '2026/' }));
  t.match(folder, '; Path=/objects/films/; ');
  // So says the proxy, which may.
  const secure = await cookieOf(linkTo(), { 'x-forwarded-proto': 'https' });
  t.match(secure, /; HttpOnly; SameSite=None; Secure$/);
});

t.test('an answer that gives a cookie is for one viewer, whatever is configured', async (t) => {
  const program = await start(t);
  const path = '/objects/clips/clips/c.webm';
  const claim = { bucket: 'clips', name: 'clips/c.webm' };
  const query = `${linkTo(claim)}&cookie=true`;
  const answers = [
    await send(program, { path }, { query }),
    await send(program, { path, headers: { range: 'bytes=0-9' } }, { query }),
    await send(program, { path }, { headers: { cookie: cookieFor(500, claim) } }),
  ];
  for (const { status, headers } of answers) {
    t.ok(status === 200 || status === 206);
    t.equal(headers.getSetCookie().length, 1);
    t.match(headers.get('cache-control'), /^private, /, 'caches in front would hand it to others');
  }
});

t.test('a film goes on when its link expires in the middle', async (t) => {
  const MiB = 1024 ** 2;
  const film = bytesOf(0, 32 * MiB);
  const house = await openHouse(t);
  await writeFile(join(house.films, 'long.webm'), film);
  const program = await house.start({ secret: SECRET });
  // Over after one second at least, which is enough to begin, and two at most.
  const expires = Math.floor(Date.now() / 1000) + 2;
  const query = linkTo({ name: 'long.webm', expires });
  const path = '/objects/films/long.webm';
  const headers = { origin: PLAYER, 'x-forwarded-for': '192.0.2.7' };
  const began = get(`${program.url}${path}?${query}&cookie=true`, { headers, agent: false });
  const [answer] = (await once(began, 'response')) as [IncomingMessage];
  t.equal(answer.statusCode, 200);
  const [cookie = ''] = answer.headers['set-cookie']?.join().split(';') ?? [];

  // The one sleep: nothing but time makes a link expire in the clock of another process.
  await delay(expires * 1000 - Date.now());
  const range = { range: `bytes=${20 * MiB}-` };
  const without = await send(program, { path, headers: range }, { query });
  t.match(await without.json(), { status: 403, code: 'token_expired' });
  const seek = await send(program, { path, headers: range }, { query, headers: { cookie } });
  t.equal(seek.status, 206);
  t.ok(Buffer.from(await seek.arrayBuffer()).equals(film.subarray(20 * MiB)), 'a seek');
  const pieces: Buffer[] = [];
  for await (const piece of answer as AsyncIterable<Buffer>) pieces.push(piece);
  t.ok(Buffer.concat(pieces).equals(film), 'what had begun goes on to its end');
});

t.test('guesses of one address are slowed down, and nobody who is known is', async (t) => {
  const program = await start(t);
  const path = `/objects/films/${FILM}`;
  const from = (address: string, authorization: string): Promise<Response> =>
    send(program, { path }, { headers: { authorization } }, address);
  t.equal((await from('192.0.2.7', basic('anna'))).status, 200);
  for (let i = 0; i < 10; i++) {
    t.equal((await from('192.0.2.7', basic('anna', `guess ${i}`))).status, 401);
  }
  const held = await from('192.0.2.7', basic('bert'));
  t.match(
    await held.json(),
    { status: 429, code: 'rate_limited' },
    'the right one, but unseen yet',
  );
  t.match(held.headers.get('retry-after'), /^[1-6]$/);
  t.equal(held.headers.get('www-authenticate'), null);
  t.equal(held.headers.get('access-control-allow-origin'), PLAYER);
  t.equal((await from('192.0.2.7', basic('anna'))).status, 200, 'who is remembered');
  t.equal((await from('192.0.2.8', basic('bert'))).status, 200, 'who is elsewhere');
  t.equal((await send(program, { path }, { query: linkTo() }, '192.0.2.7')).status, 200, 'a link');
});
