import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import t from 'tap';
import { intoReadme, readmeBlock } from '../../bench/readme-block.ts';
import { resultsPage } from '../../bench/results-page.ts';
import { run, workload } from './samples.ts';

t.test('resultsPage() has a section, a chart and a table a workload', async (t) => {
  const page = resultsPage(run(workload(), workload({ name: 'another-load' })));
  t.match(page, /^## some-load$/m);
  t.match(page, /!\[.*\]\(results\/another-load\.svg\)/);
  t.match(page, /^\| first body byte, ms: p50 \| 20.* 1\.00 × \| 40.* 2\.\d\d × \|$/m);
  t.match(page, /^\| CPU s \/ GB \| – \| 10 \|$/m);
  t.match(page, /2026-01-02, Node\.js v20\.0\.0 on linux x64, 2 cores/);
  t.notMatch(page, /NaN|undefined/);
  t.notOk(page.includes(hostname()) && hostname().length > 3);
});

t.test('resultsPage() does not hide that a bound was exceeded', async (t) => {
  t.match(
    resultsPage(run(workload({ bound: () => 'too slow' }))),
    /\*\*Bound exceeded\*\*: too slow/,
  );
});

t.test('readmeBlock() shows the ratios that there are', async (t) => {
  const block = readmeBlock(run(workload({ name: 'cold-start' })));
  t.match(block, /!\[.*\]\(bench\/results\/summary\.svg\)/);
  t.match(block, /\*\*2\.\d\d ×\*\* a direct read's time/);
  t.notMatch(block, /8 MiB take/);
});

t.test('intoReadme() replaces what stands between the marks and nothing else', async (t) => {
  const marks = ['<!-- bench:begin -->', '<!-- bench:end -->'];
  const once = intoReadme(`before\n${marks.join('\nold\n')}\nafter\n`, 'new');
  t.equal(once, `before\n${marks.join('\nnew\n')}\nafter\n`);
  t.equal(intoReadme(once, 'new'), once);
  t.throws(() => intoReadme('nothing', 'new'), /README\.md has no/);
});

t.test('the README has a place for the figures', async (t) => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  t.match(intoReadme(readme, 'figures'), /<!-- bench:begin -->\nfigures\n<!-- bench:end -->/);
});
