import t from 'tap';
import { report } from '../../bench/report.ts';
import { summarize } from '../../bench/summarize.ts';
import { result, workload } from './samples.ts';

t.test('report() has a row a target in every table, ratios and costs', async (t) => {
  const text = report(summarize(workload({ aboutDirect: 'is the floor' }), result()));
  t.match(text, /^3 rounds of 2 samples/);
  t.match(text, /^direct: is the floor$/m);
  t.match(text, /^first body byte, ms +p50 +p90 +p99 +p99\.9 +max +p50 \/ direct$/m);
  t.match(
    text,
    /^gateway +40\.\d \(20\.\d–60\.\d\) +– +– +– +60\.\d +2\.0\d?( \(.*\))?$|^gateway .* 2$/m,
  );
  t.match(text, /^rate, MB\/s +median +\/ direct$/m);
  t.match(text, /MB\/s +errors, %/);
  t.notMatch(text, /NaN|undefined/);
});

t.test('report() leaves out costs that nobody has, and shows a failure', async (t) => {
  const text = report(summarize(workload(), result({ failures: ['broke off'] })));
  t.notMatch(text, /origin bytes/);
  t.match(text, /^gateway, a failure: broke off$/m);
});
