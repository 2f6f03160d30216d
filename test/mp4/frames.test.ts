/** Every frame of a view is the frame of the film as it is stored: decoded, in all streams, by ffmpeg. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { readFilm } from '../../src/mp4/film.ts';
import { secondAt } from '../../src/mp4/timeline.ts';
import { writeFarApart } from '../fixtures/far-apart.ts';
import { openObject } from '../fixtures/file-object.ts';
import { missed, skipWithout } from '../fixtures/needs.ts';
import { serveObject } from '../fixtures/object-server.ts';
import { runTool, tryTool } from '../fixtures/run-tool.ts';
import { listEncoders, makeShape, SHAPES } from '../fixtures/shapes.ts';
import type { SparseObject } from '../fixtures/sparse-object.ts';
import { readerOf, wholeOf } from '../fixtures/tiny-film.ts';
import { asObject, offsetsIn } from '../fixtures/view-bytes.ts';

/** The last offset that 32 bits can hold, less the header of the emptiness before the media. */
const NARROW = 2 ** 32 - 1 - 16;

const QUIET = ['-v', 'error', '-nostdin', '-y'];

/** Times and checksums of every decoded frame. */
async function framesOf(input: string): Promise<string> {
  const streams = ['-map', '0:v?', '-map', '0:a?', '-fps_mode', 'passthrough'];
  const frames = await runTool('ffmpeg', [
    ...QUIET,
    '-i',
    input,
    ...streams,
    '-f',
    'framemd5',
    '-',
  ]);
  const text = frames.toString();
  assert.match(text, /^\d, .*[0-9a-f]{32}$/m, 'there are frames');
  return text;
}

/** What ffmpeg itself makes of the film, with the index in front. */
async function faststart(input: string, output: string): Promise<string> {
  const args = [
    '-i',
    input,
    '-map',
    '0:v?',
    '-map',
    '0:a?',
    '-c',
    'copy',
    '-movflags',
    '+faststart',
  ];
  await runTool('ffmpeg', [...QUIET, ...args, output]);
  return output;
}

/** Top-level boxes in the order in which ffprobe comes upon them. */
async function boxesSeen(input: string): Promise<string[]> {
  const { stderr } = await tryTool('ffprobe', ['-v', 'trace', input]);
  return [...stderr.matchAll(/type:'(\w+)' parent:'root'/g)].map((match) => match[1] ?? '');
}

async function viewOf(stored: SparseObject): Promise<SparseObject> {
  const { view } = await readFilm(stored.size, readerOf(stored));
  assert(typeof view !== 'string', `no view: ${view}`);
  return asObject(stored, view);
}

const skipped = skipWithout('ffmpeg', 'ffprobe');

t.test('the frames of views', { skip: skipped }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'firstbyte-frames-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const encoders = await listEncoders();

  for (const [i, { name, ending, encoders: wanted = [''], args }] of SHAPES.entries()) {
    const encoder = wanted.find((one) => one === '' || encoders.has(one));
    const skip = encoder === undefined && missed(`needs an ffmpeg with ${wanted.join(' or ')}`);
    t.test(`are those of the stored object: ${name}`, { skip }, async (t) => {
      const path = join(folder, `${i}.${ending}`);
      await makeShape(path, args(encoder ?? ''));
      const object = openObject(path);
      t.teardown(() => object.close());
      const shown = join(folder, `${i}-view.${ending}`);
      await writeFile(shown, wholeOf(await viewOf(object)));

      const stored = await framesOf(path);
      t.equal(await framesOf(shown), stored);
      const remade = await faststart(path, join(folder, `${i}-faststart.${ending}`));
      t.equal(
        await framesOf(shown),
        await framesOf(remade),
        'and those of ffmpeg -movflags +faststart',
      );
      t.match((await boxesSeen(path)).join(' '), /mdat.* moov$/);
      t.match((await boxesSeen(shown)).join(' '), /^ftyp moov.* mdat$/);

      const options = { skip: skipWithout('qt-faststart') };
      t.test('and its bytes are those of qt-faststart', options, async (t) => {
        const moved = join(folder, `${i}-moved.${ending}`);
        await runTool('qt-faststart', [path, moved]);
        t.ok((await readFile(moved)).equals(await readFile(shown)));
      });
    });
  }

  /** The last chunks of the picture and of the sound, the earlier one first. */
  const lastChunks = (film: Uint8Array) =>
    offsetsIn(film)
      .map((offsets) => Math.max(...offsets))
      .toSorted((one, other) => one - other);

  for (const [name, emptyBytes, widens] of [
    ['all offsets just fit', (film) => NARROW - (lastChunks(film)[1] ?? 0), true],
    ['those of one track just fit', (film) => NARROW - (lastChunks(film)[0] ?? 0), true],
    ['it has 5 GiB', () => 5 * 2 ** 30, false],
  ] satisfies [string, (film: Uint8Array) => number, boolean][]) {
    t.test(`are those of the stored object when ${name}`, async (t) => {
      const small = join(folder, 'small.mp4');
      await makeShape(small, SHAPES[0]?.args('') ?? []);
      const path = join(folder, 'far-apart.mp4');
      t.teardown(() => rm(path));
      const film = new Uint8Array(await readFile(small));
      const size = await writeFarApart(path, film, emptyBytes(film));
      t.ok((await stat(path)).blocks * 512 < 2 ** 24, 'without the room for it');
      const object = openObject(path);
      t.teardown(() => object.close());
      t.equal(object.size, size);
      const shown = await viewOf(object);
      const server = await serveObject(shown);
      t.teardown(() => server.close());

      const frames = await framesOf(server.url);
      t.equal(frames, await framesOf(path));
      t.equal(frames, await framesOf(small), 'and those it had with its media close by');
      const remade = await faststart(server.url, join(folder, 'far-apart-faststart.mp4'));
      t.equal(frames, await framesOf(remade), 'and those of ffmpeg -movflags +faststart');
      t.equal((await boxesSeen(server.url)).slice(0, 2).join(' '), 'ftyp moov');
      t.equal(shown.size > size, widens, `grown by ${shown.size - size} bytes`);
    });
  }

  t.test('are at the seconds that the timeline says', async (t) => {
    const path = join(folder, 'long.mp4');
    const args = '-t 20 -c:v libx264 -preset ultrafast -g 50 -pix_fmt yuv420p -c:a aac'.split(' ');
    const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=25:duration=20'];
    const sound = ['-f', 'lavfi', '-i', 'sine=frequency=330:duration=20'];
    await runTool('ffmpeg', [...QUIET, ...picture, ...sound, ...args, path]);
    const object = openObject(path);
    t.teardown(() => object.close());
    const { timeline } = await readFilm(object.size, readerOf(object));
    assert(timeline !== undefined);

    const fields = ['-show_entries', 'packet=dts_time,pos,size,flags', '-of', 'json'];
    const probe = ['-v', 'error', '-select_streams', 'v', ...fields, path];
    const { packets } = JSON.parse((await runTool('ffprobe', probe)).toString());
    t.equal(packets.length, 500);
    const [{ pos, size: bytes, dts_time: firstDts }] = packets;
    t.strictSame(timeline.firstFrame, { start: Number(pos), end: Number(pos) + Number(bytes) });
    const errors = packets.map(({ pos, dts_time }: { pos: string; dts_time: string }) =>
      Math.abs(secondAt(timeline, Number(pos)) - (Number(dts_time) - Number(firstDts))),
    );
    t.ok(Math.max(...errors) < 1, `off by ${Math.max(...errors)} s at most`);
  });
});
