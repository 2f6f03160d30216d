import { createHistogram } from 'node:perf_hooks';
import t, { type Test } from 'tap';
import { maxMs, merge, quantileMs, recordMs } from '../../bench/latency.ts';

/** HDR with three figures: within a thousandth. */
function close(t: Test, found: number, wanted: number): void {
  t.ok(Math.abs(found - wanted) <= wanted / 1000, `${found} is about ${wanted}`);
}

t.test('quantileMs() gives the quantiles of what was recorded, in milliseconds', async (t) => {
  const histogram = createHistogram();
  for (let ms = 1; ms <= 1000; ms++) recordMs(histogram, ms);
  close(t, quantileMs(histogram, 0.5), 500);
  close(t, quantileMs(histogram, 0.9), 900);
  close(t, quantileMs(histogram, 0.999), 999);
  close(t, maxMs(histogram), 1000);
});

t.test('recordMs() keeps fractions of a millisecond, and what is no time at all', async (t) => {
  const histogram = createHistogram();
  recordMs(histogram, 0.25);
  close(t, quantileMs(histogram, 0.5), 0.25);
  recordMs(histogram, 0);
  t.equal(histogram.count, 2);
});

t.test('of nothing recorded there is no quantile', async (t) => {
  t.ok(Number.isNaN(quantileMs(createHistogram(), 0.5)));
  t.ok(Number.isNaN(maxMs(createHistogram())));
});

t.test('merge() holds what all of them hold, and leaves them as they are', async (t) => {
  const [low, high] = [createHistogram(), createHistogram()];
  recordMs(low, 1);
  recordMs(high, 9);
  const all = merge([low, high]);
  t.equal(all.count, 2);
  close(t, maxMs(all), 9);
  t.equal(low.count, 1);
});
