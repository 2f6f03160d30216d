import t from 'tap';
import { createInstruments } from '../../src/observe/instruments.ts';
import { type Definition, METRICS } from '../../src/observe/metric-table.ts';

t.test('createInstruments() shows every metric of the table with its kind and help', async (t) => {
  const text = await createInstruments().text();
  for (const [name, { kind, help }] of Object.entries(METRICS)) {
    t.ok(text.includes(`# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n`), name);
  }
  for (const name of ['process_cpu_seconds_total', 'nodejs_eventloop_lag_seconds']) {
    t.match(text, name, 'of the process too');
  }
});

t.test('createInstruments() counts, observes and reads', async (t) => {
  const instruments = createInstruments();
  instruments.counter('firstbyte_hedges_total', 'won').inc();
  instruments.counter('firstbyte_hedges_total', 'won').inc(2);
  instruments.histogram('firstbyte_first_byte_seconds', 'hit').observe(0.0003);
  let streams = 7;
  instruments.read('firstbyte_streams', () => streams);
  instruments.read('firstbyte_cache_evictions_total', () => 5);
  instruments.set('firstbyte_build_info', 1, '1.2.3', 'v20');
  const text = await instruments.text();
  for (const line of [
    'firstbyte_hedges_total{outcome="won"} 3',
    'firstbyte_first_byte_seconds_bucket{le="0.0002",cache="hit"} 0',
    'firstbyte_first_byte_seconds_bucket{le="0.0005",cache="hit"} 1',
    'firstbyte_streams 7',
    'firstbyte_cache_evictions_total 5',
    'firstbyte_build_info{version="1.2.3",node="v20"} 1',
  ]) {
    t.ok(text.includes(`${line}\n`), line);
  }
  streams = 8;
  const later = await instruments.text();
  t.match(later, 'firstbyte_streams 8\n');
  t.match(later, 'firstbyte_cache_evictions_total 5\n', 'what is read is not added up');
});

t.test('createInstruments() keeps two sets apart', async (t) => {
  const one = createInstruments();
  one.counter('firstbyte_hedges_total', 'won').inc();
  t.match(await createInstruments().text(), 'outcome="won"} 0\n');
});

t.test('createInstruments() has closed labels at 0 before anything happened', async (t) => {
  const text = await createInstruments().text();
  for (const line of [
    'firstbyte_errors_total{code="internal_error",source="gateway"} 0',
    'firstbyte_rejected_total{limit="streams"} 0',
    'firstbyte_hedges_total{outcome="lost"} 0',
    'firstbyte_viewer_reports_total{from="cmcd",outcome="invalid"} 0',
  ]) {
    t.ok(text.includes(`${line}\n`), line);
  }
  for (const [name, { labels = [], from0 = [] }] of Object.entries<Definition>(METRICS)) {
    for (const values of from0) t.equal(values.length, labels.length, name);
  }
});

t.test('createInstruments() refuses a name of another kind', async (t) => {
  const { counter } = createInstruments();
  t.throws(() => counter('firstbyte_streams' as never), /named firstbyte_streams/);
});
