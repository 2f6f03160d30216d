import { createHmac } from 'node:crypto';
import t from 'tap';
import {
  type CookieOptions,
  type CookieSubject,
  checkCookies,
  makeCookie,
} from '../../src/auth/cookie.ts';
import type { Wanted } from '../../src/auth/link.ts';
import { K1, K2, KEYS } from '../fixtures/link-claims.ts';

const NOW = 1_800_000_000;
const FILM: CookieSubject = {
  kind: 'object',
  bucket: 'films',
  name: '2024/Käse.mp4',
  address: undefined,
};
const FOLDER: CookieSubject = { ...FILM, kind: 'prefix', name: '2024/' };
const OPTIONS: CookieOptions = {
  claim: FILM,
  began: NOW,
  nowSeconds: NOW,
  cookieSeconds: 600,
  maxSeconds: 7200,
  path: '/objects/films/2024/K%C3%A4se.mp4',
  secure: true,
};
const WANTED: Wanted = { right: 'read', bucket: 'films', key: FILM.name, address: '192.0.2.7' };
const GOOD = { state: 'good', renewal: undefined };
const DUE = { state: 'good', renewal: { ...FILM, began: NOW } };

const make = (options: Partial<CookieOptions> = {}, key = K1): string =>
  makeCookie(key, { ...OPTIONS, ...options });
/** What a browser sends back. */
const pairOf = (setCookie: string): string => setCookie.split(';', 1)[0] ?? '';
const nameOf = (setCookie: string): string => setCookie.split('=', 1)[0] ?? '';
const check = (header: string | undefined, wanted: Partial<Wanted> = {}, now = NOW) =>
  checkCookies(KEYS, header, { ...WANTED, ...wanted }, now);

t.test('makeCookie() signs a message of its own kind', async (t) => {
  const subject = Buffer.from('object\nfilms\n2024/Käse.mp4').toString('base64url');
  const message =
    'firstbyte-cookie-1\nk1\n1800000000\n1800000301\n1800000600\nobject\n\nfilms\n2024/Käse.mp4';
  const mac = createHmac('sha256', '0123456789abcdef0123456789abcdef').update(message, 'utf8');
  const value = `1.k1.1800000000.1800000301.1800000600.${subject}.${mac.digest('base64url')}`;
  const cookie = make();
  t.equal(pairOf(cookie).replace(/^firstbyte_[0-9a-f]{8}=/, ''), value);
  t.equal(
    cookie.slice(pairOf(cookie).length),
    '; Path=/objects/films/2024/K%C3%A4se.mp4; Max-Age=600; HttpOnly; SameSite=None; Secure',
  );
});

t.test('makeCookie() lets other sites embed the film over TLS only', async (t) => {
  t.match(make({ secure: false }), /; HttpOnly; SameSite=Lax$/);
  t.match(make({ secure: true }), /; HttpOnly; SameSite=None; Secure$/);
});

t.test('makeCookie() says in the name what the cookie is for', async (t) => {
  const name = nameOf(make());
  t.match(name, /^firstbyte_[0-9a-f]{8}$/);
  t.equal(nameOf(make({ nowSeconds: NOW + 400 })), name, 'a renewal takes its place');
  t.equal(nameOf(make({ claim: { ...FILM, address: '192.0.2.7' } }, K2)), name);
  const others: CookieSubject[] = [
    { ...FILM, kind: 'prefix' },
    { ...FILM, bucket: 'clips' },
    { ...FILM, name: '2024/b.mp4' },
  ];
  const names = others.map((claim) => nameOf(make({ claim })));
  t.equal(new Set([name, ...names]).size, 4, 'films do not push each other out');
});

t.test('makeCookie() fits into what browsers keep, even for the longest key', async (t) => {
  const claim = { ...FILM, bucket: 'b'.repeat(255), name: 'ä'.repeat(512), address: '::1' };
  const pair = pairOf(make({ claim }, { ...K1, id: 'k'.repeat(32) }));
  t.ok(pair.length < 4096, `${pair.length} characters`);
  t.match(pair, /^[\w.=-]+$/);
});

