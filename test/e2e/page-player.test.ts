/** Headless Chromium and the player: its keys, bar, captions, memory, what comes next, and playlists. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { launchBrowser, openPage, playsPast } from '../fixtures/browser.ts';
import { makeFilm } from '../fixtures/film.ts';
import { startInFront, type TestObject } from '../fixtures/in-front.ts';
import { skipWithout } from '../fixtures/needs.ts';
import { runTool } from '../fixtures/run-tool.ts';
import { storesToTest } from '../fixtures/stores.ts';

/** What it draws and decodes takes its time where other tests run beside it. */
t.setTimeout(400_000);

const SECONDS = 60;
const modulePath = (name: string): string =>
  fileURLToPath(new URL(`../../node_modules/${name}`, import.meta.url));
const text = (words: string): Uint8Array => new Uint8Array(Buffer.from(words));
const captionsSaying = (words: string): Uint8Array =>
  text(`WEBVTT\n\n00:00:00.000 --> 00:01:00.000\n${words}\n`);

/** A film of a minute, and the same as a playlist with its segments. */
async function makeFilms(t: Test): Promise<{ film: Uint8Array; playlist: TestObject[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'firstbyte-player-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const path = await makeFilm(folder, SECONDS);
  await runTool('ffmpeg', [
    ...['-v', 'error', '-nostdin', '-i', path, '-c', 'copy', '-f', 'hls', '-hls_time', '4'],
    ...['-hls_list_size', '0', join(folder, 'list.m3u8')],
  ]);
  const names = (await readdir(folder)).filter((name) => /\.(m3u8|ts)$/.test(name));
  const playlist = names.map(async (name) => {
    const bytes = await readFile(join(folder, name));
    return { name: `hls/${name}`, bytes, contentType: 'application/octet-stream' };
  });
  return { film: await readFile(path), playlist: await Promise.all(playlist) };
}

interface State {
  readonly time: number;
  readonly paused: boolean;
  readonly volume: number;
  readonly muted: boolean;
  readonly rate: number;
}

async function state(page: Page): Promise<State> {
  return await page.locator('video').evaluate((video: HTMLVideoElement) => ({
    time: video.currentTime,
    paused: video.paused,
    volume: video.volume,
    muted: video.muted,
    rate: video.playbackRate,
  }));
}

/** Resolves when the video stands within half a second of `seconds`. */
async function standsAt(page: Page, seconds: number): Promise<void> {
  await page.waitForFunction((to) => {
    const video = document.querySelector('video');
    return video !== null && !video.seeking && Math.abs(video.currentTime - to) < 0.5;
  }, seconds);
}

async function pauseAt(page: Page, seconds: number): Promise<void> {
  await page.locator('video').evaluate((video: HTMLVideoElement, to) => {
    video.pause();
    video.currentTime = to;
  }, seconds);
  await standsAt(page, seconds);
}

/** What axe finds wrong in the page as it is now. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(modulePath('axe-core/axe.min.js'), 'utf8'));
  return await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run(at: string): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
      };
    };
    const found = await axe.run('.stage');
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`);
  });
}

t.test('the player in Chromium', { skip: skipWithout('chromium', 'ffmpeg') }, async (t) => {
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const { film, playlist } = await makeFilms(t);

  for (const { name, skip } of storesToTest()) {
    t.test(`in front of the ${name} store`, { skip }, async (t) => {
      const generic = 'application/octet-stream';
      const front = await startInFront(name, [
        { name: 'film 2.mp4', bytes: film },
        { name: 'film 2.en.vtt', bytes: captionsSaying('Good morning'), contentType: generic },
        { name: 'film 2.de.vtt', bytes: captionsSaying('Guten Morgen'), contentType: generic },
        { name: 'film 10.mp4', bytes: film },
        ...playlist,
      ]);
      t.teardown(() => front.close());
      const { bucket, prefix } = front;

      /** The page with a film that plays, opened by its address. */
      async function watch(t: Test, film: string, options: { folder?: boolean } = {}) {
        const query = new URLSearchParams({ bucket, v: prefix + film });
        if (options.folder !== false) query.set('prefix', prefix);
        const open = await openPage(browser, `${front.program.url}/?${query}`);
        t.teardown(() => open.page.context().close());
        await playsPast(open.page, 0.1);
        return open;
      }

      t.test('does by keyboard what the keys say', async (t) => {
        const { page, complaints } = await watch(t, 'film 2.mp4');
        await pauseAt(page, 20);
        for (const [key, seconds] of [
          ['ArrowRight', 25],
          ['l', 35],
          ['ArrowLeft', 30],
          ['j', 20],
          ['5', SECONDS / 2],
          ['End', SECONDS],
          ['Home', 0],
        ] as const) {
          await page.keyboard.press(key);
          await standsAt(page, seconds);
        }
        await pauseAt(page, 20);
        await page.keyboard.press('.');
        await page.waitForFunction(
          () => (document.querySelector('video')?.currentTime ?? 0) > 20.03,
        );
        await page.keyboard.press(',');
        await page.waitForFunction(
          () => (document.querySelector('video')?.currentTime ?? 0) < 20.03,
        );
        await page.keyboard.press('Space');
        t.equal((await state(page)).paused, false);
        await page.keyboard.press('k');
        t.equal((await state(page)).paused, true);
        await page.keyboard.press('ArrowDown');
        t.match(await state(page), { volume: 1, muted: true }, 'silence is not made quieter');
        await page.keyboard.press('m');
        t.match(await state(page), { volume: 1, muted: false });
        await page.keyboard.press('ArrowDown');
        t.match(await state(page), { volume: 0.95, muted: false });
        await page.keyboard.press('ArrowUp');
        t.match(await state(page), { volume: 1, muted: false });
        await page.keyboard.press('>');
        t.equal((await state(page)).rate, 1.25);
        await page.keyboard.press('<');
        await page.keyboard.press('<');
        t.equal((await state(page)).rate, 0.75);
        await page.keyboard.press('f');
        await page.waitForFunction(() => document.fullscreenElement?.id === 'screen');
        await page.keyboard.press('f');
        await page.waitForFunction(() => document.fullscreenElement === null);
        await page.keyboard.press('?');
        const dialog = page.getByRole('dialog', { name: 'Keys of the player' });
        const [said, key] = [dialog.locator('dd'), dialog.locator('kbd')];
        t.equal(await key.count(), await said.count());
        const [top, bottom] = [await key.first().boundingBox(), await key.last().boundingBox()];
        t.ok((top?.y ?? 0) < (bottom?.y ?? 0) - 100, 'each key stands in its own line');
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'hidden' });
        const before = await state(page);
        await page.keyboard.press('Control+ArrowRight');
        await page.keyboard.press('Alt+5');
        t.strictSame(await state(page), before, 'keys of the browser are left alone');
        await page.keyboard.press('n');
        await page.locator('h1', { hasText: 'film 10.mp4' }).waitFor();
        t.equal(new URL(page.url()).searchParams.get('v'), `${prefix}film 10.mp4`);
        t.strictSame(complaints, []);
      });

      t.test('keeps single keys to itself for who does not want them', async (t) => {
        const { page, complaints } = await watch(t, 'film 2.mp4');
        const muted = async () => (await state(page)).muted;
        await page.keyboard.press('?');
        const choice = page.getByRole('switch', { name: 'Single keys' });
        t.equal(await choice.isChecked(), true);
        await choice.focus();
        await page.keyboard.press('Space');
        t.strictSame(await violations(page), []);
        await page.keyboard.press('Escape');
        for (const visit of ['first', 'second']) {
          const before = await muted();
          await page.evaluate(() => {
            if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
          });
          await page.keyboard.press('m');
          await page.keyboard.press('/');
          t.equal(await muted(), before, `${visit} visit`);
          t.equal(await page.evaluate(() => document.activeElement?.tagName), 'BODY');
          await page.keyboard.press('ArrowUp');
          await page.getByRole('slider', { name: 'Seek' }).focus();
          const now = await muted();
          await page.keyboard.press('m');
          t.equal(await muted(), !now, 'with the focus in the player');
          await page.getByLabel('Search this folder').fill('');
          await page.getByLabel('Search this folder').press('m');
          t.equal(await page.getByLabel('Search this folder').inputValue(), 'm');
          if (visit === 'second') continue;
          await page.reload();
          await playsPast(page, 0.1);
        }
        t.strictSame(complaints, []);
      });

      t.test('seeks on the bar by keyboard and mouse, and says where it is', async (t) => {
        const { page, complaints } = await watch(t, 'film 2.mp4');
        await pauseAt(page, 20);
        const slider = page.getByRole('slider', { name: 'Seek' });
        t.equal(await slider.getAttribute('aria-disabled'), null);
        await slider.focus();
        for (const [key, seconds] of [
          ['ArrowRight', 25],
          ['ArrowDown', 20],
          ['PageUp', 26],
          ['PageDown', 20],
          ['Home', 0],
        ] as const) {
          await page.keyboard.press(key);
          await standsAt(page, seconds);
        }
        t.equal(await slider.getAttribute('aria-valuetext'), '0:00 of 1:00');
        const box = await slider.boundingBox();
        if (box === null) throw new Error('Cannot see the seek bar');
        const y = box.y + box.height / 2;
        await page.mouse.move(box.x + box.width / 4, y);
        t.match(await page.locator('.tip').textContent(), /^0:1[45]$/);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width / 2, y, { steps: 4 });
        await page.mouse.up();
        await standsAt(page, SECONDS / 2);
        t.match(await slider.getAttribute('aria-valuetext'), /^0:(29|30) of 1:00$/);
        t.ok(await page.locator('.ranges i').count(), 'what is buffered is drawn');
        t.equal((await page.locator('.asks .bar').first().boundingBox())?.height, 16);
        await page.goto(`${front.program.url}/?${new URLSearchParams({ bucket, prefix })}`);
        t.equal(
          await page.locator('.seek').getAttribute('aria-disabled'),
          'true',
          'without a film',
        );
        t.strictSame(complaints, []);
      });

      t.test('shows captions, from the listed folder and for a deep link', async (t) => {
        for (const folder of [true, false]) {
          const { page, complaints } = await watch(t, 'film 2.mp4', { folder });
          await page.getByRole('button', { name: 'Captions (c)' }).click();
          await page.getByRole('menuitemradio', { name: 'Off' }).waitFor();
          t.strictSame(await violations(page), [], 'with the menu open');
          await page.keyboard.press('ArrowDown');
          await page.keyboard.press('ArrowDown');
          await page.keyboard.press('Enter');
          await page.waitForFunction(() =>
            [...(document.querySelector('video')?.textTracks ?? [])].some(
              ({ mode, activeCues }) =>
                mode === 'showing' && (activeCues?.[0] as VTTCue)?.text === 'Guten Morgen',
            ),
          );
          await page.reload();
          await playsPast(page, 0.1);
          await page.waitForFunction(() =>
            [...(document.querySelector('video')?.textTracks ?? [])].some(
              ({ mode, language, activeCues }) =>
                mode === 'showing' && language === 'de' && activeCues?.length === 1,
            ),
          );
          await page.keyboard.press('c');
          const showing = await page
            .locator('video')
            .evaluate(
              (video: HTMLVideoElement) =>
                [...video.textTracks].filter(({ mode }) => mode === 'showing').length,
            );
          t.equal(showing, 0);
          t.strictSame(complaints, []);
        }
      });

      t.test('goes on where it was left, at the speed that was chosen', async (t) => {
        const { page, complaints } = await watch(t, 'film 2.mp4');
        await page.getByRole('button', { name: 'Speed' }).click();
        await page.getByRole('menuitemradio', { name: '1.5×' }).click();
        await pauseAt(page, 31);
        await page.reload();
        await page.getByText('Continues at 0:31').waitFor();
        await playsPast(page, 31);
        t.equal((await state(page)).rate, 1.5);
        await page.getByRole('button', { name: 'Start over' }).click();
        await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 99) < 9);
        t.strictSame(complaints, []);
      });

      t.test('offers the next film at the end, once somebody has touched the page', async (t) => {
        const { page, complaints } = await watch(t, 'film 2.mp4');
        await pauseAt(page, SECONDS - 0.5);
        await page.keyboard.press('k');
        const card = page.getByRole('group', { name: 'Up next' });
        await card.getByText('film 10.mp4').waitFor();
        t.strictSame(await violations(page), []);
        await card.getByRole('button', { name: 'Cancel' }).click();
        await card.waitFor({ state: 'hidden' });
        await pauseAt(page, SECONDS - 0.5);
        await page.keyboard.press('k');
        await card.getByRole('button', { name: 'Play now' }).click();
        await page.locator('h1', { hasText: 'film 10.mp4' }).waitFor();
        await playsPast(page, 0.2);
        t.strictSame(complaints, []);
      });

      t.test('plays a playlist through hls.js where the browser cannot', async (t) => {
        const context = await browser.newContext();
        t.teardown(() => context.close());
        const page = await context.newPage();
        page.setDefaultTimeout(30_000);
        const complaints: string[] = [];
        page.on('console', (message) => {
          if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
        });
        await page.addInitScript(() => {
          HTMLMediaElement.prototype.canPlayType = () => '';
        });
        const body = await readFile(modulePath('hls.js/dist/hls.min.mjs'), 'utf8');
        await page.route('**/vendor/hls.js', (route) =>
          route.fulfill({ contentType: 'text/javascript', body }),
        );
        const key = `${prefix}hls/list.m3u8`;
        await page.goto(`${front.program.url}/?${new URLSearchParams({ bucket, v: key })}`);
        await playsPast(page, 0.5);
        t.match(await page.locator('video').getAttribute('src'), /^blob:/);
        await page.keyboard.press('5');
        await playsPast(page, SECONDS / 2 + 0.3);
        t.strictSame(complaints, []);
        await page.goto(
          `${front.program.url}/?${new URLSearchParams({ bucket, v: `${prefix}no.m3u8` })}`,
        );
        await page.getByText('There is no such object', { exact: true }).first().waitFor();
      });

      t.test('works without storage, and has no fault that axe knows', async (t) => {
        const { page } = await watch(t, 'film 2.mp4');
        await page.addInitScript(() => {
          Object.defineProperty(window, 'localStorage', {
            get() {
              throw new DOMException('denied', 'SecurityError');
            },
          });
        });
        await page.reload();
        await playsPast(page, 0.1);
        await page.keyboard.press('m');
        await page.keyboard.press('k');
        t.strictSame(await violations(page), []);
        await page.keyboard.press('?');
        t.strictSame(await violations(page), [], 'with the keys shown');
      });
    });
  }
});
