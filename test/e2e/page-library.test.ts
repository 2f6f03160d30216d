/** Headless Chromium and the library: a newcomer's walk, the keyboard, posters, search, and very many films. */
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { hold, launchBrowser, playsPast } from '../fixtures/browser.ts';
import { readSample } from '../fixtures/film.ts';
import { startInFront } from '../fixtures/in-front.ts';
import { axeViolations, listMany, visitLibrary } from '../fixtures/library-page.ts';
import { skipWithout } from '../fixtures/needs.ts';
import { storesToTest } from '../fixtures/stores.ts';

/** What it draws and decodes takes its time where other tests run beside it. */
t.setTimeout(400_000);

const MANY = 20_000;
const LAST = `clip ${MANY - 1}.mp4`;

/** In the page: names of the tiles whose poster has nothing on it. */
async function blankPosters(): Promise<(string | undefined)[]> {
  const blank: (string | undefined)[] = [];
  for (const image of document.querySelectorAll<HTMLImageElement>('.poster img')) {
    await image.decode();
    const context = document.createElement('canvas').getContext('2d');
    context?.drawImage(image, 0, 0, 1, 1);
    const [, , , alpha] = context?.getImageData(0, 0, 1, 1).data ?? [];
    const isSmall = image.naturalWidth < 300;
    if (alpha !== 255 || isSmall) blank.push(image.closest('li')?.textContent ?? undefined);
  }
  return blank;
}

