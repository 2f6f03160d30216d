/** Attacks through a browser or a cache: foreign pages, pages in the bucket, answers kept for others. */
import t from 'tap';
import {
  ANNA,
  BERT,
  FILM,
  GOOD_ORIGIN,
  linkTo,
  OPEN,
  PRIVATE,
  PUBLIC,
  pathTo,
  startAttacked,
} from '../fixtures/attacked.ts';
import { launchBrowser, openPage } from '../fixtures/browser.ts';
import { skipWithout } from '../fixtures/needs.ts';
import type { WireAnswer } from '../fixtures/wire.ts';

const FOREIGN = [
  'null',
  'https://evil.example',
  'https://good.example.evil.com',
  'https://evilgood.example',
  'https://sub.good.example',
  'https://good.example:444',
  'http://good.example',
  'https://good.example/',
  'https://good.example.',
  'https://GOOD.example',
  'https://good.example@evil.com',
  'https://good.example, https://evil.example',
  'https://good.example%00.evil.com',
  'https://good_example',
  'file://',
  '*',
];

const allowed = ({ headers }: WireAnswer) => [
  headers.get('access-control-allow-origin'),
  headers.get('access-control-allow-credentials'),
  headers.get('access-control-allow-methods'),
  headers.get('timing-allow-origin'),
];