t.test('makeCookie() refuses what no cookie can say', async (t) => {
  const options: Partial<CookieOptions>[] = [
    { claim: { ...FILM, bucket: '' } },
    { claim: { ...FILM, bucket: 'a\nb' } },
    { claim: { ...FILM, address: '' } },
    { claim: { ...FILM, address: '::1\n' } },
    { claim: { ...FILM, name: '\udc00' } },
    { began: Number.NaN },
    { began: -1 },
    { cookieSeconds: Number.POSITIVE_INFINITY, maxSeconds: Number.POSITIVE_INFINITY },
    { cookieSeconds: 0.5 },
    ...['', 'objects', '/a;b', '/a b', '/a\r\nSet-Cookie: x', '/ä', '/a\x7f'].map((path) => ({
      path,
    })),
  ];
  for (const one of options) t.throws(() => make(one), RangeError, JSON.stringify(one));
  t.throws(() => make({}, { id: 'k1', secret: Buffer.alloc(31) }), RangeError);
  t.throws(() => make({}, { ...K1, id: 'k.1' }), RangeError);
});

t.test('checkCookies() opens the film, and lasts as long as it says', async (t) => {
  const pair = pairOf(make());
  t.same(check(pair), GOOD);
  t.equal(check(pair, {}, NOW + 599).state, 'good');
  t.equal(check(pair, {}, NOW + 599.9).state, 'good');
  t.same(check(pair, {}, NOW + 600), { state: 'expired' });
  t.same(check(pair, {}, NOW + 10 ** 6), { state: 'expired' });
});

t.test('checkCookies() finds ours among others', async (t) => {
  const pair = pairOf(make());
  const stale = pairOf(make({ nowSeconds: NOW - 1000, began: NOW - 1000 }));
  const good = [
    `a=b; ${pair}`,
    `${pair}; a=b`,
    `a=b;${pair};c=d`,
    ` ;; = ; a; ${pair} ;`,
    `firstbyte_00000000=x; ${pair}`,
    `firstbyte_00000000=; ${pair}`,
    `${stale}; ${pair}`,
    `${pair}; ${stale}`,
    // The name is for the browser; what is opened stands in what is signed.
    pair.replace(/^firstbyte_[0-9a-f]{8}/, 'firstbyte_00000000'),
  ];
  for (const header of good) t.same(check(header), GOOD, header);
  const none = [
    undefined,
    '',
    'a=b',
    ';',
    '=',
    pair.slice(pair.indexOf('=') + 1),
    pair.replace('firstbyte_', 'Firstbyte_'),
    pair.replace('firstbyte_', 'firstbyte_0'),
    pair.replace('firstbyte_', 'xfirstbyte_'),
    pair.replace('=', '=='),
    pair.replace('=', '="').concat('"'),
  ];
  for (const header of none) t.same(check(header), { state: 'none' }, String(header));
  t.same(check(`a=b; ${stale}`), { state: 'expired' });
});

t.test('checkCookies() looks at 32 of ours and no more', async (t) => {
  const pair = pairOf(make({ claim: FOLDER }));
  const others = (count: number): string => 'firstbyte_00000000=x; '.repeat(count);
  t.match(check(others(31) + pair), { state: 'good' });
  t.same(check(others(32) + pair), { state: 'none' });
  t.match(
    check('a=b; '.repeat(1000) + others(31) + pair),
    { state: 'good' },
    'others do not count',
  );
  t.same(check(others(100) + pairOf(make())), GOOD, 'what is for this very film comes first');
});

t.test('checkCookies() keeps a cookie to reading, bucket, key and prefix', async (t) => {
  const film = pairOf(make());
  t.same(check(film, { right: 'write' }), { state: 'none' });
  t.same(check(film, { bucket: 'clips' }), { state: 'none' });
  t.same(check(film, { key: `${FILM.name}x` }), { state: 'none' });
  t.same(check(film, { key: '2024/b.mp4' }, NOW + 600), { state: 'none' }, 'not even expired');
  const folder = pairOf(make({ claim: FOLDER }));
  const table: [string, boolean][] = [
    ['2024/a.mp4', true],
    ['2024/', true],
    ['2024', false],
    ['2025/a.mp4', false],
    ['2024/../b.mp4', false],
    ['2024/./b.mp4', false],
  ];
  for (const [key, opens] of table) {
    t.equal(check(folder, { key }).state, opens ? 'good' : 'none', key);
  }
  const bucket = pairOf(make({ claim: { ...FOLDER, name: '' } }));
  t.same(check(bucket, { key: 'a/../b' }), GOOD);
  t.same(check(bucket, { bucket: 'clips' }), { state: 'none' });
});

