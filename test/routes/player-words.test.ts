import t from 'tap';
import type { Cmcd } from '../../src/http/cmcd.ts';
import { createPlayerWords } from '../../src/routes/player-words.ts';
import { settle } from '../fixtures/engine.ts';
import { exchangeOf } from '../fixtures/exchange.ts';

const setUp = (mayRead = true, buckets?: readonly string[]) => {
  const told: (Cmcd | 'invalid')[] = [];
  const asked: unknown[] = [];
  const fetched: unknown[] = [];
  const words = createPlayerWords({
    auth: {
      mayRead: async (_presented, ref) => {
        asked.push(ref);
        return mayRead;
      },
    },
    buckets,
    prefetch: (...what) => {
      fetched.push(what);
      return true;
    },
    told: (report) => told.push(report),
  });
  return { told, asked, fetched, words };
};
const path = '/objects/films/seg1.m4s';

t.test('createPlayerWords() passes on what a player says, and notes it for the log', async (t) => {
  const { told, words } = setUp();
  const exchange = exchangeOf({ path, headers: { 'cmcd-request': 'bl=100,bs,sid="s",ot=v' } });
  words(exchange);
  t.match(told, [{ bl: 100, bs: true }]);
  t.match(exchange.about.player, { sid: 's', bl: 100, bs: true, su: undefined });
});

t.test('createPlayerWords() is silent without words, and survives bad ones', async (t) => {
  const { told, words } = setUp();
  words(exchangeOf({ path }));
  t.strictSame(told, []);
  for (const asked of [
    { query: 'CMCD=rub+bish' },
    { query: 'CMCD=bl%3D1&CMCD=bl%3D2' },
    { query: 'CMCD=%ff' },
  ]) {
    const exchange = exchangeOf({ path, ...asked });
    words(exchange);
    t.equal(told.at(-1), 'invalid');
    t.equal(exchange.about.player, undefined);
  }
});

t.test(
  'createPlayerWords() reads ahead what the player names next, if it may have it',
  async (t) => {
    const query = `CMCD=${encodeURIComponent('nor="seg2.m4s",nrr="0-99"')}`;
    const next = { bucket: 'films', key: 'seg2.m4s' };
    const house = setUp();
    house.words(exchangeOf({ path, query }));
    await settle();
    t.strictSame(house.fetched, [[next, { first: 0, last: 99 }]]);
    t.strictSame(house.asked, [next]);
    const closed = setUp(false);
    closed.words(exchangeOf({ path, query }));
    const elsewhere = setUp(true, ['other']);
    elsewhere.words(exchangeOf({ path, query }));
    await settle();
    t.strictSame([...closed.fetched, ...elsewhere.fetched], []);
  },
);
