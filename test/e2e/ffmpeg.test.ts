/** ffprobe and ffmpeg read a film over the gateway as they read it from a disk: every packet, every seek. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { makeFilm, SAMPLE_PATH } from '../fixtures/film.ts';
import { startInFront, waysToTest } from '../fixtures/in-front.ts';
import { skipWithout } from '../fixtures/needs.ts';
import { runTool, tryTool } from '../fixtures/run-tool.ts';

/** What it draws and decodes takes its time where other tests run beside it. */
t.setTimeout(400_000);

/** Packets of each stream, e.g. `{ video: 480, audio: 751 }`. */
async function countPackets(input: string): Promise<Record<string, number>> {
  const fields = 'stream=codec_type,nb_read_packets';
  const args = ['-v', 'error', '-count_packets', '-show_entries', fields, '-of', 'json', input];
  const { streams } = JSON.parse((await runTool('ffprobe', args)).toString());
  return Object.fromEntries(
    streams.map((stream: { codec_type: string; nb_read_packets: string }) => [
      stream.codec_type,
      Number(stream.nb_read_packets),
    ]),
  );
}

/** Checksum line of the frame at `seconds`, decoded. */
async function frameAt(input: string, seconds: number): Promise<string> {
  const seek = ['-v', 'error', '-nostdin', '-ss', String(seconds), '-i', input];
  const args = [...seek, '-map', '0:v', '-frames:v', '1', '-f', 'framemd5', '-'];
  const lines = (await runTool('ffmpeg', args)).toString().trim().split('\n');
  return lines.filter((line) => !line.startsWith('#')).join('\n');
}

/** Times and checksums of every decoded frame of picture and sound. */
async function framesOf(input: string): Promise<string> {
  const streams = ['-map', '0:v', '-map', '0:a', '-fps_mode', 'passthrough'];
  const args = ['-v', 'error', '-nostdin', '-i', input, ...streams, '-f', 'framemd5', '-'];
  return (await runTool('ffmpeg', args)).toString();
}

/** Top-level boxes in the order in which ffprobe comes upon them. */
async function boxesSeen(input: string): Promise<string> {
  const { stderr } = await tryTool('ffprobe', ['-v', 'trace', input]);
  return [...stderr.matchAll(/type:'(\w+)' parent:'root'/g)].map((match) => match[1]).join(' ');
}

const skipped = skipWithout('ffmpeg', 'ffprobe');

t.test('ffmpeg over the gateway', { skip: skipped }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'firstbyte-ffmpeg-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const films = [
    { name: 'sample.mp4', path: SAMPLE_PATH, video: 480, seeks: [0, 3.3, 7.96, 12, 15.5] },
    {
      name: 'long.mp4',
      path: await makeFilm(folder, 60),
      video: 1800,
      seeks: [1, 17.03, 31.5, 59],
    },
  ];

  for (const { store, skip, road } of waysToTest()) {
    t.test(`in front of the ${store} store, over ${road.name}`, { skip }, async (t) => {
      const objects = films.map(async ({ name, path }) => {
        return { name, bytes: new Uint8Array(await readFile(path)) };
      });
      const front = await startInFront(store, await Promise.all(objects), road.env);
      t.teardown(() => front.close());

      for (const { name, path, video, seeks } of films) {
        t.test(`ffprobe reads as many packets of ${name} as from the disk`, async (t) => {
          const local = await countPackets(path);
          t.equal(local.video, video);
          t.strictSame(await countPackets(front.watch(name)), local);
        });

        t.test(`every frame of ${name} is the stored one, with the index in front`, async (t) => {
          const stored = await framesOf(path);
          t.ok(stored.split('\n').length > video);
          t.equal(await framesOf(front.watch(name)), stored);
          t.equal(await framesOf(front.original(name)), stored);
          t.match(await boxesSeen(front.original(name)), /^ftyp.* mdat.* moov/);
          t.match(await boxesSeen(front.watch(name)), /^ftyp moov.* mdat/);
        });

        t.test(`ffmpeg -ss finds the same frames of ${name} as on the disk`, async (t) => {
          for (const seconds of seeks) {
            const local = await frameAt(path, seconds);
            t.match(local, /^0,.*[0-9a-f]{32}$/, 'there is a frame');
            t.equal(await frameAt(front.watch(name), seconds), local, `at ${seconds} s`);
          }
        });
      }
    });
  }
});
