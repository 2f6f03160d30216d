/** Headless Chromium on the page: finds the film in the library, plays it, seeks in it, links to it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import {
  launchBrowser,
  openPage,
  playsPast,
  playsToItsEnd,
  screen,
  seek,
} from '../fixtures/browser.ts';
import { readSample, SAMPLE } from '../fixtures/film.ts';
import { startInFront, waysToTest } from '../fixtures/in-front.ts';
import { skipWithout } from '../fixtures/needs.ts';
import { startProgram } from '../fixtures/program.ts';

/** What it draws and decodes takes its time where other tests run beside it. */
t.setTimeout(400_000);

/** Whatever an address, a page or a signature might trip over. */
const ODD = `a b+c%20%d 'single' "double" é 日本 #1?&=;.mp4`;
const HOSTILE = new Uint8Array(Buffer.from('<h1>shown</h1><script>window.ran = true</script>'));
const PLAYING = { ...SAMPLE, paused: false, error: undefined };

t.test('the page in Chromium', { skip: skipWithout('chromium') }, async (t) => {
  const browser = await launchBrowser();
  t.teardown(() => browser.close());

  /** Opens `url` for as long as `t` runs. */
  async function visit(t: Test, url: string, motion?: 'reduce') {
    const open = await openPage(browser, url, motion);
    t.teardown(() => open.page.context().close());
    return open;
  }

  for (const { store, skip, road } of waysToTest()) {
    t.test(`in front of the ${store} store, over ${road.name}`, { skip }, async (t) => {
      const bytes = await readSample();
      const front = await startInFront(
        store,
        [
          { name: 'sample.mp4', bytes },
          { name: 'deep/er/film.mp4', bytes },
          { name: 'notes.txt', bytes: new Uint8Array(3), contentType: 'text/plain' },
          { name: 'page.html', bytes: HOSTILE, contentType: 'text/html' },
          { name: 'broken.mp4', bytes: new Uint8Array(1000) },
          { name: ODD, bytes },
        ],
        road.env,
      );
      t.teardown(() => front.close());
      const { bucket, prefix } = front;
      const at = (query: Record<string, string>) =>
        `${front.program.url}/?${new URLSearchParams({ bucket, ...query })}`;

      t.test('shows the library, plays what is clicked, seeks and plays on', async (t) => {
        const { page, complaints } = await visit(t, at({ prefix }));
        await page.getByRole('link', { name: /^sample\.mp4/ }).click();
        await playsPast(page, 0.5);
        t.match(await screen(page), { ...PLAYING, muted: false });
        await seek(page, SAMPLE.seconds * 0.75);
        await playsPast(page, SAMPLE.seconds * 0.75 + 0.3);
        t.match(await screen(page), PLAYING);
        t.match(await page.locator('#speed').textContent(), /First frame\s*[\d.]+ m?s/);
        t.equal(await page.locator('[aria-current="true"]').count(), 1);
        t.strictSame(complaints, []);
      });

      t.test(
        'plays a film whose own address is opened, and runs no script of the bucket',
        async (t) => {
          const film = await visit(t, front.watch('sample.mp4'));
          await playsPast(film.page, 0.5);
          t.strictSame(film.complaints, []);
          const { page } = await visit(t, front.watch('page.html'));
          t.equal(await page.locator('h1').textContent(), 'shown');
          t.notOk(await page.evaluate(() => 'ran' in window), 'its script was not run');
        },
      );

      t.test(
        'plays a film in either order, seeks forward and back, and plays it out',
        async (t) => {
          for (const [address, tag] of [
            [front.watch('sample.mp4'), /-view\d+"$/],
            [front.original('sample.mp4'), /^"(?!.*-view)/],
          ] as const) {
            const { page, complaints } = await visit(t, address);
            t.match((await page.request.head(address)).headers().etag, tag);
            await playsPast(page, 0.3);
            for (const seconds of [0.8, 0.2, 0.6]) {
              await seek(page, SAMPLE.seconds * seconds);
              await playsPast(page, SAMPLE.seconds * seconds + 0.2);
              t.match(await screen(page), PLAYING, `from ${seconds} of it`);
            }
            await seek(page, SAMPLE.seconds - 1);
            await playsToItsEnd(page);
            t.match(await screen(page), { ...PLAYING, paused: true });
            t.strictSame(complaints, []);
          }
        },
      );

      t.test('plays a key full of special characters, and names it exactly', async (t) => {
        const { page, complaints } = await visit(t, at({ prefix }));
        await page.locator('#entries a', { hasText: 'single' }).click();
        await playsPast(page, 0.5);
        t.match(await screen(page), PLAYING);
        t.equal(await page.locator('h1').textContent(), ODD);
        t.equal(new URL(page.url()).searchParams.get('v'), prefix + ODD);
        // The address that is shown leads back to it.
        await page.reload();
        await playsPast(page, 0.5);
        t.equal(await page.locator('h1').textContent(), ODD);
        t.strictSame(complaints, []);
      });

      t.test('follows a deep link, folders and the back button', async (t) => {
        const link = at({ prefix, v: `${prefix}sample.mp4` });
        const { page, complaints } = await visit(t, link);
        await playsPast(page, 0.5);
        await page.getByRole('link', { name: 'deep/' }).click();
        await page.getByRole('link', { name: 'er/' }).click();
        const film = page.locator('#entries').getByRole('link', { name: /^film\.mp4/ });
        await film.waitFor();
        t.equal(await page.locator('h1').textContent(), 'sample.mp4', 'plays on');
        await film.click();
        await page.locator('h1', { hasText: /^film\.mp4$/ }).waitFor();
        await playsPast(page, 0.2);
        for (let back = 0; back < 3; back += 1) await page.goBack();
        await page.locator('#entries [aria-current="true"]', { hasText: 'sample.mp4' }).waitFor();
        t.equal(page.url(), link.replaceAll('+', '%20'));
        await playsPast(page, 0.2);
        t.strictSame(complaints, []);
      });

      t.test('shows what is no film, but offers no playing of it', async (t) => {
        const { page } = await visit(t, at({ prefix }));
        const notes = page.locator('#entries li', { hasText: 'notes.txt' });
        await notes.waitFor();
        t.equal(await notes.getByRole('link').count(), 0);
      });

      t.test('says what is wrong with a film that is missing or broken', async (t) => {
        const { page } = await visit(t, at({ prefix, v: `${prefix}missing.mp4` }));
        await page.getByText('There is no such object', { exact: true }).first().waitFor();
        await page.locator('#speed').waitFor({ state: 'hidden' });
        await page.getByRole('link', { name: /^broken\.mp4/ }).click();
        await page.getByText('This film cannot be played', { exact: true }).first().waitFor();
        await page.getByRole('link', { name: /^sample\.mp4/ }).click();
        await playsPast(page, 0.2);
        t.match(await screen(page), PLAYING);
      });

      t.test('tries again when the listing failed, and knows what is on the screen', async (t) => {
        const link = at({ prefix, v: `${prefix}sample.mp4` });
        const { page } = await visit(t, link);
        await page.getByRole('link', { name: 'deep/' }).click();
        await page.getByRole('link', { name: 'er/' }).waitFor();
        await page.route('**/list_objects?*', (route) => route.abort(), { times: 1 });
        await page.goBack();
        await page.getByText('The gateway cannot be reached', { exact: true }).first().waitFor();
        await page.getByRole('button', { name: 'Try again' }).click();
        const current = page.locator('#entries [aria-current="true"]');
        await current.waitFor();
        t.match(await current.textContent(), /^sample\.mp4/);
      });

      t.test('says so when the bucket is not served', async (t) => {
        const { page } = await visit(t, `${front.program.url}/?bucket=elsewhere`);
        await page.getByText('This bucket is not served here', { exact: true }).first().waitFor();
        t.ok(await page.getByRole('button', { name: 'Try again' }).isVisible());
      });
    });
  }

  t.test('a newcomer, with nothing configured', async (t) => {
    const cwd = await mkdtemp(join(tmpdir(), 'firstbyte-newcomer-'));
    const program = await startProgram({ cwd });
    t.teardown(async () => {
      await program.stop();
      await rm(cwd, { recursive: true });
    });

    t.test('sees the sample playing, silently, and can turn its sound on', async (t) => {
      const { page, complaints } = await visit(t, program.url);
      await playsPast(page, 1);
      t.match(await screen(page), { ...PLAYING, muted: true });
      t.equal(await page.locator('h1').textContent(), 'firstbyte.mp4');
      await page.getByRole('button', { name: 'Turn sound on' }).click();
      t.match(await screen(page), { paused: false, muted: false });
      t.strictSame(complaints, []);
    });

    t.test('who wants no motion sees its first frame and a button', async (t) => {
      const { page, complaints } = await visit(t, program.url, 'reduce');
      await page.getByRole('button', { name: 'Play', exact: true }).click();
      await playsPast(page, 0.5);
      t.match(await screen(page), { ...PLAYING, muted: false });
      t.strictSame(complaints, []);
    });
  });
});
