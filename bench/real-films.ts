/**
 * Real films: one that a browser plays, with its index in front and at its end. The bundled
 * sample over and over, so that its index is as long as that of a film of ten minutes, and so that
 * most of it is far from where a player begins.
 */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const TIMES = 40;
/** Of the sample. */
export const SECONDS = 16 * TIMES;

/** From .bench, where this runs. */
const SAMPLE = fileURLToPath(new URL('../static/media/samples/firstbyte.mp4', import.meta.url));

/** Makes `front.mp4` and `behind.mp4` in `folder`, alike but for where the index is. */
export async function makeFilms(ffmpeg: string, folder: string): Promise<void> {
  const run = (...args: string[]) =>
    promisify(execFile)(ffmpeg, ['-v', 'error', '-nostdin', ...args]);
  const behind = join(folder, 'behind.mp4');
  await run('-stream_loop', `${TIMES - 1}`, '-i', SAMPLE, '-c', 'copy', behind);
  await run('-i', behind, '-c', 'copy', '-movflags', '+faststart', join(folder, 'front.mp4'));
}

/** The films of `folder`, by name. */
export function loadFilms(folder: string): ReadonlyMap<string, Buffer> {
  return new Map(
    readdirSync(folder).map((file) => [file.replace('.mp4', ''), readFileSync(join(folder, file))]),
  );
}
