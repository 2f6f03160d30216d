/** Headless Chromium and uploads that run, by keyboard and by ear: nobody loses their place, and all is said. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { launchBrowser } from '../fixtures/browser.ts';
import { startInFront } from '../fixtures/in-front.ts';
import { skipWithout } from '../fixtures/needs.ts';
import { dropMade, row, says, visitUploads } from '../fixtures/upload-page.ts';

/** What it draws takes its time where other tests run beside it. */
t.setTimeout(200_000);

t.test('uploads by keyboard, in Chromium', { skip: skipWithout('chromium') }, async (t) => {
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const front = await startInFront('embedded', [], { FIRSTBYTE_UPLOADS: 'true' });
  t.teardown(() => front.close());

  /** Bytes are never taken: uploads run as long as the test wants. */
  async function visit(t: Test) {
    const query = new URLSearchParams({ bucket: front.bucket, prefix: 'x/' });
    const visited = await visitUploads(browser, `${front.program.url}/?${query}`);
    t.teardown(() => visited.page.context().close());
    await visited.page.route('**/uploads/*', (route) =>
      route.request().method() === 'PATCH' ? undefined : route.fallback(),
    );
    return visited;
  }
  const focus = (page: Page) =>
    page.evaluate(() => {
      const { activeElement } = document;
      return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent;
    });
  const press = async (page: Page, name: string) => {
    await page.getByRole('button', { name }).focus();
    await page.keyboard.press('Enter');
  };
  const file = (name: string) => ({ name, piece: 'x', times: 9 });

  t.test('cancelling one leads to the one beside it, and after the last to Upload', async (t) => {
    const { page, said } = await visit(t);
    await dropMade(page, [file('one.mp4'), file('two.mp4')]);
    await says(page, 'two.mp4', '0 B of 9 B');
    await page.waitForFunction(() => localStorage.getItem('firstbyte.uploads')?.includes('two'));
    await press(page, 'Cancel: one.mp4');
    await row(page, 'one.mp4').waitFor({ state: 'detached' });
    t.equal(await focus(page), 'Cancel: two.mp4');
    await page.keyboard.press('Enter');
    await page.locator('.uploads').waitFor({ state: 'hidden' });
    t.equal(await focus(page), 'Upload');
    const words = await said();
    t.ok(words.includes('one.mp4 is cancelled'), words.join(' | '));
    t.ok(words.includes('two.mp4 is cancelled'), words.join(' | '));
  });

  t.test('one that is being cancelled keeps the focus, and is not cancelled twice', async (t) => {
    const { page } = await visit(t);
    await dropMade(page, [file('slow.mp4')]);
    await page.waitForFunction(() => localStorage.getItem('firstbyte.uploads')?.includes('slow'));
    let asked = 0;
    const free: (() => void)[] = [];
    await page.route('**/uploads/*', async (route) => {
      if (route.request().method() !== 'DELETE') return await route.fallback();
      asked += 1;
      await new Promise<void>((go) => free.push(go));
      await route.continue();
    });
    await press(page, 'Cancel: slow.mp4');
    await says(page, 'slow.mp4', 'Being cancelled…');
    t.equal(await focus(page), 'Cancel: slow.mp4');
    await page.keyboard.press('Enter');
    for (const go of free) go();
    await page.locator('.uploads').waitFor({ state: 'hidden' });
    t.equal(asked, 1);
  });

  t.test('pausing and going on are said', async (t) => {
    const { page, said } = await visit(t);
    await dropMade(page, [file('one.mp4')]);
    await says(page, 'one.mp4', '0 B of 9 B');
    await press(page, 'Pause: one.mp4');
    await says(page, 'one.mp4', 'Paused');
    t.equal(await focus(page), 'Resume: one.mp4');
    await page.keyboard.press('Enter');
    await says(page, 'one.mp4', '0 B of 9 B');
    t.strictSame((await said()).slice(-2), ['one.mp4 is paused', 'one.mp4 goes on']);
  });

  t.test('a folder can be picked, and keeps its name and those in it', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'firstbyte-folder-'));
    t.teardown(() => rm(folder, { recursive: true }));
    await mkdir(join(folder, 'season', '1'), { recursive: true });
    for (const name of ['season/1/one.mp4', 'season/notes.txt', 'season/.DS_Store']) {
      await writeFile(join(folder, name), 'x');
    }
    const { page, complaints } = await visit(t);
    await page.unroute('**/uploads/*');
    // From now on choosers are told: the key would be quicker than the wish to be told.
    const told = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Upload', exact: true }).focus();
    await page.keyboard.press('Tab');
    t.equal(await focus(page), 'Upload a folder');
    await page.keyboard.press('Enter');
    const chooser = await told;
    await chooser.setFiles(join(folder, 'season'));
    await page.locator('#uploads h2', { hasText: '2 uploaded' }).waitFor();
    const listed = await fetch(
      `${front.program.url}/list_objects?bucket=${front.bucket}&prefix=x/`,
    );
    const { objects } = (await listed.json()) as { objects: { key: string }[] };
    t.strictSame(
      objects.map(({ key }) => key),
      ['x/season/1/one.mp4', 'x/season/notes.txt'],
    );
    t.strictSame(complaints, []);
  });

  t.test('who closes the panel over one that is unfinished gets it back', async (t) => {
    const { page } = await visit(t);
    await dropMade(page, [file('later.mp4')]);
    await page.waitForFunction(() => localStorage.getItem('firstbyte.uploads')?.includes('later'));
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await says(page, 'later.mp4', 'Unfinished');
    await press(page, 'Close the list of uploads');
    t.notOk(await page.locator('.uploads').isVisible());
    t.equal(await focus(page), 'Upload');
    await dropMade(page, [file('another.mp4')]);
    await row(page, 'later.mp4').waitFor();
    await page.getByRole('button', { name: 'Discard: later.mp4' }).click();
  });

  t.test('an empty folder asks for films', async (t) => {
    const { page } = await visitUploads(
      browser,
      `${front.program.url}/?bucket=${front.bucket}&prefix=none/`,
    );
    t.teardown(() => page.context().close());
    const told = page.waitForEvent('filechooser');
    await page.getByText('Drop films anywhere on this page, or upload them.').waitFor();
    await press(page, 'Upload films');
    t.ok((await told).isMultiple());
  });

  t.test('where folders cannot be picked, no button offers it', async (t) => {
    const context = await browser.newContext({ hasTouch: true, isMobile: true });
    t.teardown(() => context.close());
    const page = await context.newPage();
    await page.goto(`${front.program.url}/?bucket=${front.bucket}&prefix=x/`);
    await page.getByRole('button', { name: 'Upload', exact: true }).waitFor();
    t.equal(await page.getByRole('button', { name: 'Upload a folder' }).count(), 0);
  });
});