t.test('checkCookies() keeps a bound cookie to its address', async (t) => {
  const claim = { ...FILM, address: '192.0.2.7' };
  const bound = pairOf(make({ claim }));
  t.match(bound, /\.a$/);
  t.same(check(bound), GOOD);
  t.same(check(bound, { address: '192.0.2.8' }), { state: 'none' });
  t.same(check(bound, { address: '' }), { state: 'none' });
  t.same(check(bound.slice(0, -2)), { state: 'none' }, 'it cannot be untied');
  t.same(check(`${pairOf(make())}.a`), { state: 'none' }, 'nor tied by others');
  t.same(check(`${pairOf(make())}.a`, { address: '' }), { state: 'none' }, 'not even to nothing');
  t.same(check(bound, {}, NOW + 400), { state: 'good', renewal: { ...claim, began: NOW } });
});

t.test('checkCookies() wants a key that is still there', async (t) => {
  const pair = pairOf(make({}, K2));
  t.same(checkCookies(KEYS, pair, WANTED, NOW), GOOD);
  t.same(checkCookies([K1], pair, WANTED, NOW), { state: 'none' });
  t.same(checkCookies([{ ...K1, id: 'k2' }], pair, WANTED, NOW), { state: 'none' });
  t.same(checkCookies([{ ...K2, id: 'k1' }], pair, WANTED, NOW), { state: 'none' });
  t.same(checkCookies([], pair, WANTED, NOW), { state: 'none' });
});

t.test('checkCookies() wants a renewal once more than half of the time has passed', async (t) => {
  const pair = pairOf(make());
  t.same(check(pair, {}, NOW + 300), GOOD);
  t.same(check(pair, {}, NOW + 301), DUE);
  t.same(check(pair, {}, NOW + 599), DUE);
  const odd = pairOf(make({ cookieSeconds: 601 }));
  t.same(check(odd, {}, NOW + 300), GOOD);
  t.same(check(odd, {}, NOW + 301), DUE);
});

t.test('a renewed cookie slides on, and never beyond its end', async (t) => {
  let pair = pairOf(make());
  let [now, renewals] = [NOW, 0];
  for (; check(pair, {}, now).state === 'good'; now += 100) {
    const verdict = check(pair, {}, now);
    if (verdict.state !== 'good' || verdict.renewal === undefined) continue;
    const { began } = verdict.renewal;
    t.equal(began, NOW, 'the exchange is remembered');
    pair = pairOf(make({ claim: verdict.renewal, began, nowSeconds: now }));
    renewals++;
  }
  t.equal(now, NOW + 7200);
  t.equal(renewals, 17, 'every 400 seconds, until the last that could gain something');
  t.same(check(pair, {}, now), { state: 'expired' });
});

t.test('makeCookie() ends with maxSeconds, and then has nothing to renew', async (t) => {
  const last = make({ nowSeconds: NOW + 6800 });
  t.match(last, /; Max-Age=400;/);
  t.same(check(pairOf(last), {}, NOW + 7199), GOOD, 'nothing could be gained');
  t.same(check(pairOf(last), {}, NOW + 7200), { state: 'expired' });
  const exact = make({ nowSeconds: NOW + 6600 });
  t.match(exact, /; Max-Age=600;/);
  t.same(check(pairOf(exact), {}, NOW + 7100), GOOD);
  const short = make({ maxSeconds: 100 });
  t.match(short, /; Max-Age=100;/, 'a first one too');
  const over = make({ nowSeconds: NOW + 7300 });
  t.match(over, /; Max-Age=0;/, 'what is over, the browser is to forget');
  t.same(check(pairOf(over), {}, NOW + 7300), { state: 'expired' });
});

t.test('makeCookie() takes clocks that count parts of a second', async (t) => {
  t.equal(make({ began: NOW + 0.7, nowSeconds: NOW + 0.7 }), make());
});
