/**
 * The storage is stopped and started again while a viewer watches: a pause at most. Each test has a
 * storage of its own, since others would notice.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { within } from '../fixtures/deadline.ts';
import { startProgram } from '../fixtures/program.ts';
import { restartablesToTest } from '../fixtures/restartable.ts';
import { createS3Client } from '../fixtures/s3-client.ts';
import { bytesOf } from '../fixtures/synthetic-origin.ts';

const MiB = 1024 ** 2;
const SIZE = 64 * MiB;
/** Where the viewer is when the storage goes away. */
const STOP_AT = 16 * MiB;
const DOWN_MS = 500;

const cases = [
  // In the air is what the viewer holds back: it is cut off, and continued where it broke.
  { name: 'read in one request', cacheBytes: 0, chunkBytes: SIZE },
  // In the air is next to nothing: what comes next is asked for while nobody is there to answer.
  { name: 'read in many requests', cacheBytes: 0, chunkBytes: MiB },
  { name: 'read ahead into a cache', cacheBytes: 32 * MiB, chunkBytes: MiB },
];

const runs = restartablesToTest().flatMap((store) => cases.map((one) => ({ store, ...one })));

for (const { store, name, cacheBytes, chunkBytes } of runs) {
  const title = `${store.name} that restarts under a film ${name} is a pause at most`;
  t.test(title, { skip: store.skip }, async (t) => {
    const film = bytesOf(0, SIZE);
    const key = `restart-${cacheBytes}-${chunkBytes}.mp4`;
    const storage = await store.open();
    const { endpoint, bucket, accessKeyId, secretAccessKey } = storage;
    const client = createS3Client({ ...storage, region: 'us-east-1' });
    let restarted: Promise<void> | undefined;
    t.teardown(async () => {
      await restarted;
      await client.send('DELETE', { key });
      client.close();
      await storage.close();
    });
    await client.send('PUT');
    t.equal((await client.send('PUT', { key, body: film })).status, 200);
    const program = await startProgram({
      env: {
        AWS_ENDPOINT_URL_S3: endpoint,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        FIRSTBYTE_BUCKETS: bucket,
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
      await storage.start();
    };
    const play = async (): Promise<void> => {
      const watch = get(`${program.url}/watch?v=${key}`, { agent: false });
      const [response] = (await once(watch, 'response')) as [IncomingMessage];
      t.equal(response.statusCode, 200);
      t.equal(response.headers['content-length'], String(SIZE));
      for await (const bytes of response as AsyncIterable<Buffer>) {
        received.update(bytes);
        taken += bytes.length;
        if (taken < STOP_AT || restarted !== undefined) continue;
        // Nobody reads meanwhile, so nothing beyond the window has left the storage.
        await storage.stop();
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
