/** Headless Chromium and uploads that are refused: said in words, tried again, reached by keyboard. */
import t, { type Test } from 'tap';
import { launchBrowser } from '../fixtures/browser.ts';
import { startInFront } from '../fixtures/in-front.ts';
import { skipWithout } from '../fixtures/needs.ts';
import {
  dropMade,
  faults,
  row,
  says,
  uploadButton,
  visitUploads,
} from '../fixtures/upload-page.ts';

/** What it draws and decodes takes its time where other tests run beside it. */
t.setTimeout(400_000);

t.test('uploads that are refused, in Chromium', { skip: skipWithout('chromium') }, async (t) => {
  const browser = await launchBrowser();
  t.teardown(() => browser.close());

  t.test('in front of the embedded store', async (t) => {
    const front = await startInFront('embedded', [], { FIRSTBYTE_UPLOADS: 'true' });
    t.teardown(() => front.close());
    const url = `${front.program.url}/?${new URLSearchParams({ bucket: front.bucket, prefix: 'x/' })}`;
    async function visit(t: Test) {
      const visited = await visitUploads(browser, url);
      t.teardown(() => visited.page.context().close());
      return visited;
    }

    t.test('what cannot be uploaded says why, in words', async (t) => {
      const { page } = await visit(t);
      const long = `${'é'.repeat(600)}.mp4`;
      await dropMade(page, [{ name: long, piece: 'x', times: 1 }]);
      await says(page, long, 'Its name with its folder is 1206 bytes long; 1024 is the most.');
      t.equal(await page.getByRole('button', { name: /^Try again/ }).count(), 0);
      await page.getByRole('button', { name: /^Remove from the list/ }).click();
      await page.locator('.uploads').waitFor({ state: 'hidden' });

      const answers: [number, Record<string, string>, string][] = [
        [507, {}, 'The storage is full. Make room, then try again.'],
        [401, {}, 'You are signed out. Sign in again, then try again.'],
        [403, {}, 'This bucket is not served here. Ask whoever runs it'],
        [503, { 'Retry-After': '2' }, 'The gateway is busy. Goes on by itself…'],
      ];
      const body = JSON.stringify({
        title: 'This bucket is not served here',
        detail: 'Ask whoever runs it',
      });
      for (const [status, headers, words] of answers) {
        await page.route('**/uploads?*', (route) =>
          route.fulfill({ status, headers, body, contentType: 'application/problem+json' }),
        );
        await dropMade(page, [{ name: `${status}.mp4`, piece: 'x', times: 3 }]);
        await says(page, `${status}.mp4`, words);
        await page.unroute('**/uploads?*');
        if (status !== 503) {
          await page.getByRole('button', { name: `Try again: ${status}.mp4` }).click();
        }
        await says(page, `${status}.mp4`, 'uploaded');
      }
    });

    t.test('a library that does not come is told and asked for again', async (t) => {
      const { page } = await visit(t);
      await page.route('**/vendor/tus.js', (route) => route.abort());
      await dropMade(page, [{ name: 'later.mp4', piece: 'x', times: 3 }]);
      await says(page, 'later.mp4', 'Waiting for the connection…');
      await page.unroute('**/vendor/tus.js');
      await says(page, 'later.mp4', 'uploaded');
    });

    t.test('the keyboard reaches everything, and axe finds no fault', async (t) => {
      const { page, complaints } = await visit(t);
      await page.route('**/uploads?*', (route) => route.fulfill({ status: 507 }));
      await dropMade(page, [
        { name: 'one.mp4', piece: 'x', times: 3 },
        { name: 'two.mp4', piece: 'x', times: 3 },
      ]);
      await page.locator('#uploads h2').getByText('2 failed').waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        t.strictSame(await faults(page), [], colorScheme);
      }
      await page.unroute('**/uploads?*');
      const labels: (string | null | undefined)[] = [];
      const fold = page.getByRole('button', { name: 'Hide the files' });
      await fold.focus();
      for (let tab = 0; tab < 5; tab += 1) {
        await page.keyboard.press('Tab');
        labels.push(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')));
      }
      t.strictSame(labels, [
        'Close the list of uploads',
        'Try again: one.mp4',
        'Remove from the list: one.mp4',
        'Try again: two.mp4',
        'Remove from the list: two.mp4',
      ]);
      await page.keyboard.press('Enter');
      t.equal(
        await page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
        'Remove from the list: one.mp4',
        'the focus goes to what is beside it',
      );
      await fold.focus();
      await page.keyboard.press('Enter');
      t.notOk(await row(page, 'one.mp4').isVisible());
      t.equal(await page.locator('.fold').getAttribute('aria-expanded'), 'false');
      t.strictSame(
        complaints.filter((one) => !one.includes('507')),
        [],
      );
    });
  });

  t.test('who may not write is offered nothing', async (t) => {
    const front = await startInFront('embedded', [], { FIRSTBYTE_UPLOADS: 'false' });
    t.teardown(() => front.close());
    const page = await browser.newPage();
    t.teardown(() => page.close());
    await page.goto(`${front.program.url}/?bucket=${front.bucket}`);
    await page.locator('#library[aria-busy="false"]').waitFor();
    await dropMade(page, [{ name: 'a.mp4', piece: 'x', times: 1 }]);
    t.notOk(await uploadButton(page).isVisible());
    t.equal(await page.locator('.uploads').count(), 0);
  });
});
