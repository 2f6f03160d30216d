/**
 * Exactly at: a timer to some hundredths of a millisecond. setTimeout() counts whole ones and is
 * up to one of them early or late, by the phase at which a request happens to come; at an origin
 * of 30 ms that is the very difference which is to be measured.
 */

/**
 * Runs `run` at `dueMs` of performance.now(), at once when that has passed. The last millisecond
 * or so is spent in turns of the event loop: others are served meanwhile, and all who wait share
 * them, so this costs half a millisecond of CPU an answer and at most one core.
 * @returns calls it off
 */
export function exactlyAt(dueMs: number, run: () => void): () => void {
  let immediate: NodeJS.Immediate | undefined;
  let timer: NodeJS.Timeout | undefined;
  const turn = (): void => {
    if (performance.now() < dueMs) immediate = setImmediate(turn);
    else run();
  };
  const wholeMs = Math.floor(dueMs - performance.now());
  if (wholeMs >= 1) timer = setTimeout(turn, wholeMs);
  else turn();
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}
