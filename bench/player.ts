/**
 * Player: what an HTML5 player does with bytes, from where a viewer opens a film. It shows the
 * first picture when it has a little, takes what it can get until it is some seconds ahead, then
 * keeps the pace of the bitrate; when it has run dry it stands still until it has a little again.
 * Pure but for its state: the caller owns the time, in milliseconds, and never turns it back.
 */

export interface PlayerShape {
  readonly bytesPerMs: number;
  /** What it wants before a picture moves. */
  readonly startBytes: number;
  /** How far ahead of the picture it takes. */
  readonly aheadBytes: number;
}

export interface Player {
  /** How much it would take now. */
  room(nowMs: number): number;
  took(bytes: number, nowMs: number): void;
  /** The picture has reached the end of the film. */
  over(nowMs: number): boolean;
  told(nowMs: number): Told;
}

export interface Told {
  /** From the opening until the picture moved, or so far. */
  readonly openingMs: number;
  readonly opened: boolean;
  readonly playedMs: number;
  /** Stood still in the middle. */
  readonly stalledMs: number;
}

/** @param leftBytes from where it opens to the end of the film */
export function createPlayer(shape: PlayerShape, leftBytes: number, openedMs: number): Player {
  const { bytesPerMs, startBytes, aheadBytes } = shape;
  let state: 'opening' | 'playing' | 'stalled' | 'over' = 'opening';
  let lastMs = openedMs;
  let taken = 0;
  let shown = 0;
  const spent = { opening: 0, playing: 0, stalled: 0, over: 0 };

  const advance = (nowMs: number): void => {
    let ms = nowMs - lastMs;
    lastMs = nowMs;
    if (state === 'playing') {
      const lastsMs = (taken - shown) / bytesPerMs;
      const playsMs = Math.min(ms, lastsMs);
      spent.playing += playsMs;
      shown += playsMs * bytesPerMs;
      if (ms < lastsMs) return;
      ms -= playsMs;
      shown = taken;
      state = taken === leftBytes ? 'over' : 'stalled';
    }
    spent[state] += ms;
  };

  return {
    room(nowMs) {
      advance(nowMs);
      return Math.floor(Math.min(leftBytes, shown + aheadBytes)) - taken;
    },
    took(bytes, nowMs) {
      advance(nowMs);
      taken += bytes;
      const enough = taken - shown >= startBytes || taken === leftBytes;
      if (enough && (state === 'opening' || state === 'stalled')) state = 'playing';
    },
    over(nowMs) {
      advance(nowMs);
      return state === 'over';
    },
    told(nowMs) {
      advance(nowMs);
      return {
        openingMs: spent.opening,
        opened: state !== 'opening',
        playedMs: spent.playing,
        stalledMs: spent.stalled,
      };
    },
  };
}