t.test('attacks through browsers and caches', async (t) => {
  const house = await startAttacked(t);
  const { attack, ask, program } = house;

  attack('a page of another origin, however it is called', async (t) => {
    const good = await ask(PUBLIC, [`Origin: ${GOOD_ORIGIN}`]);
    t.strictSame(allowed(good).slice(0, 2), [GOOD_ORIGIN, 'true'], 'the listed one may read');
    for (const origin of FOREIGN) {
      for (const [target, method] of [
        [PUBLIC, 'GET'],
        [FILM, 'GET'],
        ['/list_buckets', 'GET'],
        ['/sign', 'POST'],
        ['/nothing', 'GET'],
        [PUBLIC, 'OPTIONS'],
        ['/sign', 'OPTIONS'],
      ] as const) {
        const preflight = ['Access-Control-Request-Method: POST', `Origin: ${origin}`];
        const answer = await ask(target, [...preflight, BERT], method);
        t.strictSame(allowed(answer), Array(4).fill(undefined), `${method} ${target} by ${origin}`);
        t.match(
          answer.headers.get('vary'),
          /^Origin(, Authorization)?$/,
          'and no cache mixes them up',
        );
      }
    }
  });

  attack('two origins in one request', async (t) => {
    const both = ['Origin: https://evil.example', `Origin: ${GOOD_ORIGIN}`];
    for (const lines of [both, both.toReversed()]) {
      const [origin] = allowed(await ask(PUBLIC, lines));
      t.ok(origin === undefined || origin === GOOD_ORIGIN, `${origin}`);
    }
  });

  attack('an answer that a cache keeps for the next one', async (t) => {
    const poison = [
      ...['X-Forwarded-Host: evil.example', 'X-Host: evil.example', 'X-Forwarded-Server: evil'],
      ...['X-Forwarded-Scheme: http', 'X-Forwarded-Proto: http', 'X-Forwarded-Port: 1'],
      ...['Forwarded: host=evil.example;proto=http', 'X-Forwarded-Prefix: /evil', 'Via: evil'],
      ...['X-Original-URL: /evil', 'Max-Forwards: 0', 'Pragma: evil', 'X-Wap-Profile: //evil'],
    ];
    for (const target of [
      PUBLIC,
      '/',
      '/list_buckets',
      '/nothing',
      '/list_objects?bucket=trailers',
    ]) {
      const [plain, poisoned] = [await ask(target), await ask(target, poison)];
      const told = JSON.stringify([...poisoned.headers]) + poisoned.body;
      t.notMatch(told, /evil/, target);
      t.equal(poisoned.status, plain.status);
    }
  });

  attack('what takes a way in, kept by a cache for everybody', async (t) => {
    for (const [target, lines] of [
      [FILM, [BERT]],
      [`${FILM}?${linkTo()}`, []],
      [`/t/${pathTo()}${FILM}`, []],
      ['/objects/films/2026/kids/c.mp4', [ANNA, 'Range: bytes=0-1']],
      [FILM, []],
      [FILM, [ANNA]],
      ['/list_buckets', [BERT]],
      ['/list_objects?bucket=films', [BERT]],
    ] as const) {
      const { headers } = await ask(target, lines);
      t.match(headers.get('cache-control'), /private|no-store/, target);
      t.notMatch(headers.get('cache-control'), /public|s-maxage/, target);
    }
    t.match((await ask(PUBLIC)).headers.get('cache-control'), /^public/, 'what is open is open');
    for (const file of ['.css', '.js', '/x.css', ';.css', '%00.css', '?x.css', '%3f.css']) {
      const { status, body } = await ask(`${FILM}${file}`);
      t.ok(status >= 400 && !body.includes(PRIVATE), `${file}: ${status}`);
    }
  });

  attack('being sent elsewhere (there is nothing that sends)', async (t) => {
    for (const target of [
      '//evil.example/',
      '//evil.example/%2e%2e',
      '/\\evil.example',
      '/%5cevil.example',
      '/objects/trailers/out',
      '/objects/trailers',
      '/?v=https://evil.example&bucket=https://evil.example',
      '/?next=https://evil.example&url=//evil.example&redirect=https://evil.example',
      `${PUBLIC}?url=https://evil.example`,
      '/watch?v=//evil.example&bucket=trailers',
      `/t/x//evil.example${PUBLIC}`,
    ]) {
      const { status, headers } = await ask(target);
      t.ok(status < 300 || status >= 400, `${target}: ${status}`);
      for (const name of ['location', 'refresh', 'content-location', 'link']) {
        t.notOk(headers.has(name), name);
      }
    }
  });

  attack('an answer that a browser would take for something else', async (t) => {
    for (const [target, lines] of [
      ['/nothing/<script>alert(1)</script>', []],
      ['/nothing/%3Cscript%3E', []],
      ['/objects/%3Cscript%3Ealert(1)%3C/script%3E/x', []],
      ['/list_objects?bucket=trailers&prefix=%3Cscript%3E', []],
      ['/list_objects?bucket=trailers&callback=alert', []],
      [PUBLIC, ['Accept: text/html']],
      [FILM, ['Accept: text/html']],
    ] as const) {
      const { headers } = await ask(target, lines);
      t.equal(headers.get('x-content-type-options'), 'nosniff', target);
      t.notMatch(headers.get('content-type'), /html|xml|javascript/, target);
    }
  });

  attack('pages in the bucket, by what they say they are', async (t) => {
    for (const [name, type] of [
      ['page.html', 'text/html'],
      ['page', 'TEXT/HTML; charset=utf-16'],
      ['page.xhtml', 'application/xhtml+xml'],
      ['drawing.svg', 'image/svg+xml'],
      ['drawing', 'video/svg+xml'],
      ['feed.xml', 'text/xml'],
      ['style.xsl', 'text/xsl'],
      ['paper.pdf', 'application/pdf'],
      ['code.js', 'text/javascript'],
      ['two', 'video/mp4, text/html'],
      ['mixed', 'multipart/x-mixed-replace; boundary=x'],
      ['none', 'x'],
    ] as const) {
      const key = `out/${name}`;
      const put = {
        bucket: 'origin-trailers-7f3',
        key,
        body: OPEN,
        headers: { 'content-type': type },
      };
      t.equal((await house.client.send('PUT', put)).status, 200);
      for (const target of [`/objects/trailers/${key}`, `/watch?bucket=trailers&v=${key}`]) {
        const { status, headers } = await ask(target);
        t.equal(status, 200, target);
        t.match(headers.get('content-security-policy'), /^default-src 'none'.*; sandbox$/, type);
        t.equal(headers.get('referrer-policy'), 'no-referrer');
      }
    }
  });

  t.test('scripts in the bucket, in Chromium', { skip: skipWithout('chromium') }, async (t) => {
    const run = "document.documentElement.setAttribute('data-ran', 'yes')";
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="${run}"><script>${run}</script></svg>`;
    const pages = [
      ['run.html', 'text/html', `<p>shown<script>${run}</script><img src=x onerror="${run}">`],
      ['outside.html', 'text/html', '<p>shown<script src="/objects/trailers/out/run.js"></script>'],
      ['run.svg', 'image/svg+xml', svg],
      [
        'run.xhtml',
        'application/xhtml+xml',
        `<html xmlns="http://www.w3.org/1999/xhtml"><script>${run}</script><body>shown</body></html>`,
      ],
      ['frame.html', 'text/html', '<p>shown<iframe src="/"></iframe>'],
      ['away.html', 'text/html', '<p>shown<meta http-equiv=refresh content="0;url=/healthz">'],
    ] as const;
    const browser = await launchBrowser();
    t.teardown(() => browser.close());
    for (const [name, type, body] of [['run.js', 'text/javascript', run] as const, ...pages]) {
      const headers = { 'content-type': type };
      const put = { bucket: 'origin-trailers-7f3', key: `out/${name}`, body, headers };
      t.equal((await house.client.send('PUT', put)).status, 200);
    }
    for (const [name, type, body] of pages) {
      const { page } = await openPage(browser, `${program.url}/objects/trailers/out/${name}`);
      const ran = await page.locator(':root').getAttribute('data-ran');
      t.equal(ran, null, `${name} as ${type}`);
      t.equal(await page.evaluate(() => self.origin), 'null', 'nor is it of our origin');
      if (body.includes('shown')) t.match(await page.textContent('body'), 'shown');
      await page.context().close();
    }
  });

  await house.searched();
});
