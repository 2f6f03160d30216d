/**
 * Progress: a bar that fills while a workload runs, where somebody watches; elsewhere one plain
 * line a workload. On stderr, so that a redirected stdout holds results alone.
 */
import type { Watcher } from './measure.ts';

export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Progress extends Watcher {
  /** Takes the bar away. */
  end(): void;
}

export interface State {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
}

const REDRAWN_EVERY_MS = 200;
const CLEAR = '\r\x1b[K';

export function createProgress(screen: Screen, label: string): Progress {
  const began = performance.now();
  let done = 0;
  let total = 0;
  const draw = (): void => {
    const state = { label, done, total, elapsedMs: performance.now() - began };
    // 0 where a terminal does not know its width.
    screen.write(`${CLEAR}${progressLine(state, screen.columns || 80)}`);
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    begun(targets, samples) {
      total = samples;
      if (screen.isTTY) timer = setInterval(draw, REDRAWN_EVERY_MS);
      else screen.write(`${label}: ${samples} samples of ${targets.join(', ')}\n`);
    },
    sampled() {
      done++;
    },
    end() {
      if (timer !== undefined) screen.write(CLEAR);
      clearInterval(timer);
    },
  };
}

/** At most `columns` - 1 characters, so that no terminal breaks it. */
export function progressLine(state: State, columns: number): string {
  const { label, done, total, elapsedMs } = state;
  const share = total === 0 ? 0 : Math.min(1, done / total);
  const left = share === 0 ? '' : `, ${seconds((elapsedMs * (1 - share)) / share)} left`;
  const text = ` ${Math.floor(100 * share)} %  ${done}/${total}, ${seconds(elapsedMs)}${left}`;
  const width = Math.min(40, columns - 3 - label.length - text.length);
  const filled = Math.round(share * width);
  const bar = width < 5 ? '' : ` ${'━'.repeat(filled)}${'╌'.repeat(width - filled)} `;
  return `${label}${bar}${text}`.slice(0, Math.max(0, columns - 1));
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}
