import t from 'tap';
import { createPage } from '../../src/routes/pages.ts';
import { type Asked, bodyOf, exchangeOf } from '../fixtures/exchange.ts';

const HTML = Buffer.from('<!doctype html><title>h\u00e9</title>');
const page = (name = 'index.html', bytes: Uint8Array = HTML) => {
  const handler = createPage(name, bytes, () => 0);
  return async (asked: Asked = {}) => handler(exchangeOf(asked));
};

t.test('createPage() serves its bytes with a type, a tag and a policy', async (t) => {
  const answer = await page()();
  t.equal(answer.status, 200);
  t.strictSame(await bodyOf(answer), HTML);
  t.match(answer.headers, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-cache',
    ETag: /^"[\w-]{27}"$/,
  });
  const policy = answer.headers['Content-Security-Policy'] ?? '';
  for (const rule of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]) {
    t.ok(policy.split('; ').includes(rule), rule);
  }
  t.notMatch(policy, 'unsafe');
});

t.test('createPage() knows the types of what a page loads', async (t) => {
  for (const [name, type] of [
    ['app.js', 'text/javascript; charset=utf-8'],
    ['style.css', 'text/css; charset=utf-8'],
    ['favicon.svg', 'image/svg+xml'],
  ] as const) {
    t.equal((await page(name)()).headers['Content-Type'], type);
  }
});

t.test('createPage() changes its tag with its bytes', async (t) => {
  const tag = async (bytes: Uint8Array) => (await page('index.html', bytes)()).headers.ETag;
  t.equal(await tag(HTML), await tag(Buffer.from(HTML)));
  t.not(await tag(HTML), await tag(Buffer.from('other')));
});

t.test('createPage() honours preconditions and ignores Range', async (t) => {
  const ask = page();
  const etag = (await ask()).headers.ETag ?? '';
  const fresh = await ask({ headers: { 'if-none-match': etag } });
  t.equal(fresh.status, 304);
  t.equal(fresh.body, undefined);
  t.equal(fresh.headers.ETag, etag);
  t.equal((await ask({ headers: { 'if-none-match': '"x"' } })).status, 200);
  await t.rejects(ask({ headers: { 'if-match': '"x"' } }), { code: 'precondition_failed' });
  for (const range of ['bytes=0-1', 'bytes=5000-']) {
    const answer = await ask({ headers: { range } });
    t.equal(answer.status, 200);
    t.equal(answer.body?.length, HTML.length);
  }
});

t.test('createPage() serves an empty file', async (t) => {
  t.equal((await page('app.js', Buffer.alloc(0))()).body?.length, 0);
});
