/** No panel and no alert asks for a name or a label that does not exist. */
import { readFile } from 'node:fs/promises';
import t from 'tap';
import { parse } from 'yaml';
import { type Definition, METRICS } from '../../src/observe/metric-table.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { askedBy } from '../fixtures/promql.ts';

const DEPLOY = new URL('../../deploy/', import.meta.url);
const read = (name: string) => readFile(new URL(name, DEPLOY), 'utf8');

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

/** Labels of a metric: those of the table, or as real output shows them. */
async function known(text: string): Promise<Map<string, ReadonlySet<string>>> {
  const names = new Map<string, ReadonlySet<string>>();
  for (const [name, { kind, labels = [] }] of Object.entries<Definition>(METRICS)) {
    const endings = kind === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    for (const ending of endings) names.set(name + ending, new Set(labels));
  }
  for (const [, name = ''] of text.matchAll(/^((?:process|nodejs)_\w+)/gm)) {
    names.set(name, names.get(name) ?? new Set());
  }
  names.set('up', new Set());
  return names;
}

/** Of every scrape. */
const TARGET = new Set(['job', 'instance']);

t.test('the dashboard and the alerts ask for what there is', async (t) => {
  const text = await createMetrics({ version: '1', node: 'v20' }).text();
  const names = await known(text);
  const { panels } = JSON.parse(await read('grafana/firstbyte.json')) as { panels: Panel[] };
  const shown = panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, legendFormat }) => ({ title, expr, legendFormat })),
  );
  t.ok(shown.length > 30);
  const alerts = (await read('prometheus/alerts.yml')).split(/^ {6}- alert: /m).slice(1);
  const rules = alerts.map((alert) => ({
    title: /^\w+/.exec(alert)?.[0] ?? '',
    expr: /expr: (?:\|\n([\s\S]*?)\n {8}\w|(.*)\n)/.exec(alert)?.slice(1).join('') ?? '',
    legendFormat: '',
  }));
  t.equal(rules.length, 8);
  for (const { title, expr, legendFormat } of [...shown, ...rules]) {
    const asked = askedBy(expr);
    t.ok(asked.length > 0, `${title}: ${expr}`);
    for (const { name, labels, wanted } of asked) {
      const has = names.get(name);
      t.ok(has, `${title}: ${name}`);
      const strange = labels.filter((label) => !TARGET.has(label) && !has?.has(label));
      t.strictSame(strange, [], `${title}: labels of ${name}`);
      for (const [label, pattern] of Object.entries(wanted).filter(([one]) => !TARGET.has(one))) {
        const values = [...text.matchAll(new RegExp(`^${name}\\{.*?\\b${label}="([^"]*)"`, 'gm'))];
        t.ok(
          values.some(([, value = '']) => pattern.test(value)),
          `${title}: ${name} with ${label} ${pattern}`,
        );
      }
    }
    for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
      t.ok(expr.includes(label), `${title}: legend ${label}`);
    }
  }
});

t.test('the README says what every alert means', async (t) => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  for (const [, name = ''] of (await read('prometheus/alerts.yml')).matchAll(/alert: (\w+)/g)) {
    t.ok(readme.includes(`\`${name}\``), name);
  }
});

interface AlertTests {
  readonly tests: readonly {
    readonly input_series: readonly { readonly series: string }[];
    readonly alert_rule_test: readonly {
      readonly alertname: string;
      readonly exp_alerts: readonly object[];
    }[];
  }[];
}

t.test('every alert is tested: that it fires, and that it does not', async (t) => {
  const { tests } = parse(await read('prometheus/alerts.test.yml')) as AlertTests;
  const asked = tests.flatMap(({ alert_rule_test }) => alert_rule_test);
  for (const [, name = ''] of (await read('prometheus/alerts.yml')).matchAll(/alert: (\w+)/g)) {
    const own = asked.filter(({ alertname }) => alertname === name);
    t.ok(
      own.some(({ exp_alerts }) => exp_alerts.length > 0),
      `${name} fires`,
    );
    t.ok(
      own.some(({ exp_alerts }) => exp_alerts.length === 0),
      `${name} does not`,
    );
  }
});

t.test('alerts are tested with metrics that there are', async (t) => {
  const names = await known(await createMetrics({ version: '1', node: 'v20' }).text());
  const { tests } = parse(await read('prometheus/alerts.test.yml')) as AlertTests;
  for (const { series } of tests.flatMap(({ input_series }) => input_series)) {
    for (const { name, labels } of askedBy(series)) {
      const has = names.get(name);
      t.ok(has, series);
      const strange = labels.filter((label) => !TARGET.has(label) && !has?.has(label));
      t.strictSame(
        strange.filter((label) => label !== 'le'),
        [],
        series,
      );
    }
  }
});
