#!/usr/bin/env node
// The screenshots of the README: some films made by ffmpeg, the built program before them, Chromium
// on it. Needs Chromium and ffmpeg; run `npm run build` first.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const ROOT = new URL('..', import.meta.url).pathname;
const OUT = join(ROOT, '.ci', 'screenshots');
const media = mkdtempSync(join(tmpdir(), 'firstbyte-screenshots-'));
const FILMS = {
  'Into the set.mp4': 'mandelbrot=s=640x360:rate=5:start_scale=0.6',
  'Life, slowly.mp4': 'life=s=160x90:mold=10:r=5:ratio=0.12:death_color=#C83232:life_color=#30C878,scale=640:360:flags=neighbor',
  'Rule 110.mp4': 'cellauto=s=160x90:rule=110:r=5,scale=640:360:flags=neighbor',
  'Seahorse valley.mp4': 'mandelbrot=s=640x360:rate=5:start_x=-0.745:start_y=0.11:start_scale=0.02',
  'Evening over the bay.mp4': 'gradients=s=640x360:r=5:c0=#1a2350:c1=#ffb07c:x0=0:y0=0:x1=400:y1=720:speed=0.01',
  'Test card.mp4': 'testsrc2=s=640x360:rate=5',
};

function make(path, source, seconds) {
  const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '30', '-pix_fmt', 'yuv420p'];
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-t', `${seconds}`, ...codec, path]);
}

async function listening(program) {
  let text = '';
  for await (const piece of program.stdout) {
    text += piece;
    const url = /http:\/\/\S+/.exec(text)?.[0];
    if (url) return url;
  }
  throw new Error('The program did not listen');
}

mkdirSync(join(media, 'films', 'Holiday 2025'), { recursive: true });
mkdirSync(OUT, { recursive: true });
let seconds = 12;
for (const [name, source] of Object.entries(FILMS)) make(join(media, 'films', name), source, (seconds += 5));
make(join(media, 'films', 'Holiday 2025', 'Beach.mp4'), FILMS['Test card.mp4'], 5);
cpSync(join(ROOT, 'static/media/samples/firstbyte.mp4'), join(media, 'films', 'Dusk.mp4'));
const env = { ...process.env, FIRSTBYTE_MEDIA_DIR: media };
const program = spawn(process.execPath, [join(ROOT, 'dist/server.js'), '--port', '0'], { env, cwd: media, stdio: ['ignore', 'pipe', 'ignore'] });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'] });
try {
  const url = await listening(program);
  const open = async (colorScheme, path, height) => {
    const viewport = { width: 1280, height };
    const page = await (await browser.newContext({ viewport, colorScheme })).newPage();
    await page.goto(url + path);
    return page;
  };
  const library = await open('light', '/?bucket=films', 800);
  await library.waitForFunction(() => document.querySelectorAll('.poster img').length >= 6, undefined, { timeout: 60_000 });
  await library.waitForTimeout(500);
  await library.screenshot({ path: join(OUT, 'library.png') });
  const player = await open('dark', '/?bucket=films&v=Dusk.mp4', 960);
  await player.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 5);
  await player.screenshot({ path: join(OUT, 'player.png') });
} finally {
  await browser.close();
  program.kill();
  rmSync(media, { recursive: true });
}
