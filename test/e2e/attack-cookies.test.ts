/** Attacks on the cookies that links become. */
import t from 'tap';
import {
  claimTo,
  FILM,
  linkTo,
  OPEN,
  PRIVATE,
  pathTo,
  refusedBy,
  scattered,
  startAttacked,
} from '../fixtures/attacked.ts';

t.test('attacks on cookies', async (t) => {
  const house = await startAttacked(t, { FIRSTBYTE_TRUSTED_PROXIES: '127.0.0.1' });
  const { attack } = house;
  const ask = scattered(house);
  const refused = refusedBy(ask);

  attack('a token as a cookie, and the MAC of a cookie as a token', async (t) => {
    const link = linkTo();
    const claim = claimTo();
    const exchange = await ask(`${FILM}?${link}&cookie=true`);
    const [, name = '', value = ''] =
      /^(firstbyte_\w+)=([^;]+)/.exec(exchange.headers.get('set-cookie') ?? '') ?? [];
    t.equal((await ask(FILM, [`Cookie: ${name}=${value}`])).status, 200);
    const [, token = ''] = /token=([\w-]+)/.exec(link) ?? [];
    const pieces = value.split('.');
    const mac = pieces[6] ?? '';
    t.equal(mac.length, 43);
    const cookies = [
      token,
      link,
      pathTo(),
      [...pieces.slice(0, 6), token].join('.'),
      ...pieces.map((_, at) => pieces.toSpliced(at, 1, '999999999999').join('.')),
      ...pieces.map((_, at) => pieces.toSpliced(at, 1).join('.')),
      [...pieces, 'a'].join('.'),
      pieces.toSpliced(5, 1, Buffer.from('prefix\nfilms\n').toString('base64url')).join('.'),
      pieces
        .toSpliced(5, 1, Buffer.from('object\nfilms\n2026/b.mp4').toString('base64url'))
        .join('.'),
    ];
    for (const cookie of cookies) {
      await refused(t, FILM, [`Cookie: ${name}=${cookie}`]);
      await refused(t, '/objects/films/2026/b.mp4', [`Cookie: ${name}=${cookie}`]);
    }
    for (const expires of [claim.expires, pieces[4]]) {
      await refused(t, `${FILM}?expires=${expires}&kid=new&token=${mac}`);
      await refused(t, `${FILM}?expires=${expires}&kid=new&token=${mac}&scope=`);
      await refused(t, `/t/${expires}.new.${pieces[5]}.${mac}${FILM}`);
    }
  });

  attack('a good cookie for more than it was given for', async (t) => {
    const exchange = await ask(`${FILM}?${linkTo()}&cookie=true`);
    const said = exchange.headers.get('set-cookie') ?? '';
    t.match(said, /; Path=\/objects\/films\/2026\/a\.mp4; .*HttpOnly; SameSite=Lax$/);
    t.match(exchange.headers.get('cache-control'), /^private/, 'no shared cache keeps it');
    const [pair = ''] = said.split(';');
    const value = pair.slice(pair.indexOf('=') + 1);
    await refused(t, '/objects/films/2026/b.mp4', [`Cookie: ${pair}`]);
    await refused(t, '/list_objects?bucket=films', [`Cookie: ${pair}`]);
    await refused(t, FILM, [`Cookie: other=${value}`]);
    await refused(t, FILM, [`Cookie: firstbyte_0=${value}`]);
    const { body } = await ask('/list_buckets', [`Cookie: ${pair}`]);
    t.notMatch(body, /films/);
    const order = ['Content-Type: application/json', `Cookie: ${pair}`];
    const signed = await ask('/sign', order, 'POST', '{"bucket":"films","key":"2026/a.mp4"}');
    t.equal(signed.status, 401, 'it is nobody');
  });

  attack('a link that writes, or lists, exchanged for a cookie', async (t) => {
    for (const link of [linkTo({ right: 'write' }), linkTo({ name: '2026/b.mp4' })]) {
      const { status, headers } = await ask(`${FILM}?${link}&cookie=true`);
      t.match({ status, cookie: headers.get('set-cookie') }, { status: 403, cookie: undefined });
    }
    const open = await ask(`/objects/trailers/out/t.mp4?${linkTo()}&cookie=true`);
    t.match({ ...open, cookie: open.headers.get('set-cookie') }, { body: OPEN, cookie: undefined });
  });

  attack('a cookie that splits the header it comes in', async (t) => {
    const key = '2026/x\r\nSet-Cookie: a=b;Path=/;Domain=evil.example,.mp4';
    await house.client.send('PUT', { bucket: 'origin-films-7f3', key, body: PRIVATE });
    const path = `/objects/films/${encodeURIComponent(key)}`;
    for (const target of [path, path.replaceAll('%3B', ';').replaceAll('%2C', ',')]) {
      const answer = await ask(`${target}?${linkTo({ name: key })}&cookie=true`);
      t.match(answer, { status: 200, body: PRIVATE });
      const said = answer.headers.get('set-cookie') ?? '';
      t.equal(said.match(/; *path=/gi)?.length, 1, said);
      t.notMatch(said, /; *domain=/i);
    }
  });

  attack('a hundred forged cookies before a good one', async (t) => {
    const exchange = await ask(`${FILM}?${linkTo()}&cookie=true`);
    const [pair = ''] = (exchange.headers.get('set-cookie') ?? '').split(';');
    const forged = Array.from(
      { length: 31 },
      (_, n) => `firstbyte_${String(n).padStart(8, '0')}=x`,
    );
    t.equal((await ask(FILM, [`Cookie: ${[...forged, pair].join('; ')}`])).status, 200);
    await refused(t, FILM, [`Cookie: ${[...forged, ...forged, ...forged].join('; ')}`]);
    await refused(t, FILM, [`Cookie: ${';='.repeat(3000)}`]);
    await refused(t, FILM, [`Cookie: ${'firstbyte_'.repeat(800)}`]);
  });

  await house.searched();
});
