import t from 'tap';
import { type Definition, METRICS } from '../../src/observe/metric-table.ts';

t.test('METRICS names each metric by the rules of Prometheus, with its unit', async (t) => {
  for (const [name, { kind, help, buckets, labels = [] }] of Object.entries<Definition>(METRICS)) {
    t.match(name, /^(firstbyte|http_server)_[a-z_]+$/);
    t.equal(
      name.endsWith('_total'),
      kind === 'counter',
      `${name}: counters, and only they, end so`,
    );
    t.equal(buckets !== undefined, kind === 'histogram', name);
    if (kind === 'histogram') t.match(name, /_seconds$/);
    t.match(help, /^[A-Z].*[^.]$/, name);
    t.equal(/second|_seconds/.test(name) && !/second/i.test(help), false, `${name} says its unit`);
    for (const label of labels) t.match(label, /^[a-z]+$/);
    t.strictSame(buckets, buckets && [...buckets].sort((a, b) => a - b), 'buckets ascend');
  }
});

t.test('METRICS sees first bytes from a fifth of a millisecond to ten seconds', async (t) => {
  const { buckets } = METRICS.firstbyte_first_byte_seconds;
  t.equal(buckets[0], 0.0002);
  t.equal(buckets.at(-1), 10);
});
