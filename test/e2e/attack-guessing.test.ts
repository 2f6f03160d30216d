/** Attacks by guessing: slowed down by address, without holding up who is known. */
import t, { type Test } from 'tap';
import { ANNA, BERT, basic, FILM, jwt, linkTo, startAttacked } from '../fixtures/attacked.ts';
import type { WireAnswer } from '../fixtures/wire.ts';

t.test('attacks by guessing', async (t) => {
  const house = await startAttacked(t, { FIRSTBYTE_TRUSTED_PROXIES: '127.0.0.1' });
  const { attack, ask } = house;
  const by = (address: string, line: string) =>
    ask('/objects/films/2026/kids/c.mp4', [line, `X-Forwarded-For: ${address}`]);
  /** Twenty guesses at once: more than there may be, and then some are owed. @returns who was held up */
  const guess = async (t: Test, attempt: (n: number) => Promise<WireAnswer>, status: number) => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => attempt(n)));
    for (const answer of answers) t.ok([status, 429].includes(answer.status), `${answer.status}`);
    return await attempt(20);
  };
  const password = (n: number): string => basic('anna', `guess number ${n}`);

  attack('passwords, beside somebody who is known', async (t) => {
    const address = '192.0.2.1';
    t.equal((await by(address, ANNA)).status, 200);
    const held = await guess(t, (n) => by(address, password(n)), 401);
    t.match(JSON.parse(held.body), { status: 429, code: 'rate_limited' });
    t.match(held.headers.get('retry-after'), /^[1-9]\d*$/);
    t.equal((await by(address, BERT)).status, 429, 'also when it would be right');
    t.equal((await by(address, ANNA)).status, 200, 'who is known goes on');
    t.equal((await by('192.0.2.2', BERT)).status, 200, 'and so do others');
  });

  attack('passwords, each from another address of one network', async (t) => {
    const held = await guess(t, (n) => by(`2001:db8:0:1:${n}::1`, password(n)), 401);
    t.equal(held.status, 429);
    t.equal((await by('2001:db8:0:2::1', password(0))).status, 401, 'another network');
  });

  attack('tokens', async (t) => {
    const forged = `Authorization: Bearer ${jwt({}, {}, 'another secret of as many bytes!')}`;
    t.equal((await guess(t, () => by('192.0.2.4', forged), 403)).status, 429);
  });

  attack('links to objects and to listings', async (t) => {
    const good = linkTo({ kind: 'prefix', name: '2026/' });
    const link = good.replace(/token=./, (start) => (start === 'token=_' ? 'token=-' : 'token=_'));
    for (const [address, target] of [
      ['192.0.2.5', `${FILM}?${link}`],
      ['192.0.2.6', `/list_objects?bucket=films&${link}`],
    ] as const) {
      const forwarded = `X-Forwarded-For: ${address}`;
      t.equal(
        (await guess(t, () => ask(target, [forwarded]), 403)).status,
        429,
        target.slice(0, 20),
      );
      t.equal((await ask(`${FILM}?${linkTo()}`, [forwarded])).status, 200, 'a good one');
      t.equal((await by(address, BERT)).status, 200, 'nor is anybody kept from a password');
    }
  });

  await house.searched();
});
