/** Kept children: instruments with their labels, found by one look into a map: on the hot path, to find them anew costs more than to count. */
import type { CounterName, HistogramName, Instruments } from './instruments.ts';

/** What counters and histograms are by name and labels; as many are kept as there are combinations, and labels have few values. */
export function keptChildren(instruments: Instruments): Pick<Instruments, 'counter' | 'histogram'> {
  const counters = new Map<string, ReturnType<Instruments['counter']>>();
  const histograms = new Map<string, ReturnType<Instruments['histogram']>>();
  return {
    counter: (name: CounterName, ...labels: string[]) =>
      kept(counters, name, labels, () => instruments.counter(name, ...labels)),
    histogram: (name: HistogramName, ...labels: string[]) =>
      kept(histograms, name, labels, () => instruments.histogram(name, ...labels)),
  };
}

function kept<T>(map: Map<string, T>, name: string, labels: readonly string[], make: () => T): T {
  // No label holds a line feed.
  const key = labels.length === 0 ? name : `${name}\n${labels.join('\n')}`;
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
