/** Headless Chromium and what is no film, or none any more: the page says which, and asks for nothing in vain. */
import t, { type Test } from 'tap';
import { launchBrowser } from '../fixtures/browser.ts';
import { readSample } from '../fixtures/film.ts';
import { startInFront } from '../fixtures/in-front.ts';
import { axeViolations, visitLibrary } from '../fixtures/library-page.ts';
import { skipWithout } from '../fixtures/needs.ts';

/** What it draws and decodes takes its time where other tests run beside it. */
t.setTimeout(200_000);

t.test('films that cannot be played', { skip: skipWithout('chromium') }, async (t) => {
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const bytes = await readSample();
  const front = await startInFront('embedded', [
    { name: 'good.mp4', bytes },
    { name: 'cut.mp4', bytes: bytes.subarray(0, 300_000) },
    { name: 'empty.mp4', bytes: new Uint8Array() },
    { name: 'notes.txt', bytes: Buffer.from('Buy milk'), contentType: 'text/plain' },
  ]);
  t.teardown(() => front.close());
  const { bucket, prefix } = front;
  const at = (query: Record<string, string> = {}) =>
    `${front.program.url}/?${new URLSearchParams({ bucket, prefix, ...query })}`;

  async function visit(t: Test, url: string) {
    const open = await visitLibrary(browser, url);
    t.teardown(() => open.page.context().close());
    return open;
  }

  t.test('the screen says why, in the words of the gateway', async (t) => {
    const { page } = await visit(t, 'about:blank');
    for (const [name, title, detail] of [
      ['cut.mp4', 'This film cannot be played', /^The file was cut short: .* repeated\.$/],
      ['empty.mp4', 'This film is empty', /^There is not a single byte in it/],
      ['notes.txt', 'This is no film', /^It is of the type text\/plain\./],
      ['gone.mp4', 'There is no such object', /./],
    ] as const) {
      await page.goto(at({ v: prefix + name }));
      await page.locator('[data-state="failed"] #curtain-title').waitFor();
      t.match(await page.locator('#curtain-title').textContent(), title, name);
      t.match(await page.locator('#curtain-detail').textContent(), detail, name);
    }
  });

  t.test('tiles tell films, broken ones and empty ones apart', async (t) => {
    const { page, complaints, posters } = await visit(t, at());
    const poster = (name: string) =>
      page.locator('#entries .tile').filter({ hasText: name }).locator('.poster');
    await poster('good.mp4').locator('img').waitFor();
    await poster('cut.mp4').and(page.locator('[data-state="broken"]')).waitFor();
    t.equal(await poster('empty.mp4').getAttribute('data-state'), 'empty');
    t.equal(
      await page.locator('#entries .facts', { hasText: 'Empty' }).count(),
      1,
      'in words as well',
    );
    t.equal((await posters()).all, 2, 'nothing is asked of the empty one');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      t.strictSame(await axeViolations(page), [], colorScheme);
    }
    t.strictSame(complaints, []);
    // One that failed stays so where it is shown again.
    await page.getByLabel('Search this folder').fill('good');
    await poster('cut.mp4').waitFor({ state: 'detached' });
    await page.getByLabel('Search this folder').fill('');
    await poster('cut.mp4').and(page.locator('[data-state="broken"]')).waitFor();
  });
});
