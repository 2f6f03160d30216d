/** Figures as text: as many digits as say something, a dash where nothing was measured. Pure. */
import type { Spread } from './summary.ts';

export function figure(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  return value.toFixed(Number.isInteger(value) || size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** Median, and least to greatest round behind it. */
export function spread(values: Spread | null | undefined): string {
  if (values == null) return '–';
  const [median, least, greatest] = [values.median, values.least, values.greatest].map(figure);
  return least === greatest ? `${median}` : `${median} (${least}–${greatest})`;
}

export function ratio(value: number): string {
  return `${value.toFixed(2)} ×`;
}