t.test('the library in Chromium', { skip: skipWithout('chromium') }, async (t) => {
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const bytes = await readSample();

  async function visit(t: Test, url: string) {
    const open = await visitLibrary(browser, url);
    t.teardown(() => open.page.context().close());
    return open;
  }

  const tile = (page: Page, name: string) =>
    page.locator('#entries').getByRole('link', { name, exact: false });
  const names = (page: Page) => page.locator('#entries .name').allTextContents();
  const focused = (page: Page) =>
    page.evaluate(() => document.activeElement?.querySelector('.name')?.textContent);

  for (const { name, skip } of storesToTest()) {
    t.test(`in front of the ${name} store`, { skip }, async (t) => {
      const front = await startInFront(name, [
        ...Array.from({ length: 9 }, (_, i) => ({ name: `film ${i + 1}.mp4`, bytes })),
        { name: 'Zürich.mp4', bytes: bytes.subarray(0, 5000) },
        { name: 'deep/film.mp4', bytes },
        { name: 'film 2.en.vtt', bytes: new Uint8Array(Buffer.from('WEBVTT\n')) },
      ]);
      t.teardown(() => front.close());
      const { bucket, prefix } = front;
      const at = (query: Record<string, string> = {}) =>
        `${front.program.url}/?${new URLSearchParams({ bucket, prefix, ...query })}`;

      t.test('a newcomer opens, picks, plays, links to and comes back', async (t) => {
        const { page, complaints } = await visit(t, at());
        await tile(page, 'film 3.mp4').waitFor();
        t.notOk(await page.locator('#stage').isVisible(), 'the library has the page to itself');
        t.match(await page.locator('#count').textContent(), '10 films · 1 folder · 1 other object');
        await tile(page, 'film 3.mp4').click();
        await playsPast(page, 0.3);
        t.match(await page.title(), /^film 3\.mp4 · /);
        const link = page.url();
        await page.goBack();
        await page.locator('#stage').waitFor({ state: 'hidden' });
        t.equal(await page.locator('#entries [aria-current]').count(), 0);
        t.ok(await page.locator('video').evaluate((video: HTMLVideoElement) => video.paused));
        await page.goto(link);
        await playsPast(page, 0.3);
        t.equal(
          await page.locator('#entries [aria-current="true"] .name').textContent(),
          'film 3.mp4',
        );
        t.strictSame(complaints, []);
      });

      t.test('the keyboard alone finds a film, a folder and the way back', async (t) => {
        const { page, complaints } = await visit(t, at());
        await tile(page, 'film 1.mp4').waitFor();
        await page.keyboard.press('/');
        await page.keyboard.type('FILM 7');
        await page.locator('#count', { hasText: '1 of 12' }).waitFor();
        await page.keyboard.press('Escape');
        await page.locator('#count', { hasText: '10 films' }).waitFor();
        for (let tab = 0; (await focused(page)) === undefined && tab < 9; tab += 1) {
          await page.keyboard.press('Tab');
        }
        t.equal(await focused(page), 'deep/', 'one stop for all tiles');
        await page.keyboard.press('ArrowDown');
        t.equal(await focused(page), 'film 1.mp4');
        await page.keyboard.press('ArrowRight');
        t.equal(await focused(page), 'film 2.mp4');
        await page.keyboard.press('End');
        t.equal(
          await page.evaluate(() =>
            document.activeElement?.textContent?.startsWith('film 2.en.vtt'),
          ),
          true,
        );
        await page.keyboard.press('Home');
        await page.keyboard.press('Enter');
        await page.locator('#crumbs [aria-current]', { hasText: 'deep' }).waitFor();
        await tile(page, 'film.mp4').focus();
        await page.keyboard.press('Enter');
        await playsPast(page, 0.2);
        await page.goBack();
        await page.goBack();
        await tile(page, 'film 9.mp4').waitFor();
        t.strictSame(complaints, []);
      });

      t.test('search and order are in the address, and come back with it', async (t) => {
        const { page, complaints } = await visit(t, at());
        await page.getByLabel('Search this folder').fill('zurich');
        await page.locator('#count', { hasText: '1 of 12' }).waitFor();
        t.strictSame(await names(page), ['Zürich.mp4']);
        await page.getByLabel('Search this folder').fill('nowhere');
        await page.getByRole('button', { name: 'Show all' }).click();
        await page.getByLabel('Sort by').selectOption('size');
        t.equal((await names(page)).at(-2), 'Zürich.mp4', 'the smallest film comes last');
        await page.getByRole('button', { name: 'Order: Largest first' }).click();
        t.equal((await names(page))[1], 'Zürich.mp4');
        t.equal(new URL(page.url()).searchParams.get('sort'), 'size');
        await page.reload();
        await tile(page, 'film 9.mp4').waitFor();
        t.equal((await names(page))[1], 'Zürich.mp4');
        t.strictSame(complaints, []);
      });

      t.test('a folder without its slash is that folder, and the address says so', async (t) => {
        const { page, complaints } = await visit(t, at({ prefix: `${prefix}deep`, sort: '-date' }));
        await tile(page, 'film.mp4').waitFor();
        t.equal(await page.locator('#crumbs [aria-current]').textContent(), 'deep');
        const { searchParams } = new URL(page.url());
        t.equal(searchParams.get('prefix'), `${prefix}deep/`);
        t.equal(searchParams.get('sort'), '-date');
        t.strictSame(complaints, []);
      });

      t.test('what is typed before the library is there is searched for', async (t) => {
        const { page } = await visit(t, 'about:blank');
        const free = await hold(page, '**/list_*');
        await page.goto(at({ v: `${prefix}film 1.mp4` }));
        await page.getByLabel('Search this folder').fill('zurich');
        await page.waitForURL(/q=zurich/);
        free();
        await page.locator('#count', { hasText: '1 of 12' }).waitFor();
        await playsPast(page, 0.1);
      });

      t.test('a film that is linked to plays, whatever the listings do', async (t) => {
        const { page, complaints } = await visit(t, 'about:blank');
        const free = await hold(page, '**/list_*');
        await page.goto(at({ v: `${prefix}film 1.mp4` }));
        await playsPast(page, 0.3);
        t.equal(await page.locator('#entries li').count(), 0, 'nothing is listed yet');
        free();
        await page.locator('#entries [aria-current="true"]').waitFor();
        t.equal(await page.locator('#buckets').inputValue(), bucket);
        t.strictSame(complaints, []);
      });

      t.test('posters are drawn two at a time at most, and never again', async (t) => {
        const { page, complaints, posters } = await visit(t, at({ q: 'film' }));
        await page.waitForFunction(() => document.querySelectorAll('.poster img').length === 9);
        t.strictSame(await posters(), { most: 2, all: 9 });
        t.strictSame(await page.evaluate(blankPosters), [], 'each shows something');
        t.equal(await page.locator('.length', { hasText: '0:16' }).count(), 9);
        const again = await visitLibrary(browser, at({ q: 'film' }), page.context());
        await again.page.waitForFunction(
          () => document.querySelectorAll('.poster img').length === 9,
        );
        t.strictSame(await again.posters(), { most: 0, all: 0 });
        // Lengths are known by now: they can be sorted by.
        await again.page.getByLabel('Sort by').selectOption('length');
        t.strictSame((await names(again.page)).slice(0, 2), ['film 1.mp4', 'film 2.mp4']);
        t.strictSame([...complaints, ...again.complaints], []);
      });

      t.test('a poster that cannot be drawn is asked for once', async (t) => {
        const { page, posters } = await visit(t, at({ q: 'zurich' }));
        await page.waitForFunction(() => Reflect.get(window, 'posters').all === 1);
        for (const q of ['film', 'zurich', '', 'zurich']) {
          await page.getByLabel('Search this folder').fill(q);
        }
        await page.getByLabel('Search this folder').fill('');
        await page.waitForFunction(() => document.querySelectorAll('.poster img').length === 9);
        t.equal((await posters()).all, 10);
      });

      t.test('reduced data draws none', async (t) => {
        const { page, posters } = await visit(t, 'about:blank');
        await page.addInitScript(() => {
          Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
        });
        await page.goto(at());
        await tile(page, 'film 9.mp4').waitFor();
        await tile(page, 'film 1.mp4').click();
        await playsPast(page, 0.5);
        t.equal((await posters()).all, 0);
      });

      t.test('nothing is wrong for who uses it by other means, in any state', async (t) => {
        const { page } = await visit(t, at());
        const states: [string, string, () => Promise<unknown>][] = [
          ['grid', at(), () => page.locator('.poster img').nth(8).waitFor()],
          ['film', at({ v: `${prefix}film 2.mp4` }), () => playsPast(page, 0.2)],
          [
            'nothing found',
            at({ q: 'zzz' }),
            () => page.getByText('Nothing found').first().waitFor(),
          ],
          [
            'empty',
            at({ prefix: `${prefix}none/` }),
            () => page.getByText('An empty folder').first().waitFor(),
          ],
          [
            'error',
            at({ bucket: 'elsewhere' }),
            () => page.locator('#notice').getByRole('link', { name: bucket }).waitFor(),
          ],
        ];
        for (const [state, url, ready] of states) {
          await page.goto(url);
          await ready();
          for (const colorScheme of ['light', 'dark'] as const) {
            for (const width of [1280, 390]) {
              await page.emulateMedia({ colorScheme });
              await page.setViewportSize({ width, height: 844 });
              t.strictSame(await axeViolations(page), [], `${state}, ${colorScheme}, ${width} px`);
              const wide = await page.evaluate(
                () => document.documentElement.scrollWidth - innerWidth,
              );
              t.ok(wide <= 0, `${state} fits into ${width} px`);
            }
          }
        }
      });
    });
  }

  t.test(`${MANY} films`, async (t) => {
    const front = await startInFront('embedded', [{ name: 'sample.mp4', bytes }]);
    t.teardown(() => front.close());
    const { page, complaints } = await visit(t, 'about:blank');
    await listMany(page, 'many/', MANY);
    // Posters are not what this is about.
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
      const tasks: number[] = [];
      Reflect.set(window, 'tasks', tasks);
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) tasks.push(duration);
      }).observe({ type: 'longtask' });
    });
    const longest = () =>
      page.evaluate(() => Math.max(0, ...Reflect.get(window, 'tasks').splice(0)));
    await page.goto(`${front.program.url}/?bucket=${front.bucket}&prefix=many/`);
    await page.locator('#count', { hasText: '20,000 films' }).waitFor();
    t.comment(`longest task while listing: ${await longest()} ms`);
    const tiles = page.locator('#entries li');
    t.equal(await tiles.first().getAttribute('aria-setsize'), `${MANY}`);

    let most = 0;
    for (let step = 0; step < 40; step += 1) {
      await page.mouse.wheel(0, 3000);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
      most = Math.max(most, await tiles.count());
    }
    t.comment(`longest task while scrolling: ${await longest()} ms; tiles at once: ${most}`);
    t.ok(most < 120, `${most} tiles at once`);
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await tile(page, LAST).waitFor();
    t.ok(await tile(page, LAST).isVisible(), 'the last one is at the end');

    await tile(page, LAST).focus();
    await page.evaluate(() => scrollTo(0, 0));
    await tile(page, 'clip 00000.mp4').waitFor();
    t.equal(await focused(page), LAST, 'the focus stays where it was');
    await page.keyboard.press('ArrowLeft');
    t.equal(await focused(page), `clip ${MANY - 2}.mp4`);
    await page.keyboard.press('Home');
    t.equal(await focused(page), 'clip 00000.mp4');

    await longest();
    await page.getByLabel('Sort by').selectOption('date');
    await tile(page, LAST).waitFor();
    await page.getByLabel('Search this folder').fill('1234');
    await page.locator('#count', { hasText: '12 of 20,000' }).waitFor();
    t.comment(`longest task while sorting and searching: ${await longest()} ms`);
    t.strictSame(complaints, []);
  });

  t.test('comes back to where one was in a long list', async (t) => {
    const front = await startInFront('embedded', [{ name: 'many/clip 06000.mp4', bytes }]);
    t.teardown(() => front.close());
    const { page } = await visit(t, 'about:blank');
    const prefix = `${front.prefix}many/`;
    await listMany(page, prefix, MANY);
    await page.goto(
      `${front.program.url}/?${new URLSearchParams({ bucket: front.bucket, prefix })}`,
    );
    await page.locator('#count', { hasText: '20,000 films' }).waitFor();
    await page.getByLabel('Search this folder').fill('clip');
    const film = tile(page, 'clip 06000.mp4');
    const { y } = await page.evaluate(() => {
      const list = document.querySelector('#entries');
      return { y: (list?.clientHeight ?? 0) * 0.3 };
    });
    await page.evaluate((to) => scrollTo(0, to), y);
    await film.waitFor();
    const before = (await film.boundingBox())?.y;
    await film.click();
    await playsPast(page, 0.2);
    t.equal(await page.evaluate(() => scrollY), 0, 'the film stands first');
    t.ok(
      await page.locator('#entries [aria-current="true"]').isVisible(),
      'and its tile beside it',
    );
    await page.goBack();
    await page.locator('#stage').waitFor({ state: 'hidden' });
    t.equal(Math.round((await film.boundingBox())?.y ?? 0), Math.round(before ?? -1));
    // The same when the list has to be read again.
    await film.click();
    await playsPast(page, 0.2);
    await page.locator('#crumbs a').first().click();
    await page.locator('#entries .folder').first().waitFor();
    await page.goBack();
    await page.goBack();
    await page.locator('#count', { hasText: '20,000' }).waitFor();
    t.equal(Math.round((await film.boundingBox())?.y ?? 0), Math.round(before ?? -1));
  });

  t.test('a list that breaks off half way keeps what it has, and goes on', async (t) => {
    const front = await startInFront('embedded', [{ name: 'sample.mp4', bytes }]);
    t.teardown(() => front.close());
    const { page } = await visit(t, 'about:blank');
    await listMany(page, 'many/', 3000);
    await page.route('**/list_objects?*cursor=2000*', (route) => route.abort(), { times: 1 });
    await page.goto(`${front.program.url}/?bucket=${front.bucket}&prefix=many/`);
    await page.getByText('The gateway cannot be reached').first().waitFor();
    t.equal(await page.locator('#count').textContent(), '2,000 objects so far…');
    await tile(page, 'clip 00000.mp4').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('#count', { hasText: '3,000 films' }).waitFor();
    t.notOk(await page.locator('#notice').isVisible());
  });
});
