/**
 * The storage is stopped and started again while a viewer watches: a pause at most. The embedded
 * store plays the storage, since a real one is shared with other tests.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { type Store, startStore } from '../../src/store/store.ts';
import { within } from '../fixtures/deadline.ts';
import { startProgram } from '../fixtures/program.ts';
import { bytesOf } from '../fixtures/synthetic-origin.ts';

const MiB = 1024 ** 2;
const SIZE = 64 * MiB;
/** Where the viewer is when the storage goes away. */
const STOP_AT = 16 * MiB;
const DOWN_MS = 500;
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-secret-of-the-test' };

const cases = [
  // In the air is what the viewer holds back: it is cut off, and continued where it broke.
  { name: 'read in one request', cacheBytes: 0, chunkBytes: SIZE },
  // In the air is next to nothing: what comes next is asked for while nobody is there to answer.
  { name: 'read in many requests', cacheBytes: 0, chunkBytes: MiB },
  { name: 'read ahead into a cache', cacheBytes: 32 * MiB, chunkBytes: MiB },
];

for (const { name, cacheBytes, chunkBytes } of cases) {
  t.test(`a storage that restarts under a film ${name} is a pause at most`, async (t) => {
    const mediaDir = await mkdtemp(join(tmpdir(), 'firstbyte-restart-'));
    const film = bytesOf(0, SIZE);
    await mkdir(join(mediaDir, 'films'));
    await writeFile(join(mediaDir, 'films', 'long.mp4'), film);

    let store: Store = await startStore({ mediaDir, credentials });
    const { endpoint } = store;
    let restarted: Promise<void> | undefined;
    t.teardown(async () => {
      await restarted;
      await store.close();
      await rm(mediaDir, { recursive: true });
    });
    const program = await startProgram({
      env: {
        AWS_ENDPOINT_URL_S3: endpoint,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        FIRSTBYTE_BUCKETS: 'films',
        FIRSTBYTE_CACHE_MEMORY_BYTES: String(cacheBytes),
        FIRSTBYTE_CHUNK_BYTES: String(chunkBytes),
        FIRSTBYTE_WINDOW_BYTES: String(Math.max(chunkBytes, 8 * MiB)),
      },
    });
    t.teardown(() => program.stop('SIGKILL'));

    const received = createHash('sha256');
    let taken = 0;
    const restart = async (): Promise<void> => {
      await delay(DOWN_MS);
      store = await startStore({ mediaDir, credentials, port: Number(new URL(endpoint).port) });
    };
    const play = async (): Promise<void> => {
      const watch = get(`${program.url}/watch?v=long.mp4`, { agent: false });
      const [response] = (await once(watch, 'response')) as [IncomingMessage];
      t.equal(response.statusCode, 200);
      t.equal(response.headers['content-length'], String(SIZE));
      for await (const bytes of response as AsyncIterable<Buffer>) {
        received.update(bytes);
        taken += bytes.length;
        if (taken < STOP_AT || restarted !== undefined) continue;
        // Nobody reads meanwhile, so nothing beyond the window has left the storage.
        await store.close();
        restarted = restart();
      }
      t.ok(response.complete, 'one answer, whole');
    };
    await within(60_000, 'the end of the film', play());
    await restarted;
    t.equal(taken, SIZE);
    t.equal(received.digest('hex'), createHash('sha256').update(film).digest('hex'), 'every byte');
    const failures = program.log.filter(({ msg, code }) => msg === 'request' && code !== undefined);
    t.strictSame(failures, [], 'no request failed');
    t.equal(await program.stop(), 0);
  });
}
