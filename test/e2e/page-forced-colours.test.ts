/** Headless Chromium where the system has colours of its own: what says something is there, and stands out. */
import type { Page } from 'playwright-core';
import t from 'tap';
import { launchBrowser, playsPast } from '../fixtures/browser.ts';
import { readSample } from '../fixtures/film.ts';
import { startInFront } from '../fixtures/in-front.ts';
import { skipWithout } from '../fixtures/needs.ts';

/** What it draws and decodes takes its time where other tests run beside it. */
t.setTimeout(400_000);

/** What is drawn, the property that has its colour, and what it is drawn on. */
const DRAWN = [
  ['.control.pause .solid, .control.play .solid', 'fill', '.bar'],
  ['.control.full .line', 'stroke', '.bar'],
  ['.time', 'color', '.bar'],
  ['.rail', 'outlineColor', '.bar'],
  ['.ranges i', 'backgroundColor', '.rail'],
  ['.played', 'backgroundColor', '.rail'],
  ['.unmute', 'color', '.unmute'],
  ['.legend .part.before', 'borderTopColor', 'body'],
  ['.legend .part.way', 'backgroundColor', 'body'],
  ['.legend .part.gateway', 'backgroundColor', 'body'],
  ['.legend .part.storage', 'outlineColor', 'body'],
  ['.legend .part.transfer', 'backgroundColor', 'body'],
  ['.asks .part.transfer', 'backgroundColor', 'body'],
  ['.asks .flag', 'backgroundColor', 'body'],
  ['.reel .head', 'backgroundColor', 'body'],
  ['.poster', 'borderTopColor', 'body'],
] as const;

/** Of each pair, how far the two are apart (WCAG 2.2, contrast ratio). */
async function contrasts(page: Page): Promise<[string, number][]> {
  return await page.evaluate((drawn) => {
    const lightness = (colour: string): number => {
      const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
        const share = Number(part) / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const colourOf = (selector: string, property: string): string => {
      const element = document.querySelector(selector);
      if (element === null) throw new Error(`Cannot find ${selector}`);
      return Reflect.get(getComputedStyle(element), property);
    };
    return drawn.map(([selector, property, ground]) => {
      const pair = [colourOf(selector, property), colourOf(ground, 'backgroundColor')];
      const [dark = 0, light = 0] = pair.map(lightness).sort((a, b) => a - b);
      return [`${selector}: ${pair.join(' on ')}`, (light + 0.05) / (dark + 0.05)];
    });
  }, DRAWN);
}

t.test('forced colours in Chromium', { skip: skipWithout('chromium') }, async (t) => {
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const bytes = await readSample();
  const front = await startInFront('embedded', [
    { name: 'film.mp4', bytes },
    { name: 'zero.mp4', bytes: new Uint8Array(10) },
  ]);
  t.teardown(() => front.close());
  const { bucket, prefix } = front;

  for (const colorScheme of ['light', 'dark'] as const) {
    t.test(`${colorScheme}: everything that is drawn stands out`, async (t) => {
      const context = await browser.newContext({ colorScheme, forcedColors: 'active' });
      t.teardown(() => context.close());
      const page = await context.newPage();
      const query = new URLSearchParams({ bucket, prefix, v: `${prefix}film.mp4` });
      await page.goto(`${front.program.url}/?${query}`);
      await playsPast(page, 0.5);
      for (const part of ['.reel .head', '.asks .part.transfer', '.asks .flag', '.ranges i']) {
        await page.locator(part).first().waitFor({ state: 'attached' });
      }
      await page.locator('.poster').first().waitFor();
      for (const [pair, contrast] of await contrasts(page)) {
        t.ok(contrast >= 3, `${contrast.toFixed(1)}: ${pair}`);
      }
    });
  }
});
