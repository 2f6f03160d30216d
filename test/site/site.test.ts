import t from 'tap';
import { createSite } from '../../src/site/site.ts';

const files = (script = "import './b.js';") =>
  new Map(
    Object.entries({
      'index.html':
        '<head>\n    <link rel="icon" href="/favicon.svg" />\n    <link rel="stylesheet" href="/style.css" />\n    <script type="module" src="/app.js"></script>\n  </head>\n<a href="/">home</a><a href="/docs">docs</a>',
      'favicon.svg': '<svg/>',
      'style.css': '/* c */\na {}\n',
      'app.js': `// c\n${script}`,
      'b.js': 'export {};',
      'later.js': '',
    }).map(([name, text]) => [name, Buffer.from(text)]),
  );
const textOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();

t.test('createSite() leads documents to one address for all that they need', async (t) => {
  const site = createSite(files());
  t.strictSame(site.needs('index.html'), ['favicon.svg', 'style.css', 'app.js', 'b.js']);
  const html = textOf(site.document('index.html'));
  const at = (name: string) => `/assets/${site.digest}/${name}`;
  for (const part of [
    `<link rel="stylesheet" href="${at('style.css')}" />`,
    `<script type="module" src="${at('app.js')}">`,
    `<link rel="modulepreload" href="${at('b.js')}" />`,
    '<link rel="icon" href="/favicon.svg" />',
    '<a href="/">home</a><a href="/docs">docs</a>',
  ]) {
    t.ok(html.includes(part), part);
  }
  t.notMatch(html, 'later.js');
});

t.test('createSite() gives files without comments, and none that it has not', async (t) => {
  const site = createSite(files());
  t.equal(textOf(site.asset('app.js')), "import './b.js';");
  t.equal(textOf(site.asset('style.css')), 'a {}\n');
  t.equal(textOf(site.asset('favicon.svg')), '<svg/>');
  t.equal(site.asset('../package.json'), undefined);
  t.equal(site.asset('__proto__'), undefined);
});

t.test('createSite() has another address when any file has changed', async (t) => {
  const { digest } = createSite(files());
  t.match(digest, /^[\w-]{12}$/);
  t.equal(createSite(files()).digest, digest);
  t.not(createSite(files('1;')).digest, digest);
  const more = files();
  more.set('new.js', Buffer.from(''));
  t.not(createSite(more).digest, digest);
});
