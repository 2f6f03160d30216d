/** Attacks on signed links, in queries and in paths. */
import t from 'tap';
import {
  BERT,
  FILM,
  KEYS,
  linkTo,
  PRIVATE,
  pathTo,
  refusedBy,
  scattered,
  seconds,
  startAttacked,
} from '../fixtures/attacked.ts';

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

t.test('attacks on links', async (t) => {
  const house = await startAttacked(t, { FIRSTBYTE_TRUSTED_PROXIES: '127.0.0.1' });
  const { attack } = house;
  const ask = scattered(house);
  const refused = refusedBy(ask);

  attack('what is good is good, or nothing below would mean anything', async (t) => {
    for (const target of [
      `${FILM}?${linkTo()}`,
      `${FILM}?${linkTo({}, KEYS[1])}`,
      `${FILM}?${linkTo({ kind: 'prefix', name: '2026/' })}`,
      `/watch?bucket=films&v=2026/a.mp4&${linkTo()}`,
      `/t/${pathTo()}${FILM}`,
      `/t/${pathTo({}, KEYS[1])}${FILM}`,
    ]) {
      t.match(await ask(target), { status: 200, body: PRIVATE }, target);
    }
  });

  attack('a token with one bit flipped, anywhere', async (t) => {
    const link = linkTo();
    const token = /token=([\w-]+)/.exec(link)?.[1] ?? '';
    t.equal(token.length, 43);
    for (let at = 0; at < token.length; at++) {
      for (const bit of [1, 32]) {
        const code = BASE64URL.indexOf(token[at] ?? '') ^ bit;
        const flipped = token.slice(0, at) + BASE64URL[code] + token.slice(at + 1);
        await refused(t, `${FILM}?${link.replace(token, flipped)}`);
      }
    }
  });

  attack('a token cut short, made longer, or spelt otherwise', async (t) => {
    const link = linkTo();
    const token = /token=([\w-]+)/.exec(link)?.[1] ?? '';
    const others = [
      ...['', token.slice(0, -1), token.slice(0, 20), token.slice(1), `${token}A`, `${token}=`],
      ...[`${token}%00`, `%00${token}`, ` ${token}`.replace(' ', '+'), `${token}%0a`],
      ...[token.toLowerCase(), token.toUpperCase(), [...token].reverse().join('')],
      ...[Buffer.from(token, 'base64url').toString('hex'), 'null', 'undefined', '0', 'true'],
      'A'.repeat(43),
      'A'.repeat(4000),
    ];
    for (const other of others) await refused(t, `${FILM}?${link.replace(token, other)}`);
    await refused(t, `${FILM}?${link.replace('token=', 'token[]=')}`);
    await refused(t, `${FILM}?${link.replace('token=', 'Token=')}`);
  });

  attack('a good link for another key, bucket, folder or method', async (t) => {
    for (const claim of [
      { name: '2026/b.mp4' },
      { name: '2026/a.mp' },
      { name: '2026/a.mp4/' },
      { name: '2026/A.mp4' },
      { name: '2026/a.mp4\n' },
      { name: '2026//a.mp4' },
      { name: '' },
      { bucket: 'trailers' },
      { bucket: 'origin-films-7f3' },
      { right: 'write' } as const,
      { address: '192.0.2.1' },
    ]) {
      await refused(t, `${FILM}?${linkTo(claim)}`);
    }
    for (const method of ['PUT', 'POST', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'COPY', 'MOVE']) {
      for (const link of [linkTo(), linkTo({ right: 'write' })]) {
        t.equal((await ask(`${FILM}?${link}`, [], method)).status, 405, method);
      }
    }
  });

  attack('a scope made wider, dropped or added', async (t) => {
    const narrow = linkTo({ kind: 'prefix', name: '2026/kids/' });
    t.equal((await ask(`/objects/films/2026/kids/c.mp4?${narrow}`)).status, 200);
    await refused(t, `${FILM}?${narrow}`);
    for (const scope of ['2026/', '2026', '', '2026/a', '2026/a.mp4', '2026/kids', '%00', '../']) {
      await refused(t, `${FILM}?${narrow.replace(/scope=[^&]*/, `scope=${scope}`)}`);
      await refused(t, `${FILM}?${linkTo()}&scope=${scope}`);
      const listing = narrow.replace(/scope=[^&]*/, `scope=${scope}`);
      await refused(t, `/list_objects?bucket=films&${listing}`);
    }
    await refused(t, `${FILM}?${narrow.replace(/&scope=[^&]*/, '')}`);
    await refused(t, `/list_objects?bucket=films&${linkTo({ name: '2026/' })}`);
    const { body } = await ask(`/list_objects?bucket=films&prefix=2026/&${narrow}`);
    t.notMatch(body, /[ab]\.mp4/, 'a listing stays in the folder of its link');
  });

  attack('an expiry moved, forged, or written in another way', async (t) => {
    const link = linkTo();
    const [, expires = ''] = /expires=(\d+)/.exec(link) ?? [];
    for (const other of [
      ...[
        String(Number(expires) + 1),
        '999999999999',
        `0${expires}`,
        `+${expires}`,
        `${expires}.0`,
      ],
      ...[`${expires}e0`, `0x${Number(expires).toString(16)}`, '', '-1', 'NaN', 'Infinity', '1e99'],
      ...[`%20${expires}`, `${expires}%20`, `${expires}%0a`, '٢٠٣٠'],
    ]) {
      await refused(t, `${FILM}?${link.replace(`expires=${expires}`, `expires=${other}`)}`);
    }
  });

  attack('a link that has expired, used again', async (t) => {
    const old = linkTo({ expires: seconds(-1) });
    const { status, body } = await ask(`${FILM}?${old}`);
    t.match({ status, ...JSON.parse(body) }, { status: 403, code: 'token_expired' });
    await refused(t, `/t/${pathTo({ expires: seconds(-1) })}${FILM}`);
    await refused(t, `${FILM}?${old}&cookie=true`);
    const exchange = await ask(`${FILM}?${old}&cookie=true`);
    t.notOk(exchange.headers.has('set-cookie'), 'and it buys no cookie');
  });

  attack('a key of links that is unknown, of another or none', async (t) => {
    const link = linkTo();
    for (const kid of ['old', 'none', '', '__proto__', 'new%00', 'new,old', '0']) {
      await refused(t, `${FILM}?${link.replace('kid=new', `kid=${kid}`)}`);
    }
    const ours = { id: 'new', secret: Buffer.from('a secret that somebody else made up for it') };
    await refused(t, `${FILM}?${linkTo({}, ours)}`);
    await refused(t, `${FILM}?${linkTo({}, { id: 'new', secret: Buffer.alloc(32) })}`);
  });

  attack('a link in a path, with any part of it changed', async (t) => {
    const parts = pathTo({ name: '2026/kids/' }).split('.');
    const [expires = '', kid = '', scope = '', token = ''] = parts;
    const wide = Buffer.from('2026/').toString('base64url');
    for (const made of [
      [`${Number(expires) + 1}`, kid, scope, token],
      [expires, 'old', scope, token],
      [expires, kid, wide, token],
      [expires, kid, '', token],
      [expires, kid, `${scope}=`, token],
      [expires, kid, scope, token.slice(1)],
      [expires, kid, scope, token, 'a'],
      [expires, kid, scope],
      [expires, kid, wide, /token=([\w-]+)/.exec(linkTo({ name: '2026/' }))?.[1] ?? ''],
      ['..', '..'],
      [''],
      ['%2e'],
    ]) {
      const folder = `/t/${made.join('.')}/objects/films/2026`;
      await refused(t, `${folder}/kids/c.mp4`);
      await refused(t, `${folder}/a.mp4`);
    }
    const good = pathTo();
    for (const target of [
      `/t/${good}/t/${good}${FILM}`,
      `/t/${good}%2fobjects/films/2026/a.mp4`,
      `//t/${good}${FILM}`,
      `/t//${good}${FILM}`,
      `/T/${good}${FILM}`,
      `/t/${good}`,
      `/t/${good}/`,
      `/video/t/${good}${FILM}`,
      `/t/${good}/watch?bucket=films&v=2026/a.mp4`,
      `/t/${good}/list_objects?bucket=films`,
      `/t/${good}/list_buckets`,
      `/t/${good}/healthz`,
    ]) {
      t.equal((await ask(target)).status, 404, target.replace(good, 'GOOD'));
    }
    await refused(t, `/t/${good}/objects/films/2025/old.mp4`);
    // What stands in the path counts, not what comes behind it.
    await refused(t, `/t/${parts.join('.')}${FILM}?${linkTo()}`);
  });

  attack('links that are put together wrongly, in places that get logged', async (t) => {
    for (const target of [
      `//t/${pathTo()}${FILM}`,
      `/t/${pathTo()}`,
      `/x?${linkTo()}`,
      `/%2ft/${pathTo()}`,
    ]) {
      t.equal((await ask(target, [BERT])).status, 404);
    }
  });

  await house.searched();
});
