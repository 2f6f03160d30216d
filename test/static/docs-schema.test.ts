import t from 'tap';
import { exampleOf, nameOf, rowsOf, wordsOf } from '../../static/docs/schema.js';

const api = {
  components: {
    schemas: {
      Film: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string', description: 'Its `name`' },
          parts: { type: 'array', items: { $ref: '#/components/schemas/Film' } },
          cut: { type: ['string', 'null'], format: 'date-time' },
        },
        examples: [{ name: 'a' }],
      },
    },
  },
};
const film = { $ref: '#/components/schemas/Film' };

t.test('rowsOf() follows references and what is within, and ends', async (t) => {
  const rows = rowsOf(api, film);
  t.strictSame(rows.slice(0, 3), [
    { name: 'name', type: 'string', required: true, what: 'Its name' },
    { name: 'parts', type: 'array of object', required: false, what: '' },
    { name: 'parts[].name', type: 'string', required: true, what: 'Its name' },
  ]);
  t.match(rows.at(-1), { name: 'cut', type: 'string or null, date-time' });
  t.equal(Math.max(...rows.map(({ name }) => name.split('[]').length)), 4);
  t.strictSame(rowsOf(api, { type: 'string', format: 'binary' }), []);
  t.equal(rowsOf(api, { type: 'array', items: film })[0]?.name, '[].name');
});

t.test('rowsOf() takes what all of several say as one', async (t) => {
  const schema = {
    allOf: [film, { properties: { name: { enum: ['a', 'b'] } }, required: ['cut'] }],
  };
  const rows = rowsOf(api, schema);
  t.equal(rows.find(({ name }) => name === 'name')?.what, 'one of a, b');
  t.equal(rows.find(({ name }) => name === 'cut')?.required, true);
  t.equal(nameOf(schema), 'Film');
  t.equal(nameOf({ type: 'string' }), undefined);
});

t.test('exampleOf() takes that of the body, else that of its schema', async (t) => {
  t.strictSame(exampleOf(api, { schema: film }), { name: 'a' });
  t.equal(exampleOf(api, { schema: film, example: 'x' }), 'x');
  t.equal(exampleOf(api, { schema: { type: 'string' } }), undefined);
});

t.test('wordsOf() says what values there are', async (t) => {
  t.equal(
    wordsOf('A `mark`', { enum: ['a'], default: 'a' }),
    'A mark; only a; a unless said otherwise',
  );
  t.equal(wordsOf(undefined, { minimum: 1, maximum: 9, examples: ['5'] }), 'from 1 to 9; e.g. 5');
  t.equal(wordsOf('', { const: '1.0.0' }), 'always 1.0.0');
});
