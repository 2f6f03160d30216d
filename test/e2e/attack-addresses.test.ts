/** Attacks on whom the program takes a viewer for: with and without a proxy that it trusts. */
import t from 'tap';
import { FILM, linkTo, pathTo, refusedBy, scattered, startAttacked } from '../fixtures/attacked.ts';

t.test('attacks from behind a proxy that is trusted', async (t) => {
  const house = await startAttacked(t, { FIRSTBYTE_TRUSTED_PROXIES: '127.0.0.1' });
  const { attack } = house;
  const ask = scattered(house);
  const refused = refusedBy(ask);

  attack('a link for one address, replayed from another that claims to be it', async (t) => {
    const bound = linkTo({ address: '192.0.2.7' });
    const asked = async (...forwarded: string[]) =>
      (
        await house.ask(
          `${FILM}?${bound}`,
          forwarded.map((one) => `X-Forwarded-For: ${one}`),
        )
      ).status;
    t.equal(await asked('192.0.2.7'), 200, 'its proxy says so');
    t.equal(await asked('198.51.100.9', '192.0.2.7'), 200, "the last line is the proxy's own");
    for (const forwarded of [
      ['192.0.2.8'],
      ['192.0.2.7, 192.0.2.8'],
      ['192.0.2.7', '192.0.2.8'],
      ['192.0.2.7, nonsense'],
      ['192.0.2.7,'],
      ['127.0.0.1'],
      ['192.0.2.70'],
      ['192.0.2.07'],
      ['3221225991'],
      [''],
      [],
    ]) {
      t.equal(await asked(...forwarded), 403, forwarded.join(' | '));
    }
    for (const line of ['X-Real-IP', 'Forwarded', 'Client-IP', 'X-Client-IP', 'CF-Connecting-IP']) {
      const value = line === 'Forwarded' ? 'for=192.0.2.7' : '192.0.2.7';
      t.equal((await ask(`${FILM}?${bound}`, [`${line}: ${value}`])).status, 403, line);
    }
    await refused(t, `${FILM}?${bound.replace('&bound=address', '')}`);
    await refused(t, `/t/${pathTo({ address: '192.0.2.7' })}${FILM}`);
    await refused(t, `/t/${pathTo({ address: '192.0.2.7' }).replace(/\.a$/, '')}${FILM}`);
    const exchange = await house.ask(`${FILM}?${bound}&cookie=true`, [
      'X-Forwarded-For: 192.0.2.7',
    ]);
    const [pair = ''] = (exchange.headers.get('set-cookie') ?? '').split(';');
    t.match(pair, /\.a$/);
    await refused(t, FILM, [`Cookie: ${pair}`]);
    await refused(t, FILM, [`Cookie: ${pair.replace(/\.a$/, '')}`]);
  });

  attack('a header that names TLS, to have a cookie for it', async (t) => {
    const given = async (...lines: string[]) =>
      (await house.ask(`${FILM}?${linkTo()}&cookie=true`, lines)).headers.get('set-cookie') ?? '';
    const https = 'X-Forwarded-Proto: https';
    t.match(await given('X-Forwarded-For: 192.0.2.7', https), /; Secure$/);
    t.notMatch(await given('X-Forwarded-For: 192.0.2.7', 'X-Forwarded-Proto: http'), /Secure/);
  });

  await house.searched();
});

t.test('attacks by somebody whom no proxy stands for', async (t) => {
  const { attack, ask, searched } = await startAttacked(t, {
    FIRSTBYTE_TRUSTED_PROXIES: '192.0.2.1',
  });
  const bound = linkTo({ address: '192.0.2.7' });

  attack('a link for one address, with an X-Forwarded-For that nobody trusts', async (t) => {
    for (const forwarded of ['192.0.2.7', '192.0.2.7, 192.0.2.1', '192.0.2.1, 192.0.2.7']) {
      const { status } = await ask(`${FILM}?${bound}`, [`X-Forwarded-For: ${forwarded}`]);
      t.equal(status, 403, forwarded);
    }
    const here = linkTo({ address: '127.0.0.1' });
    const line = 'X-Forwarded-For: 192.0.2.7';
    t.equal((await ask(`${FILM}?${here}`, [line])).status, 200, 'it is who it is');
  });

  attack('a header that names TLS, by somebody who may not say so', async (t) => {
    for (const line of ['X-Forwarded-For: 192.0.2.7', 'X-Forwarded-For: 127.0.0.1', 'A: b']) {
      const lines = ['X-Forwarded-Proto: https', line];
      const { headers } = await ask(`${FILM}?${linkTo()}&cookie=true`, lines);
      t.match(headers.get('set-cookie'), /SameSite=Lax$/, line);
    }
  });

  await searched();
});
