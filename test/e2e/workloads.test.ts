/**
 * The workloads of the bench against every store there is, for what has to hold whatever the
 * machine: right bytes, none of them fetched twice, no failure. What they take, bench/ measures.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { within } from '../fixtures/deadline.ts';
import { startInFront } from '../fixtures/in-front.ts';
import { seeded } from '../fixtures/seeded.ts';
import { storesToTest } from '../fixtures/stores.ts';
import { bytesOf } from '../fixtures/synthetic-origin.ts';

const MiB = 1024 ** 2;
const SIZE = 24 * MiB;
const FILM = bytesOf(0, SIZE);
/** Nothing that a view is made for: the bytes are those that are stored. */
const NAMES = ['start', 'seek', 'sequential', 'herd', 'ranges'].map((name) => `${name}.webm`);

/** The bytes `[start, end)` as they come; an open range is left when they are here. */
async function read(url: string, start: number, end: number, open = false): Promise<string> {
  const headers = { range: `bytes=${start}-${open ? '' : end - 1}` };
  const request = get(url, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  assert.equal(response.statusCode, 206);
  let at = start;
  for await (const bytes of response as AsyncIterable<Buffer>) {
    const wanted = bytes.subarray(0, end - at);
    assert.ok(wanted.equals(FILM.subarray(at, at + wanted.length)), `bytes from ${at} on`);
    at += wanted.length;
    if (at === end && open) break;
  }
  assert.equal(at, end);
  return String(response.headers['cache-status']);
}

const until = (condition: () => boolean): Promise<void> =>
  within(
    10_000,
    'the log',
    (async () => {
      while (!condition()) await turn();
    })(),
  );

for (const { name: store, skip } of storesToTest()) {
  t.test(`workloads against the ${store} store`, { skip }, async (t) => {
    const objects = NAMES.map((name) => ({ name, bytes: FILM, contentType: 'video/webm' }));
    const front = await startInFront(store, objects, { FIRSTBYTE_LOG_LEVEL: 'debug' });
    t.teardown(() => front.close());
    const { log } = front.program;
    const answered = (): number => log.filter(({ msg }) => msg === 'request').length;
    const originBytes = (): number =>
      log
        .filter(({ msg, operation }) => msg === 'origin request' && operation === 'read')
        .reduce((sum, { bytes }) => sum + Number(bytes), 0);

    t.test('herd: sixty viewers of one cold film cost the origin one', async (t) => {
      const url = front.watch('herd.webm');
      const crowd = Array.from({ length: 60 }, () => read(url, 0, 4 * MiB));
      const said = await within(60_000, 'the herd', Promise.all(crowd));
      t.ok(said.every((one) => /collapsed|stored|hit|partial/.test(one)));
      // The log comes by another way than the bytes: when a later request is in it, so is all before.
      await read(url, 0, 1);
      await until(() => answered() > 60);
      t.equal(originBytes(), 4 * MiB, 'every byte once');
    });

    t.test('cold-start: one read of the origin brings the first bytes', async (t) => {
      t.match(await read(front.watch('start.webm'), 0, 65_536), 'fwd=uri-miss; stored');
      t.match(await read(front.watch('start.webm'), 0, 65_536), 'firstbyte; hit');
    });

    t.test('cold-seek: a jump begins where it points', async (t) => {
      const at = 5_767_001;
      t.match(await read(front.watch('seek.webm'), at, at + 65_536, true), 'fwd=uri-miss; stored');
    });

    t.test('cold-sequential: 8 MiB at full speed', async (t) => {
      t.match(await read(front.watch('sequential.webm'), 0, 8 * MiB, true), 'fwd=uri-miss');
    });

    t.test('faults aside: 200 random ranges, eight at a time, without a failure', async (t) => {
      const random = seeded(7);
      const url = front.watch('ranges.webm');
      let left = 200;
      const viewer = async (): Promise<void> => {
        while (left-- > 0) {
          const start = random.next(SIZE - 1);
          await read(url, start, Math.min(SIZE, start + 1 + random.next(2 * MiB)));
        }
      };
      await within(60_000, 'the ranges', Promise.all(Array.from({ length: 8 }, viewer)));
      const failures = log.filter(({ msg, code }) => msg === 'request' && code !== undefined);
      t.strictSame(failures, []);
    });
  });
}
