/** The API reference in headless Chromium: drawn, searchable, readable by everybody. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { launchBrowser } from '../fixtures/browser.ts';
import { skipWithout } from '../fixtures/needs.ts';
import { startProgram } from '../fixtures/program.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

t.test('the API reference in Chromium', { skip: skipWithout('chromium') }, async (t) => {
  const browser = await launchBrowser();
  const cwd = await mkdtemp(join(tmpdir(), 'firstbyte-docs-'));
  const program = await startProgram({ cwd });
  const axe = await readFile(AXE, 'utf8');
  t.teardown(async () => {
    await browser.close();
    await program.stop();
    await rm(cwd, { recursive: true });
  });

  for (const [scheme, width] of [
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
  ] as const) {
    t.test(`${scheme}, ${width} wide`, async (t) => {
      const context = await browser.newContext({
        colorScheme: scheme,
        viewport: { width, height: 844 },
      });
      t.teardown(() => context.close());
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(`${program.url}/docs`);
      await page.locator('#objectPut').waitFor();
      const intro = page.locator('#intro');
      t.equal(await intro.evaluate((one) => getComputedStyle(one).display), 'block', 'a sentence');
      const shown = () => page.locator('.operation:visible').count();
      const all = await shown();
      t.ok(all > 15, `${all} operations`);
      await page.getByPlaceholder('Search paths and words').fill('evictions');
      t.equal(await shown(), 1);
      await page.locator('#cacheStats summary').first().click();
      t.match(
        await page.locator('#cacheStats details').first().textContent(),
        /application\/json.*cache\.evictions *integer, required.*since the start/s,
      );
      t.match(await page.locator('#failures').textContent(), /requestId.*bucket_missing/s);
      t.match(await page.locator('#ways').textContent(), 'asks nobody');
      t.match(await page.locator('#live').textContent(), `1 of ${all} operations`);
      await page.getByPlaceholder('Search paths and words').fill('');
      t.equal(await shown(), all);
      const narrow = width < 900;
      const summary = page.getByText('Contents', { exact: true });
      t.equal(await summary.isVisible(), narrow, 'contents are folded where there is no room');
      if (narrow) {
        await summary.focus();
        await page.keyboard.press('Enter');
      }
      const path = page.locator('#contents').getByText('/t/{token}/objects/{bucket}/{key}').first();
      const lines = await path.evaluate((one) => {
        const range = document.createRange();
        range.selectNodeContents(one);
        const tops = new Map<number, string>();
        for (const node of one.childNodes) {
          range.selectNodeContents(node);
          const rects = [...range.getClientRects()];
          if (rects.length > 1) tops.set(rects.length, String(node.textContent));
        }
        return [...tops.values()];
      });
      t.strictSame(lines, [], 'no part of a path is broken');
      await path.click();
      t.equal(
        await page.locator('#fold').evaluate((one) => (one as HTMLDetailsElement).open),
        !narrow,
      );
      const places = await page.evaluate(() => {
        const top = (selector: string) => document.querySelector(selector)?.getBoundingClientRect();
        const header = getComputedStyle(document.querySelector('header') as Element).position;
        return {
          bar: header === 'sticky' ? (top('header')?.bottom ?? 0) : 0,
          card: top('#tokenObject')?.top ?? 0,
          contents: top('.docs nav')?.top ?? 0,
        };
      });
      t.ok(places.card >= places.bar, `not below the header: ${JSON.stringify(places)}`);
      if (!narrow) t.ok(places.contents >= places.bar, 'nor are the contents');
      const field = await page.locator('#search').boundingBox();
      if (narrow) t.ok((field?.width ?? 0) > 0.8 * width, 'the search has the whole line');
      const cut = await page.evaluate(
        () =>
          [...document.querySelectorAll('.scroll')].filter(
            (one) => one.scrollWidth > one.clientWidth,
          ).length,
      );
      t.equal(cut, 0, 'no table is cut off');
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      t.ok(wide <= 0, 'nothing sticks out');
      await page.evaluate(axe);
      const violations = await page.evaluate(async () => {
        const { axe: tool } = globalThis as unknown as {
          axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        const found = (await tool.run()).violations;
        return found.map(({ id, nodes }) => [id, nodes[0]?.html]);
      });
      t.strictSame(violations, []);
      t.strictSame(complaints, []);
      const shot = process.env.FIRSTBYTE_TEST_SHOTS;
      if (shot) await page.screenshot({ path: `${shot}/docs-${scheme}-${width}.png` });
    });
  }
});
