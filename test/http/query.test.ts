import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { parseQuery } from '../../src/http/query.ts';

t.test('parseQuery() tells missing, empty and given apart', async (t) => {
  const query = parseQuery('v=a&bucket=&flag&&=x&');
  t.equal(query.get('v'), 'a');
  t.equal(query.get('bucket'), '');
  t.equal(query.get('flag'), '');
  t.equal(query.get('other'), undefined);
  t.equal(parseQuery('').get('v'), undefined);
});

t.test('parseQuery() decodes forms once', async (t) => {
  for (const [raw, value] of [
    ['v=a+b', 'a b'],
    ['v=a%2Bb', 'a+b'],
    ['v=a%20b', 'a b'],
    ['v=%2520', '%20'],
    ['v=a=b', 'a=b'],
    ['v=a%26b', 'a&b'],
    ['%76=a', 'a'],
    ['v=a/b?c', 'a/b?c'],
    ['v=a;b', 'a;b'],
    ['v=%F0%9F%8E%AC', '\ud83c\udfac'],
  ] as const) {
    t.equal(parseQuery(raw).get('v'), value, raw);
  }
});

t.test('parseQuery() refuses a parameter given twice, when it is asked for', async (t) => {
  const query = parseQuery('v=a&v=a&w=1&x&%78=');
  t.throws(() => query.get('v'), {
    code: 'parameter_invalid',
    status: 400,
    detail: 'The parameter "v" is given more than once',
  });
  t.throws(() => query.get('x'), { code: 'parameter_invalid' });
  t.equal(query.get('w'), '1');
});

t.test('parseQuery() refuses a value that is no percent-encoded UTF-8', async (t) => {
  for (const value of ['%', '%zz', '%ff', '%c3%28']) {
    const query = parseQuery(`v=${value}&w=1`);
    t.throws(() => query.get('v'), { code: 'parameter_invalid' }, value);
    t.equal(query.get('w'), '1', 'the others are none the worse');
  }
  t.equal(parseQuery('%ff=1&v=a').get('v'), 'a', 'a broken name is just not asked for');
});

t.test(
  'parseQuery() reads what URLSearchParams and encodeURIComponent write (property)',
  async () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 });
    fc.assert(
      fc.property(fc.dictionary(text, text, { maxKeys: 5 }), (pairs) => {
        const form = new URLSearchParams(pairs).toString();
        const plain = Object.entries(pairs)
          .map((pair) => pair.map(encodeURIComponent).join('='))
          .join('&');
        for (const raw of [form, plain]) {
          const query = parseQuery(raw);
          for (const [name, value] of Object.entries(pairs)) assert.equal(query.get(name), value);
        }
      }),
      { numRuns: 10_000 },
    );
  },
);
