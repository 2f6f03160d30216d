/** Instruments: the table of metrics as things that can be counted with, and as text to be scraped. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { METRICS } from './metric-table.js';
export function createInstruments() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  // Gauges with the names of counters, which promtool refuses; the same numbers stand beside them.
  for (const what of ['resources', 'handles', 'requests']) {
    registry.removeSingleMetric(`nodejs_active_${what}_total`);
  }
  const counters = new Map();
  const gauges = new Map();
  const histograms = new Map();
  const readers = new Map();
  for (const [name, definition] of Object.entries(METRICS)) {
    const { kind, help, labels = [], from0 = [], buckets = [] } = definition;
    const common = { name, help, labelNames: [...labels], registers: [registry] };
    if (kind === 'histogram') {
      histograms.set(name, new Histogram({ ...common, buckets: [...buckets] }));
    } else if (kind === 'gauge') {
      const collect = function () {
        const read = readers.get(name);
        if (read !== undefined) this.set(read());
      };
      gauges.set(name, new Gauge({ ...common, collect }));
    } else {
      const collect = function () {
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
function found(map, name) {
  const instrument = map.get(name);
  if (instrument === undefined) throw new TypeError(`No metric of this kind is named ${name}`);
  return instrument;
}
