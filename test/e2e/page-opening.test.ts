/** Headless Chromium and the first moments of a visit: what is asked for when, and what is there meanwhile. */
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { hold, launchBrowser, openPage, playsPast } from '../fixtures/browser.ts';
import { readSample } from '../fixtures/film.ts';
import { startInFront } from '../fixtures/in-front.ts';
import { skipWithout } from '../fixtures/needs.ts';

/** What it draws and decodes takes its time where other tests run beside it. */
t.setTimeout(400_000);

t.test('a visit begins in Chromium', { skip: skipWithout('chromium') }, async (t) => {
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const bytes = await readSample();
  const front = await startInFront('embedded', [
    { name: 'film 1.mp4', bytes },
    { name: 'film 2.mp4', bytes },
  ]);
  t.teardown(() => front.close());
  const { bucket, prefix } = front;

  async function visit(t: Test) {
    const open = await openPage(browser, 'about:blank');
    t.teardown(() => open.page.context().close());
    return open;
  }

  /** Does not wait for what is held. */
  async function go(page: Page, query: Record<string, string> = {}): Promise<void> {
    const all = new URLSearchParams({ bucket, prefix, ...query });
    await page.goto(`${front.program.url}/?${all}`, { waitUntil: 'commit' });
  }

  t.test('asks for every module before the first is here, and for none twice', async (t) => {
    const { page, complaints } = await visit(t);
    const modules: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('.js')) modules.push(new URL(request.url()).pathname);
    });
    const free = await hold(page, '**/*.js');
    await go(page);
    const links = page.locator('link[rel="modulepreload"]');
    await page.locator('noscript').waitFor({ state: 'attached' });
    // Each look is a message to the browser and back, which is what requests come by too.
    while (modules.length < (await links.count())) await page.evaluate(() => {});
    const early = modules.toSorted();
    free();
    await page.locator('#entries li').first().waitFor();
    t.ok(early.length > 20, `${early.length} modules`);
    t.strictSame(modules.toSorted(), early, 'none was found later');
    t.strictSame(early, [...new Set(early)]);
    t.strictSame(complaints, []);
  });

  t.test('shows that it is on its way before anything of it can run', async (t) => {
    const { page } = await visit(t);
    const free = await hold(page, '**/app.js');
    const freeLists = await hold(page, '**/list_*');
    await go(page);
    const library = page.getByRole('region', { name: 'Library' });
    const skeleton = page.locator('#skeleton');
    const isWaiting = async () => {
      await skeleton.waitFor();
      t.equal(await library.getAttribute('aria-busy'), 'true');
    };
    await isWaiting();
    const delay = await skeleton.evaluate((box) => getComputedStyle(box).animationDelay);
    t.equal(delay, '0.2s', 'a list that is quick is there before it');
    free();
    await page.locator('#crumbs a').first().waitFor();
    await isWaiting();
    freeLists();
    await page.locator('#entries li').first().waitFor();
    await skeleton.waitFor({ state: 'hidden' });
    t.equal(await library.getAttribute('aria-busy'), 'false');
  });

  t.test('counts the wait for a first frame from where it began', async (t) => {
    const { page } = await visit(t);
    const free = await hold(page, '**/app.js');
    await go(page, { v: `${prefix}film 1.mp4` });
    await page.locator('#skeleton').waitFor();
    const waited = await page.evaluate(() => performance.now());
    free();
    await playsPast(page, 0.1);
    const pill = page.locator('[data-what="frame"]');
    const told = async () => {
      const [value, unit] = ((await pill.locator('dd').textContent()) ?? '').split(' ');
      return Number(value) * (unit === 's' ? 1000 : 1);
    };
    t.match(await pill.textContent(), /^First frame from opening the page/);
    const first = await told();
    t.ok(first >= waited, `${first} ms, of which ${waited} before anything could run`);
    await page.locator('#entries a', { hasText: 'film 2.mp4' }).click();
    await page.locator('h1', { hasText: 'film 2.mp4' }).waitFor();
    await pill.filter({ hasText: /^First frame\d/ }).waitFor();
    t.ok((await told()) < first, 'what is chosen in the page counts from there');
  });

  t.test('is written as large as the browser is told to write', async (t) => {
    const { page } = await visit(t);
    const session = await page.context().newCDPSession(page);
    await session.send('Page.setFontSizes', { fontSizes: { standard: 24 } });
    await go(page, { v: `${prefix}film 1.mp4` });
    await playsPast(page, 0.1);
    await page.locator('[data-what="frame"]').waitFor();
    for (const [part, pixels] of [
      ['body', 22.5],
      ['.speed', 20.25],
      ['.time', 21],
      ['.journey', 19.5],
    ] as const) {
      const size = await page.locator(part).evaluate((one) => getComputedStyle(one).fontSize);
      t.equal(size, `${pixels}px`, part);
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    t.ok(wide <= 0, 'and fits');
  });
});
