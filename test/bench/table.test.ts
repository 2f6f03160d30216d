import t from 'tap';
import { figure, spread } from '../../bench/figure.ts';
import { alignTable, markdownTable } from '../../bench/table.ts';

t.test('alignTable() sets names to the left and figures to the right', async (t) => {
  t.equal(
    alignTable([
      ['ms', 'p50'],
      ['gateway', '7'],
    ]),
    'ms        p50\ngateway     7',
  );
});

t.test('markdownTable() keeps cells apart whatever is in them', async (t) => {
  t.equal(
    markdownTable([
      ['', 'a|b'],
      ['p50', '7'],
    ]),
    '|  | a\\|b |\n| --- | ---: |\n| p50 | 7 |',
  );
});

t.test('figure() gives as many digits as say something', async (t) => {
  t.same([0, 1.234, 12.34, 123.4, 60].map(figure), ['0', '1.23', '12.3', '123', '60']);
  t.same([null, undefined, Number.NaN, Number.POSITIVE_INFINITY].map(figure), ['–', '–', '–', '–']);
});

t.test('spread() shows least and greatest where they differ', async (t) => {
  t.equal(spread({ median: 2, least: 1, greatest: 3 }), '2 (1–3)');
  t.equal(spread({ median: 2, least: 2, greatest: 2 }), '2');
  t.equal(spread(null), '–');
});
