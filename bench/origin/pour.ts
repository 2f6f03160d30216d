/**
 * Pour: a body at a fixed rate. A token bucket by the clock: a timer that comes late is made up
 * for, so the mean rate holds.
 */
import type { ServerResponse } from 'node:http';
import { SLICE } from '../film.ts';

/** No write is smaller, but the last: a quarter of a millisecond at 60 MB/s. */
const PIECE = 16 * 1024;
/** A reader who lets more than this pile up is waited for, and the wait earns no tokens. */
const HELD = 256 * 1024;

/**
 * Writes the bytes of `span` and then calls `finish`, unless the reader has gone.
 * @param make gives `length` of them from `position` on
 */
export function pour(
  response: ServerResponse,
  span: { readonly start: number; readonly end: number },
  bytesPerMs: number,
  make: (position: number, length: number) => Buffer,
  finish: () => void,
): void {
  let position = span.start;
  let tokens = Number.isFinite(bytesPerMs) ? PIECE : Number.POSITIVE_INFINITY;
  let last = performance.now();
  const restart = () => {
    last = performance.now();
    step();
  };
  const step = () => {
    if (response.destroyed) return;
    const now = performance.now();
    // Without a rate there is no end of them; 0 ms of that would be no number.
    if (now > last) tokens += (now - last) * bytesPerMs;
    last = now;
    while (position < span.end) {
      const left = span.end - position;
      if (tokens < Math.min(PIECE, left)) break;
      const length = Math.min(SLICE, left, Math.floor(tokens));
      response.write(make(position, length));
      tokens -= length;
      position += length;
      if (response.writableLength > HELD) {
        response.once('drain', restart);
        return;
      }
    }
    if (position === span.end) finish();
    else setTimeout(step, 1);
  };
  step();
}
