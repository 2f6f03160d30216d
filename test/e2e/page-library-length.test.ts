/** Headless Chromium and the order by length: lengths are read for it, and nobody's tile runs away. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import t from 'tap';
import { launchBrowser } from '../fixtures/browser.ts';
import { makeFilm } from '../fixtures/film.ts';
import { startInFront } from '../fixtures/in-front.ts';
import { visitLibrary } from '../fixtures/library-page.ts';
import { skipWithout } from '../fixtures/needs.ts';

/** What it draws and decodes takes its time where other tests run beside it. */
t.setTimeout(300_000);

/** So many that most of them are far below the view. */
const SHORT = 40;

t.test('the order by length', { skip: skipWithout('chromium', 'ffmpeg') }, async (t) => {
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const folder = await mkdtemp(join(tmpdir(), 'firstbyte-lengths-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const film = async (name: string, seconds: number) => ({
    name,
    bytes: await readFile(await makeFilm(folder, seconds)),
  });
  const short = await film('', 1);
  const front = await startInFront('embedded', [
    ...Array.from({ length: SHORT }, (_, i) => ({ ...short, name: `clip ${i + 10}.mp4` })),
    await film('y.mp4', 3),
    await film('z.mp4', 5),
    { name: 'broken.mp4', bytes: short.bytes.subarray(0, 2000) },
  ]);
  t.teardown(() => front.close());
  const { bucket, prefix } = front;
  const url = `${front.program.url}/?${new URLSearchParams({ bucket, prefix })}`;
  const first = (page: Page) =>
    page
      .locator('#entries .name')
      .evaluateAll((names) => names.slice(0, 3).map((n) => n.textContent));
  const by = (page: Page, words: string) =>
    page.getByRole('button', { name: `Order: ${words}` }).click();

  t.test('lengths are read, those that nobody knows come last, and it is said', async (t) => {
    const { page, posters } = await visitLibrary(browser, url);
    t.teardown(() => page.context().close());
    await page.locator('#count', { hasText: '43 films' }).waitFor();
    await page.getByLabel('Sort by').selectOption('length');
    await by(page, 'Shortest first');
    await page.mouse.move(0, 0);
    await page.locator('#count', { hasText: /of 43 lengths known so far…$/ }).waitFor();
    await page.locator('#count', { hasText: '42 of 43 lengths known, the others last' }).waitFor();
    t.strictSame(await first(page), ['z.mp4', 'y.mp4', 'clip 10.mp4']);
    t.equal((await posters()).most, 2, 'two at a time, whatever they are read for');
    t.match(await page.locator('#live').textContent(), /^Sorted by length\. 42 of 43/);
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.locator('#entries .tile').last().getByText('broken.mp4').waitFor();
    await page.getByLabel('Sort by').selectOption('name');
    t.equal(await page.locator('#count').textContent(), '43 films');
  });

  t.test('what somebody points at or has the focus on stays where it is', async (t) => {
    const { page } = await visitLibrary(browser, 'about:blank');
    t.teardown(() => page.context().close());
    let release = (): void => {};
    const released = new Promise<void>((go) => {
      release = go;
    });
    await page.route('**/watch?*', async (route) => {
      await released;
      await route.continue();
    });
    await page.goto(`${url}&sort=-length`);
    const tile = (name: string) => page.locator('#entries').getByRole('link', { name });
    await tile('clip 11.mp4').hover();
    await tile('clip 12.mp4').focus();
    const places = () =>
      Promise.all(['clip 11.mp4', 'clip 12.mp4'].map((name) => tile(name).boundingBox()));
    const before = await places();
    release();
    await page.locator('#count', { hasText: 'the others last' }).waitFor();
    t.strictSame(await places(), before);
    t.ok((await first(page)).includes('z.mp4'), 'the others move around them');
    await page.mouse.move(0, 0);
    await page.getByLabel('Search this folder').focus();
    await page.waitForFunction(
      () => document.querySelectorAll('#entries .name')[2]?.textContent === 'clip 10.mp4',
    );
    t.strictSame(await first(page), ['z.mp4', 'y.mp4', 'clip 10.mp4']);
  });
});
