/** Cinema: headless Chromium with nothing in it but one film at a time, and how soon it is seen. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { CHROMIUM_ARGS } from './chromium-args.ts';

export interface Shown {
  /** From setting `src` to the first frame. */
  readonly firstFrameMs: number;
  /** From setting `currentTime` to a frame of there. */
  readonly seekMs: number;
}

export interface Cinema {
  /** Shows the beginning of the film at `url`, then the frame at `seekTo` seconds. */
  show(url: URL, seekTo: number): Promise<Shown>;
  close(): Promise<void>;
}

const WAIT_MS = 20_000;

export async function openCinema(executablePath: string): Promise<Cinema> {
  const browser: Browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
  const page: Page = await browser.newPage();
  return {
    async show(url, seekTo) {
      return await page.evaluate(play, { url: url.href, seekTo, waitMs: WAIT_MS });
    },
    close: () => browser.close(),
  };
}

/** In the page. @throws what the player says when it cannot play */
async function play(film: { url: string; seekTo: number; waitMs: number }): Promise<Shown> {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  document.body.replaceChildren(video);
  const failed = new Promise<never>((_, reject) => {
    const fail = (why: string): void => reject(new Error(`${film.url} ${why}`));
    video.addEventListener('error', () => fail(`cannot be played: ${video.error?.message}`));
    setTimeout(() => {
      const { readyState, networkState, currentTime } = video;
      fail(`shows no frame: ${JSON.stringify({ readyState, networkState, currentTime })}`);
    }, film.waitMs);
  });
  failed.catch(() => {});
  /** When a frame of `seconds` or later is shown. */
  const frameFrom = (seconds: number): Promise<number> => {
    const shown = new Promise<number>((resolve) => {
      const look: VideoFrameRequestCallback = (_now, { mediaTime }) => {
        if (mediaTime >= seconds) resolve(performance.now());
        else video.requestVideoFrameCallback(look);
      };
      video.requestVideoFrameCallback(look);
    });
    return Promise.race([shown, failed]);
  };
  try {
    const first = frameFrom(0);
    const began = performance.now();
    video.src = film.url;
    const firstFrameMs = (await first) - began;
    const there = frameFrom(film.seekTo - 1);
    const sought = performance.now();
    video.currentTime = film.seekTo;
    return { firstFrameMs, seekMs: (await there) - sought };
  } finally {
    // Only this ends what it still loads.
    video.removeAttribute('src');
    video.load();
    video.remove();
  }
}
