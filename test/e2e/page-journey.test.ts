/** What just happened, as the page draws it in headless Chromium, held against Resource Timing. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { launchBrowser, openPage, playsPast, seek } from '../fixtures/browser.ts';
import { readSample, SAMPLE } from '../fixtures/film.ts';
import { startInFront } from '../fixtures/in-front.ts';
import { skipWithout } from '../fixtures/needs.ts';

/** What it draws and decodes takes its time where other tests run beside it. */
t.setTimeout(400_000);

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** Less than the sample needs, which is 65 kB a second: what was sent at once is soon played. */
const SLOW = { FIRSTBYTE_STREAM_BYTES_PER_SECOND: '40000' };

t.test('what just happened, in Chromium', { skip: skipWithout('chromium') }, async (t) => {
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const film = { name: 'sample.mp4', bytes: await readSample() };

  /** Opens the page on the film for as long as `t` runs. */
  async function visit(t: Test, front: Awaited<ReturnType<typeof startInFront>>) {
    const { bucket, prefix } = front;
    const query = new URLSearchParams({ bucket, prefix, v: `${prefix}sample.mp4` });
    const open = await openPage(browser, `${front.program.url}/?${query}`);
    t.teardown(() => open.page.context().close());
    return open;
  }

  async function started(t: Test, env: Readonly<Record<string, string>> = {}) {
    const front = await startInFront('embedded', [film], env);
    t.teardown(() => front.close());
    return front;
  }

  t.test('shows a first visitor the storage, and the next one the memory', async (t) => {
    const front = await started(t);
    for (const [outcome, words] of [
      ['miss', /^Opened: .*fetched from storage.* ms waiting for storage, /],
      ['hit', /^Opened: its bytes were in the gateway’s memory/],
    ] as const) {
      const { page, complaints } = await visit(t, front);
      await playsPast(page, 0.5);
      await page.locator(`#journey .outcome.${outcome}`).waitFor();
      t.match(await page.locator('.asks .quiet').allTextContents(), [words]);
      t.equal(await page.locator('.asks .part.storage').count(), outcome === 'miss' ? 1 : 0);
      t.match(
        await page.locator('#speed').textContent(),
        /First frame from opening the page\s*[\d.]+ m?s/,
      );
      const timed = await timings(page);
      t.equal(timed.length, 1);
      // The row begins with the click, a little before the request.
      const byte = msOf(await figure(page, 'byte'));
      t.ok(byte >= Math.floor(timed[0]?.byteMs ?? Number.POSITIVE_INFINITY), `${byte} ms`);
      t.ok(byte <= (timed[0]?.byteMs ?? 0) + 200, `${byte} ms`);
      t.ok(byte <= msOf(await figure(page, 'frame')));
      t.equal(Math.round(msOf(await figure(page, 'gateway'))), Math.round(timed[0]?.totalMs ?? -1));
      t.equal(await figure(page, 'stalls'), 'none');
      t.match(await page.locator('.reel').getAttribute('aria-label'), /buffered: 0:00 to 0:16/);
      t.strictSame(await violations(page), []);
      t.strictSame(complaints, []);
    }
  });

  t.test('tells the gateway how a film was, when it is left', async (t) => {
    const front = await started(t);
    const { page } = await visit(t, front);
    await playsPast(page, 0.2);
    await page.locator('[data-what="frame"]').waitFor();
    await page.goto('about:blank');
    const told = async () => await (await fetch(`${front.program.url}/metrics`)).text();
    let text = await told();
    while (!text.includes('outcome="read"} 1')) text = await told();
    t.match(text, 'firstbyte_viewer_startup_seconds_count{from="page"} 1\n');
  });

  t.test('shows what runs, a seek and a stall', async (t) => {
    const { page, complaints } = await visit(t, await started(t, SLOW));
    await playsPast(page, 0.2);
    await page.locator('.outcome.open').waitFor();
    t.match(await page.locator('.asks .quiet').textContent(), /First byte within [\d.]+ m?s\./);
    // The browser's own list is full: news of requests comes all the same.
    await page.evaluate(() => performance.setResourceTimingBufferSize(1));
    await seek(page, SAMPLE.seconds * 0.7);
    await page.locator('.asks li', { hasText: 'Seek to 0:11' }).first().waitFor();
    await page.locator('.asks .outcome.miss').first().waitFor();
    t.match(await page.locator('.asks .quiet').first().textContent(), /does not tell how much/);
    await page.locator('[data-what="stalls"]', { hasText: /^Stalls1 · [\d.]+ m?s/ }).waitFor();
    await page.locator('.reel .stall').first().waitFor({ state: 'attached' });
    await page.locator('#journey [role="status"]', { hasText: /^Stalled for/ }).waitFor();
    t.strictSame(await violations(page), []);
    t.strictSame(complaints, []);
  });

  t.test('tells of earlier requests by keyboard too', async (t) => {
    const { page, complaints } = await visit(t, await started(t, SLOW));
    await playsPast(page, 0.2);
    await seek(page, SAMPLE.seconds * 0.7);
    await page.locator('.asks li').nth(1).waitFor();
    const rows = page.locator('.asks li');
    const volume = () => page.locator('video').evaluate((video: HTMLVideoElement) => video.volume);
    t.equal(await page.locator('.asks [tabindex="0"]').count(), 1, 'one stop for all rows');
    await page.getByText('What just happened', { exact: true }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Home');
    for (const [key, at] of [
      ['ArrowUp', 0],
      ['ArrowDown', 1],
      ['ArrowUp', 0],
    ] as const) {
      await page.keyboard.press(key);
      t.ok(await rows.nth(at).evaluate((row) => row === document.activeElement), key);
      const [told, said] = [page.locator('.words'), rows.nth(at).locator('.quiet')];
      t.equal(await told.textContent(), await said.textContent());
    }
    t.equal(await volume(), 1, 'the player leaves these keys to the list');
    // What runs is written anew four times a second, in the row that it has.
    const focused = await rows.nth(1).elementHandle();
    await focused?.focus();
    const before = await page.locator('.asks').textContent();
    await page.waitForFunction(
      (text) => document.querySelector('.asks')?.textContent !== text,
      before,
    );
    t.ok(await focused?.evaluate((row) => row === document.activeElement), 'keeps the focus');
    t.strictSame(await violations(page), []);
    t.strictSame(complaints, []);
  });

  t.test('is gone without a film, and stays folded when it was folded', async (t) => {
    const front = await started(t);
    const { page } = await visit(t, front);
    await page.getByText('What just happened', { exact: true }).click();
    await page.locator('.story').waitFor({ state: 'hidden' });
    await page.reload();
    await playsPast(page, 0.2);
    t.notOk(await page.locator('.story').isVisible());
    await page.locator('[data-what="byte"]').waitFor();
    await page.getByText('What just happened', { exact: true }).click();
    await page.locator('.asks li').waitFor();
    await page.goto(`${front.program.url}/?bucket=${front.bucket}`);
    await page.locator('#entries li').first().waitFor();
    t.notOk(await page.locator('#journey').isVisible());
  });
});

/** What the page itself can know of the film's requests. */
async function timings(page: Page) {
  return await page.evaluate(() =>
    performance.getEntriesByType('resource').flatMap((entry) => {
      if (!(entry instanceof PerformanceResourceTiming)) return [];
      if (entry.initiatorType !== 'video') return [];
      const total = entry.serverTiming.find(({ name }) => name === 'total');
      return [{ byteMs: entry.responseStart - entry.startTime, totalMs: total?.duration }];
    }),
  );
}

async function figure(page: Page, what: string): Promise<string> {
  return (await page.locator(`[data-what="${what}"] dd`).textContent()) ?? '';
}

/** @param words such as `12 ms` and `1.50 s` */
function msOf(words: string): number {
  const [value, unit] = words.split(' ');
  return Number(value) * (unit === 's' ? 1000 : 1);
}

async function violations(page: Page): Promise<unknown> {
  await page.evaluate(await readFile(AXE, 'utf8'));
  return await page.evaluate(
    "axe.run('#journey').then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))",
  );
}
