import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import t from 'tap';
import { createAssets, createDocument, createFile } from '../../src/routes/pages.ts';
import { createSite } from '../../src/site/site.ts';
import { type Asked, bodyOf, exchangeOf } from '../fixtures/exchange.ts';

const SCRIPT = Buffer.from(`export const words = ${JSON.stringify('words '.repeat(200))};`);
const HTML = Buffer.from(`<!doctype html><title>h\u00e9</title>${'<p>'.repeat(200)}`);
const site = createSite(
  new Map([
    ['index.html', HTML],
    ['app.js', SCRIPT],
    ['style.css', Buffer.from('a {}')],
    ['icon.svg', Buffer.from('<svg/>')],
    ['empty.js', Buffer.alloc(0)],
  ]),
);
const options = { site, wallClock: () => 0 };
const document = createDocument('index.html', options);
const assets = createAssets(options);
const page = async (asked: Asked = {}) => document(exchangeOf(asked));
const asset = async (rest: string, asked: Asked = {}) => assets(exchangeOf({ ...asked, rest }));
const at = (name: string) => `${site.digest}/${name}`;

t.test('createDocument() serves its bytes with a type, a tag and a policy', async (t) => {
  const answer = await page();
  t.equal(answer.status, 200);
  t.strictSame(await bodyOf(answer), HTML);
  t.match(answer.headers, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-cache',
    ETag: /^"[\w-]{27}"$/,
    Vary: 'Accept-Encoding',
  });
  const policy = answer.headers['Content-Security-Policy'] ?? '';
  for (const rule of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]) {
    t.ok(policy.split('; ').includes(rule), rule);
  }
  t.notMatch(policy, 'unsafe');
});

t.test(
  'createDocument() serves the coding that the browser takes, each with a tag of its own',
  async (t) => {
    const headers = { 'accept-encoding': 'gzip, deflate, br' };
    const first = await page({ headers });
    t.ok(['gzip', 'br'].includes(first.headers['Content-Encoding'] ?? ''));
    // What is smaller comes as soon as it is made.
    let smaller = first;
    while (smaller.headers['Content-Encoding'] !== 'br') {
      await new Promise((resolve) => setImmediate(resolve));
      smaller = await page({ headers });
    }
    t.ok(brotliDecompressSync(await bodyOf(smaller)).equals(HTML));
    const gzip = await page({ headers: { 'accept-encoding': 'gzip' } });
    t.ok(gunzipSync(await bodyOf(gzip)).equals(HTML));
    const plain = await page({ headers: { 'accept-encoding': 'br;q=0, gzip;q=0' } });
    t.equal(plain.headers['Content-Encoding'], undefined);
    const tags = [smaller, gzip, plain].map((one) => one.headers.ETag);
    t.equal(new Set(tags).size, 3);
    for (const [coding, tag] of [
      ['br', tags[0]],
      ['gzip', tags[1]],
    ] as const) {
      const again = { 'accept-encoding': coding, 'if-none-match': tag ?? '' };
      t.equal((await page({ headers: again })).status, 304, coding);
    }
  },
);

t.test('createDocument() honours preconditions and ignores Range', async (t) => {
  const etag = (await page()).headers.ETag ?? '';
  const fresh = await page({ headers: { 'if-none-match': etag } });
  t.equal(fresh.status, 304);
  t.equal(fresh.body, undefined);
  t.equal(fresh.headers.ETag, etag);
  t.equal((await page({ headers: { 'if-none-match': '"x"' } })).status, 200);
  await t.rejects(page({ headers: { 'if-match': '"x"' } }), { code: 'precondition_failed' });
  for (const range of ['bytes=0-1', 'bytes=5000-']) {
    const answer = await page({ headers: { range } });
    t.equal(answer.status, 200);
    t.equal(answer.body?.length, HTML.length);
  }
});

t.test('createAssets() serves files of this version for ever, by type', async (t) => {
  for (const [name, type] of [
    ['app.js', 'text/javascript; charset=utf-8'],
    ['style.css', 'text/css; charset=utf-8'],
    ['icon.svg', 'image/svg+xml'],
    ['empty.js', 'text/javascript; charset=utf-8'],
  ] as const) {
    const answer = await asset(at(name));
    t.equal(answer.headers['Content-Type'], type);
    t.equal(answer.headers['Cache-Control'], 'public, max-age=31536000, immutable');
  }
});

t.test(
  'createAssets() gives a page of another version what there is now, and no cache keeps it',
  async (t) => {
    const answer = await asset('older-digest/app.js');
    t.equal(answer.status, 200);
    t.equal(answer.headers['Cache-Control'], 'no-store');
    t.strictSame(await bodyOf(answer), SCRIPT);
  },
);

t.test('createAssets() has nothing of another name', async (t) => {
  for (const rest of ['', 'app.js', at('none.js'), at('../app.js'), at(''), `${site.digest}`]) {
    await t.rejects(asset(rest), { code: 'route_not_found' }, rest);
  }
});

t.test('createFile() reads when it is first asked for, and once', async (t) => {
  let reads = 0;
  const file = createFile(
    'hls.js',
    () => {
      reads++;
      return SCRIPT;
    },
    () => 0,
  );
  t.equal(reads, 0);
  for (let times = 0; times < 2; times++) {
    const answer = await file(exchangeOf());
    t.strictSame(await bodyOf(answer), SCRIPT);
    t.equal(answer.headers['Cache-Control'], 'no-cache');
  }
  t.equal(reads, 1);
});
