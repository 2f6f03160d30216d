/** Headless Chromium and deleting: it asks first, says what, and tells when it cannot. */
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { launchBrowser, playsPast } from '../fixtures/browser.ts';
import { readSample } from '../fixtures/film.ts';
import { startInFront } from '../fixtures/in-front.ts';
import { skipWithout } from '../fixtures/needs.ts';
import { storesToTest } from '../fixtures/stores.ts';
import { faults, visitUploads } from '../fixtures/upload-page.ts';

/** What it draws and decodes takes its time where other tests run beside it. */
t.setTimeout(400_000);

t.test('deleting in Chromium', { skip: skipWithout('chromium') }, async (t) => {
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const bytes = await readSample();

  for (const { name, skip } of storesToTest()) {
    t.test(`in front of the ${name} store`, { skip }, async (t) => {
      const films = ['a.mp4', 'b #?%2F.mp4', 'c.mp4', 'deep/e.mp4'];
      const objects = films.map((film) => ({ name: film, bytes }));
      const front = await startInFront(name, objects, { FIRSTBYTE_UPLOADS: 'true' });
      t.teardown(() => front.close());
      const { bucket, prefix } = front;

      async function visit(t: Test, query: Record<string, string> = {}) {
        const search = new URLSearchParams({ bucket, prefix, ...query });
        const visited = await visitUploads(browser, `${front.program.url}/?${search}`);
        t.teardown(() => visited.page.context().close());
        return visited;
      }
      const tile = (page: Page, film: string) =>
        page.locator('#entries .tile').filter({ hasText: film });
      const focus = (page: Page) =>
        page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
      const status = async (film: string) => (await fetch(front.watch(film))).status;

      t.test('nothing is deleted unless it is said so', async (t) => {
        const { page, complaints } = await visit(t);
        await tile(page, 'a.mp4').hover();
        await page.getByRole('button', { name: 'Delete a.mp4' }).click();
        const dialog = page.getByRole('dialog', { name: 'Delete this object?' });
        await dialog.getByText('This cannot be undone.').waitFor();
        t.match(
          await dialog.textContent(),
          `1.0 MB in ${prefix.replace(/\/$/, '')}, bucket ${bucket}`,
        );
        t.equal(await focus(page), 'Cancel');
        t.strictSame(await faults(page), []);
        await page.keyboard.press('Enter');
        await dialog.waitFor({ state: 'detached' });
        t.equal(await status('a.mp4'), 200);
        t.equal(
          await page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
          'Delete a.mp4',
          'the focus is where it was',
        );
        await page.keyboard.press('Enter');
        await dialog.waitFor();
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'detached' });
        t.equal(await status('a.mp4'), 200);
        t.strictSame(complaints, []);
      });

      t.test('by keyboard alone, it goes and the list knows', async (t) => {
        const { page, complaints, said } = await visit(t);
        const link = page.locator('#entries').getByRole('link', { name: 'b #?%2F.mp4' });
        const tabIndex = await link.evaluate((one) => {
          one.focus();
          return one.closest('li')?.querySelector('button')?.tabIndex;
        });
        t.equal(tabIndex, 0, 'Tab leads on to the button at once');
        await page.keyboard.press('Tab');
        t.equal(
          await page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
          'Delete b #?%2F.mp4',
        );
        await page.keyboard.press('Enter');
        await page.getByRole('dialog').waitFor();
        await page.keyboard.press('Tab');
        t.equal(await focus(page), 'Delete');
        await page.keyboard.press('Enter');
        await tile(page, 'b #?%2F.mp4').waitFor({ state: 'detached' });
        t.equal(await status('b #?%2F.mp4'), 404);
        t.equal(await status('a.mp4'), 200);
        t.ok((await said()).includes('b #?%2F.mp4 is deleted'));
        t.strictSame(complaints, []);
      });

      t.test('a film that is on the screen leaves it', async (t) => {
        const { page } = await visit(t, { v: `${prefix}c.mp4` });
        await playsPast(page, 0.1);
        await tile(page, 'c.mp4').hover();
        await page.getByRole('button', { name: 'Delete c.mp4' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
        await page.locator('#stage').waitFor({ state: 'hidden' });
        t.notOk(new URL(page.url()).searchParams.has('v'));
        t.equal(await status('c.mp4'), 404);
      });

      t.test('what was replaced meanwhile is not deleted, and why is said', async (t) => {
        const { page } = await visit(t, { prefix: `${prefix}deep/` });
        await tile(page, 'e.mp4').hover();
        const path = [bucket, ...`${prefix}deep/e.mp4`.split('/')]
          .map(encodeURIComponent)
          .join('/');
        const url = `${front.program.url}/objects/${path}`;
        await fetch(url, { method: 'PUT', body: 'another' });
        await page.getByRole('button', { name: 'Delete e.mp4' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('button', { name: 'Delete' }).click();
        await dialog.getByRole('alert').getByText('It was replaced since it was listed.').waitFor();
        t.equal(await (await fetch(url)).text(), 'another');
        await page.route('**/objects/**', (route) => route.abort());
        await dialog.getByRole('button', { name: 'Delete' }).click();
        await dialog.getByRole('alert').getByText('The gateway cannot be reached.').waitFor();
        await dialog.getByRole('button', { name: 'Cancel' }).click();
        await dialog.waitFor({ state: 'detached' });
      });
    });
  }

  t.test('the last film of a bucket stays in the list when the others are gone', async (t) => {
    const front = await startInFront('embedded', [], { FIRSTBYTE_UPLOADS: 'true' });
    t.teardown(() => front.close());
    const { url } = front.program;
    for (const film of ['left.mp4', 'gone.mp4']) {
      await fetch(`${url}/objects/${front.bucket}/${film}`, {
        method: 'PUT',
        body: new Uint8Array(bytes),
      });
    }
    const { page } = await visitUploads(browser, `${url}/?bucket=${front.bucket}`);
    t.teardown(() => page.context().close());
    const tiles = page.locator('#entries .tile');
    await tiles.filter({ hasText: 'gone.mp4' }).hover();
    await page.getByRole('button', { name: 'Delete gone.mp4' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await tiles.filter({ hasText: 'gone.mp4' }).waitFor({ state: 'detached' });
    await page.locator('#count', { hasText: /^1 film$/ }).waitFor();
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
    t.ok(await page.locator('#stage').isHidden(), 'nobody asked to see it');
    t.notOk(new URL(page.url()).searchParams.has('v'));
  });
});
