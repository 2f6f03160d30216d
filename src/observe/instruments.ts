/** Instruments: the table of metrics as things that can be counted with, and as text to be scraped. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type Definition, METRICS, type MetricName } from './metric-table.ts';

type Kind<Name extends MetricName> = (typeof METRICS)[Name]['kind'];
export type CounterName = { [N in MetricName]: Kind<N> extends 'counter' ? N : never }[MetricName];
export type GaugeName = { [N in MetricName]: Kind<N> extends 'gauge' ? N : never }[MetricName];
export type HistogramName = {
  [N in MetricName]: Kind<N> extends 'histogram' ? N : never;
}[MetricName];

export interface Instruments {
  /** Labels in the order of the table. A child is found once and kept: finding it costs more than counting. */
  counter(name: CounterName, ...labels: string[]): { inc(by?: number): void };
  histogram(name: HistogramName, ...labels: string[]): { observe(value: number): void };
  /** Read when somebody scrapes. */
  read(name: GaugeName | CounterName, value: () => number): void;
  /** Set once and for all. */
  set(name: GaugeName, value: number, ...labels: string[]): void;
  /** In the exposition format of Prometheus. */
  text(): Promise<string>;
  /** Of the text. */
  readonly contentType: string;
}

export function createInstruments(): Instruments {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  // Gauges with the names of counters, which promtool refuses; the same numbers stand beside them.
  for (const what of ['resources', 'handles', 'requests']) {
    registry.removeSingleMetric(`nodejs_active_${what}_total`);
  }
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  const readers = new Map<string, () => number>();

  for (const [name, definition] of Object.entries<Definition>(METRICS)) {
    const { kind, help, labels = [], from0 = [], buckets = [] } = definition;
    const common = { name, help, labelNames: [...labels], registers: [registry] };
    if (kind === 'histogram') {
      histograms.set(name, new Histogram({ ...common, buckets: [...buckets] }));
    } else if (kind === 'gauge') {
      const collect = function (this: Gauge): void {
        const read = readers.get(name);
        if (read !== undefined) this.set(read());
      };
      gauges.set(name, new Gauge({ ...common, collect }));
    } else {
      const collect = function (this: Counter): void {
        const read = readers.get(name);
        if (read === undefined) return;
        this.reset();
        this.inc(read());
      };
      const counter = new Counter({ ...common, collect });
      for (const values of from0) counter.labels(...values).inc(0);
      counters.set(name, counter);
    }
  }

  return {
    counter: (name, ...labels) => found(counters, name).labels(...labels),
    histogram: (name, ...labels) => found(histograms, name).labels(...labels),
    read(name, value) {
      readers.set(name, value);
    },
    set: (name, value, ...labels) =>
      found(gauges, name)
        .labels(...labels)
        .set(value),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function found<T>(map: ReadonlyMap<string, T>, name: string): T {
  const instrument = map.get(name);
  if (instrument === undefined) throw new TypeError(`No metric of this kind is named ${name}`);
  return instrument;
}
