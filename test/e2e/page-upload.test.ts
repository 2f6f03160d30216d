/** Headless Chromium and uploads: picked, dropped, paused, cut, left and gone on with, cancelled, refused. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Dialog, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { launchBrowser } from '../fixtures/browser.ts';
import { readSample } from '../fixtures/film.ts';
import { type HoldingRelay, startHoldingRelay } from '../fixtures/holding-relay.ts';
import { startInFront, waysToTest } from '../fixtures/in-front.ts';
import { skipWithout } from '../fixtures/needs.ts';
import { createS3Client } from '../fixtures/s3-client.ts';
import { openStore } from '../fixtures/stores.ts';
import {
  drag,
  dropMade,
  faults,
  pick,
  reaches,
  row,
  says,
  uploadButton,
  visitUploads,
} from '../fixtures/upload-page.ts';

/** What it draws and decodes takes its time where other tests run beside it. */
t.setTimeout(400_000);

const MB = 1_000_000;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

t.test('uploads in Chromium', { skip: skipWithout('chromium') }, async (t) => {
  const browser = await launchBrowser();
  t.teardown(() => browser.close());
  const folder = await mkdtemp(join(tmpdir(), 'firstbyte-uploads-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const sample = await readSample();

  /** @returns its path */
  async function onDisk(name: string, bytes: Uint8Array): Promise<string> {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
    return path;
  }

  for (const { store: name, skip, road } of waysToTest()) {
    t.test(`in front of the ${name} store, over ${road.name}`, { skip }, async (t) => {
      const objects = [{ name: 'there.mp4', bytes: sample }];
      const front = await startInFront(name, objects, { FIRSTBYTE_UPLOADS: 'true', ...road.env });
      t.teardown(() => front.close());
      if (road.name === 'HTTPS') {
        // The certificate is signed by nobody.
        process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
        t.teardown(() => delete process.env.NODE_TLS_REJECT_UNAUTHORIZED);
      }
      const { bucket, prefix, program } = front;
      const api = program.url;

      async function names(): Promise<string[]> {
        const listed = await fetch(
          `${api}/list_objects?${new URLSearchParams({ bucket, prefix })}`,
        );
        const page = (await listed.json()) as { objects: { key: string }[] };
        return page.objects.map(({ key }) => key.slice(prefix.length));
      }
      const path = (name: string): string =>
        `${api}/objects/${[bucket, ...(prefix + name).split('/')].map(encodeURIComponent).join('/')}`;
      const get = async (name: string): Promise<Uint8Array> =>
        new Uint8Array(await (await fetch(`${path(name)}?view=original`)).arrayBuffer());
      t.teardown(async () => {
        for (const one of await names()) await fetch(path(one), { method: 'DELETE' });
      });

      /** The folder of this run, through a relay of its own; `within` is a folder in it. */
      async function visit(t: Test, within = '') {
        const relay = await startHoldingRelay(api);
        const query = new URLSearchParams({ bucket, prefix: prefix + within });
        const visited = await visitUploads(browser, `${relay.url}/?${query}`);
        t.teardown(async () => {
          await visited.page.context().close();
          await relay.close();
        });
        return { ...visited, relay };
      }
      const title = (page: Page) => page.locator('#uploads h2');

      /** Reloads while a connection is held, through a new one: HTTP/2 has all in the held one. */
      async function leave(page: Page, relay: HoldingRelay): Promise<Dialog> {
        const asked = page.waitForEvent('dialog');
        const reloaded = page.reload();
        const dialog = await asked;
        relay.goDown();
        relay.release();
        await dialog.accept();
        await reloaded;
        return dialog;
      }

      t.test(
        'files that are picked and folders that are dropped come into the folder',
        async (t) => {
          const { page, complaints, said } = await visit(t, 'new/');
          const films = ['a b+ü%2F.mp4', 'e\u0301 #?.mp4', '.hidden'];
          const picked = await Promise.all(
            films.map((film, i) => onDisk(`picked/${film}`, randomBytes(1000 + i))),
          );
          await pick(page, picked);
          await title(page).getByText('3 uploaded').waitFor();
          await onDisk('season/1/one.mp4', sample);
          await onDisk('season/1/.DS_Store', randomBytes(9));
          await onDisk('season/empty.mp4', new Uint8Array());
          const loose = await onDisk('loose.mp4', randomBytes(12 * MB));
          const drop = await drag(page, [join(folder, 'season'), loose]);
          const veil = page.locator('.veil');
          await veil.getByText(`Drop to upload into ${prefix}new`).waitFor();
          await drop();
          await title(page).getByText('3 uploaded').waitFor();
          t.notOk(await veil.isVisible());
          const dropped = ['loose.mp4', 'season/1/one.mp4', 'season/empty.mp4'];
          t.strictSame(
            (await names()).filter((one) => one.startsWith('new/')),
            [...films, ...dropped].map((one) => `new/${one}`).sort(),
          );
          t.equal(sha256(await get('new/season/1/one.mp4')), sha256(sample));
          t.equal((await get('new/season/empty.mp4')).length, 0);
          await page.locator('#entries').getByText('loose.mp4').first().waitFor();
          await row(page, 'one.mp4').getByRole('link', { name: 'Watch one.mp4' }).click();
          await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0);
          const words = await said();
          t.ok(words.includes('Uploading 3 files'), words.join(' | '));
          t.ok(words.includes('loose.mp4 is uploaded'), words.join(' | '));
          t.strictSame(complaints, []);
        },
      );

      t.test('pauses and goes on where it was', async (t) => {
        const { page, relay, offsets, complaints } = await visit(t);
        const bytes = randomBytes(40 * MB);
        relay.holdAfter(20 * MB);
        await pick(page, [await onDisk('paused.mp4', bytes)]);
        await reaches(page, 'paused.mp4', 50);
        await page.getByRole('button', { name: 'Pause: paused.mp4' }).click();
        await says(page, 'paused.mp4', /^Paused at \d\d %$/);
        t.notOk((await names()).includes('paused.mp4'), 'nothing is seen of it');
        relay.release();
        await page.getByRole('button', { name: 'Resume: paused.mp4' }).click();
        await says(page, 'paused.mp4', 'uploaded');
        t.equal(offsets.length, 2);
        t.ok(Number(offsets[1]) >= 8 * MB, `went on at ${offsets[1]}`);
        t.equal(sha256(await get('paused.mp4')), sha256(bytes));
        t.strictSame(complaints, []);
      });

      t.test(
        'a connection that is cut is made again, and nothing is lost or sent for nothing',
        async (t) => {
          const { page, relay, offsets } = await visit(t);
          const bytes = randomBytes(40 * MB);
          relay.holdAfter(25 * MB);
          await pick(page, [await onDisk('cut.mp4', bytes)]);
          await reaches(page, 'cut.mp4', 60);
          relay.goDown();
          await says(page, 'cut.mp4', 'Waiting for the connection…');
          relay.release();
          await says(page, 'cut.mp4', 'uploaded');
          t.ok(Number(offsets.at(-1)) >= 8 * MB, `went on at ${offsets.at(-1)}`);
          t.equal(sha256(await get('cut.mp4')), sha256(bytes));
        },
      );

      t.test('a browser that is offline goes on at once when it no longer is', async (t) => {
        const { page, relay, offsets } = await visit(t);
        const bytes = randomBytes(30 * MB);
        relay.holdAfter(18 * MB);
        await pick(page, [await onDisk('offline.mp4', bytes)]);
        await reaches(page, 'offline.mp4', 55);
        await page.context().setOffline(true);
        relay.goDown();
        await says(page, 'offline.mp4', 'Waiting for the connection…');
        relay.release();
        await page.context().setOffline(false);
        await says(page, 'offline.mp4', 'uploaded');
        t.ok(Number(offsets.at(-1)) >= 8 * MB, `went on at ${offsets.at(-1)}`);
        t.equal(sha256(await get('offline.mp4')), sha256(bytes));
      });

      t.test(
        'a page that is left asks first, and the next one goes on with the file',
        async (t) => {
          const { page, relay, offsets, complaints } = await visit(t);
          const bytes = randomBytes(40 * MB);
          const file = await onDisk('left.mp4', bytes);
          relay.holdAfter(25 * MB);
          await pick(page, [file]);
          await reaches(page, 'left.mp4', 60);
          const dialog = await leave(page, relay);
          t.equal(dialog.type(), 'beforeunload');
          await says(page, 'left.mp4', /^Unfinished, \d\d %\. Choose the file again to go on\.$/);
          const choose = page.getByRole('button', { name: 'Choose the file: left.mp4' });
          t.equal(await choose.textContent(), 'Choose the file', 'in words, not by its sign alone');
          t.ok(await page.getByRole('button', { name: 'Close the list of uploads' }).isVisible());
          await pick(page, [await onDisk('other/left.mp4', randomBytes(7))], choose);
          await says(page, 'left.mp4', '“left.mp4” is another file');
          await pick(page, [file], choose);
          await says(page, 'left.mp4', 'uploaded');
          t.ok(Number(offsets.at(-1)) >= 8 * MB, `went on at ${offsets.at(-1)}`);
          t.equal(sha256(await get('left.mp4')), sha256(bytes));
          await page.reload();
          await uploadButton(page).waitFor();
          t.equal(await page.evaluate(() => localStorage.getItem('firstbyte.uploads')), '[]');
          t.strictSame(
            complaints.filter((words) => !words.includes('net::ERR_')),
            [],
          );
        },
      );

      t.test('cancelled or discarded, nothing is left of it', async (t) => {
        const store = await openStore(name);
        const client = createS3Client(store);
        t.teardown(async () => {
          client.close();
          await store.close();
        });
        const { page, relay, begun } = await visit(t);
        relay.holdAfter(25 * MB);
        await pick(page, [await onDisk('cancelled.mp4', randomBytes(40 * MB))]);
        await reaches(page, 'cancelled.mp4', 60);
        await page.getByRole('button', { name: 'Cancel: cancelled.mp4' }).click();
        relay.release();
        await row(page, 'cancelled.mp4').waitFor({ state: 'detached' });
        relay.holdAfter(25 * MB);
        await pick(page, [await onDisk('discarded.mp4', randomBytes(41 * MB))]);
        await reaches(page, 'discarded.mp4', 60);
        await leave(page, relay);
        await page.getByRole('button', { name: 'Discard: discarded.mp4' }).click();
        await row(page, 'discarded.mp4').waitFor({ state: 'detached' });
        const left = (await names()).filter((one) => /cancelled|discarded/.test(one));
        t.strictSame(left, []);
        t.equal(begun.length, 2);
        for (const upload of begun) {
          const asked = { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } };
          t.equal((await fetch(upload, asked)).status, 404, 'the gateway knows nothing of it');
        }
        t.equal(await page.evaluate(() => localStorage.getItem('firstbyte.uploads')), '[]');
        t.notOk(await page.locator('.uploads').isVisible(), 'the panel goes with its last row');
        if (name === 'real') {
          const { status, body } = await client.send('GET', { query: { uploads: '', prefix } });
          t.equal(status, 200);
          t.notMatch(body.toString(), /<Upload>/, 'no part of it either');
        }
      });

      t.test('a name that is taken is asked about: keep both, replace or skip', async (t) => {
        const { page, complaints } = await visit(t, 'names/');
        const first = await onDisk('names/one.mp4', randomBytes(10));
        const second = await onDisk('names/two.mp4', randomBytes(20));
        await pick(page, [first, second]);
        await title(page).getByText('2 uploaded').waitFor();
        const dialog = page.getByRole('dialog', { name: 'This name is taken' });
        const focus = () => page.evaluate(() => document.activeElement?.textContent);

        await onDisk('names/one.mp4', randomBytes(11));
        await pick(page, [first]);
        await dialog.getByText(`one.mp4 is in ${prefix}names already.`).waitFor();
        t.equal(await focus(), 'Keep both');
        t.strictSame(await faults(page), []);
        await page.keyboard.press('Enter');
        await says(page, 'one (2).mp4', 'uploaded');
        t.equal((await get('names/one.mp4')).length, 10);
        t.equal((await get('names/one (2).mp4')).length, 11);

        await onDisk('names/one.mp4', randomBytes(12));
        await pick(page, [first]);
        await dialog.getByRole('button', { name: 'Replace' }).click();
        await says(page, 'one.mp4', 'uploaded');
        t.equal((await get('names/one.mp4')).length, 12);

        await pick(page, [first, second]);
        await dialog.getByRole('checkbox', { name: 'Do the same for 1 more' }).check();
        await dialog.getByRole('button', { name: 'Keep both' }).click();
        await says(page, 'one (3).mp4', 'uploaded');
        await says(page, 'two (2).mp4', 'uploaded');

        await pick(page, [second]);
        await dialog.waitFor();
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'detached' });
        const all = (await names()).filter((one) => one.startsWith('names/'));
        t.strictSame(
          all.sort(),
          ['one (2)', 'one (3)', 'one', 'two (2)', 'two'].map((one) => `names/${one}.mp4`).sort(),
        );
        t.strictSame(complaints, []);
      });

      t.test('what comes into the place of a new name meanwhile is not replaced', async (t) => {
        const { page, relay } = await visit(t);
        relay.holdAfter(15 * MB);
        await pick(page, [await onDisk('raced.mp4', randomBytes(20 * MB))]);
        await reaches(page, 'raced.mp4', 50);
        const other = await fetch(path('raced.mp4'), { method: 'PUT', body: 'first' });
        t.equal(other.status, 201);
        relay.release();
        await says(page, 'raced.mp4', 'Something of this name has come into the folder meanwhile.');
        t.equal(Buffer.from(await get('raced.mp4')).toString(), 'first');
        await page.getByRole('button', { name: 'Try again: raced.mp4' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Replace' }).click();
        await says(page, 'raced.mp4', 'uploaded');
        t.equal((await get('raced.mp4')).length, 20 * MB);
      });

      t.test('200 MB go up without passing through the memory of the page', async (t) => {
        const { page, relay, offsets } = await visit(t);
        const client = await page.context().newCDPSession(page);
        const heap = async (): Promise<number> => {
          await client.send('HeapProfiler.collectGarbage');
          const { usedSize } = await client.send('Runtime.getHeapUsage');
          return usedSize;
        };
        const before = await heap();
        relay.cutAfter(120 * MB);
        const piece = '0123456789abcdef'.repeat(62_500);
        await dropMade(page, [{ name: 'long.mp4', piece, times: 200 }]);
        await reaches(page, 'long.mp4', 40);
        const during = await heap();
        await says(page, 'long.mp4', 'uploaded');
        t.comment(`heap: ${before} bytes before, ${during} while it went`);
        t.ok(during - before < 8 * MB, `${during - before} bytes more`);
        t.ok(Number(offsets.at(-1)) > 80 * MB, `cut, it went on at ${offsets.at(-1)}`);
        const expected = createHash('sha256');
        for (let i = 0; i < 200; i += 1) expected.update(piece);
        t.equal(sha256(await get('long.mp4')), expected.digest('hex'));
      });
    });
  }
});
