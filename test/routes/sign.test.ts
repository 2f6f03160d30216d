import t from 'tap';
import type { Auth } from '../../src/auth/auth.ts';
import { checkLink, type LinkKey, parsePathToken } from '../../src/auth/link.ts';
import { GatewayError } from '../../src/errors.ts';
import { createSign } from '../../src/routes/sign.ts';
import { type Asked, exchangeOf, jsonOf } from '../fixtures/exchange.ts';
import { presentedIn } from '../fixtures/link-claims.ts';

const NOW = 1_800_000_000;
const KEY: LinkKey = { id: 'k1', secret: Buffer.alloc(32, 7) };
const JSON_TYPE = { 'content-type': 'application/json' };

const setUp = (
  self: Auth['self'] = async () => ANNA,
  buckets: readonly string[] = ['films', 'series'],
) => {
  const auth = { self } as Auth;
  const handler = createSign({
    auth,
    key: KEY,
    longestSeconds: 7200,
    buckets,
    wallClock: () => NOW * 1000,
  });
  const order = async (body: unknown, asked: Asked = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return await handler(exchangeOf({ method: 'POST', headers: JSON_TYPE, body: text, ...asked }));
  };
  return { order };
};
const ANNA = {
  name: 'anna',
  grants: {
    read: [
      { bucket: 'films', prefix: '2024/' },
      { bucket: 'gone', prefix: '' },
    ],
    write: [{ bucket: 'series', prefix: '' }],
  },
};

/** Whether a link of an answer opens a key. */
const opens = (
  query: string,
  bucket: string,
  key: string,
  right: 'read' | 'write' = 'read',
  address = '',
) => {
  return checkLink([KEY], presentedIn(query), { right, bucket, key, address }, NOW);
};

t.test('createSign() makes a link to an object', async (t) => {
  const { order } = setUp();
  const link = await jsonOf(await order({ bucket: 'films', key: '2024/a b.mp4', seconds: 60 }));
  t.equal(link.expires, NOW + 60);
  t.equal(link.url, `/objects/films/2024/a%20b.mp4?${link.query}`);
  t.equal(opens(link.query, 'films', '2024/a b.mp4'), 'good');
  t.equal(opens(link.query, 'films', '2024/b.mp4'), 'invalid');
  t.notOk('pathUrl' in link);
});

t.test('createSign() makes a link to a prefix, for paths too', async (t) => {
  const { order } = setUp();
  const link = await jsonOf(await order({ bucket: 'films', prefix: '2024/x/' }));
  t.equal(link.expires, NOW + 3600);
  t.equal(opens(link.query, 'films', '2024/x/a.ts'), 'good');
  t.equal(opens(link.query, 'films', '2024/y/a.ts'), 'invalid');
  const [, token = '', rest] = /^\/t\/([^/]+)(\/.*)$/.exec(link.pathUrl) ?? [];
  t.equal(rest, '/objects/films/2024/x/');
  t.match(parsePathToken(token), { scope: '2024/x/', expires: String(NOW + 3600) });
});

t.test('createSign() binds to an address, as the gateway writes it', async (t) => {
  const { order } = setUp();
  const address = '2001:DB8:0:0::1';
  const { query } = await jsonOf(await order({ bucket: 'films', key: '2024/a', address }));
  t.equal(opens(query, 'films', '2024/a', 'read', '2001:db8::1'), 'good');
  t.equal(opens(query, 'films', '2024/a', 'read', '2001:db8::2'), 'invalid');
});

t.test('createSign() makes a link to write for who may write', async (t) => {
  const { order } = setUp();
  const { query } = await jsonOf(await order({ bucket: 'series', key: 'a', right: 'write' }));
  t.equal(opens(query, 'series', 'a', 'write'), 'good');
  t.equal(opens(query, 'series', 'a', 'read'), 'invalid');
});

t.test('createSign() gives nobody more than they have', async (t) => {
  const { order } = setUp();
  for (const [body, code] of [
    [{ bucket: 'films', key: '2023/a' }, 'bucket_not_allowed'],
    [{ bucket: 'films', prefix: '' }, 'bucket_not_allowed'],
    [{ bucket: 'films', prefix: '20' }, 'bucket_not_allowed'],
    [{ bucket: 'films', key: '2024/../2023/a' }, 'bucket_not_allowed'],
    [{ bucket: 'films', key: '2024/a', right: 'write' }, 'bucket_not_allowed'],
    [{ bucket: 'series', key: 'a' }, 'bucket_not_allowed'],
    [{ bucket: 'gone', key: 'a' }, 'bucket_not_allowed'],
    [{ key: '2024/a' }, 'bucket_missing'],
  ] as const) {
    await t.rejects(order(body), { code }, JSON.stringify(body));
  }
  const nobody = setUp(async () => {
    throw new GatewayError('unauthenticated', 'nobody');
  });
  await t.rejects(nobody.order({ bucket: 'films', key: '2024/a' }), { code: 'unauthenticated' });
});

t.test('createSign() says what is wrong with an order', async (t) => {
  const { order } = setUp();
  const film = { bucket: 'films', key: '2024/a' };
  for (const [body, detail] of [
    ['', 'not JSON in UTF-8'],
    ['{"bucket"', 'not JSON in UTF-8'],
    ['[]', /expected object/],
    [{ ...film, prefix: 'x' }, /either key or prefix/],
    [{ bucket: 'films' }, /either key or prefix/],
    [{ ...film, seconds: 0 }, /^seconds: /],
    [{ ...film, seconds: 1.5 }, /^seconds: /],
    [{ ...film, seconds: 7201 }, 'seconds: at most 7200'],
    [{ ...film, address: '300.1.1.1' }, /^address: /],
    [{ ...film, method: 'read' }, /method/],
    [{ ...film, right: 'all' }, /^right: /],
    [{ ...film, key: '2024/\ud800' }, /^key: .*Unicode/],
    [{ bucket: 'films', prefix: '2024/\udc00' }, /^prefix: .*Unicode/],
    [{ bucket: 'films', prefix: '2024/\0' }, /^prefix: .*without NUL/],
  ] as const) {
    await t.rejects(order(body), { code: 'body_invalid', detail }, JSON.stringify(body));
  }
  await t.rejects(order({ bucket: 'films', key: '' }), { code: 'key_missing' });
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx']) {
    const headers = { 'content-type': type };
    await t.rejects(order(film, { headers }), { code: 'media_type_unsupported' }, type);
  }
});
