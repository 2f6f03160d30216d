import t from 'tap';
import { header, inPath, inQuery, problems, text } from '../../src/api/parts.ts';

t.test('inQuery(), inPath() and header() lift the description out of the schema', async (t) => {
  t.strictSame(inQuery('v', text('A key')), {
    name: 'v',
    in: 'query',
    description: 'A key',
    required: false,
    schema: { type: 'string' },
  });
  t.equal(inPath('id', text('An id')).required, true);
  t.strictSame(header(text('A tag')), { description: 'A tag', schema: { type: 'string' } });
});

t.test('problems() gathers failures by status, with the headers that come with them', async (t) => {
  const told = problems('unauthenticated', 'overloaded', 'object_not_found');
  t.match(told, {
    401: { headers: { 'WWW-Authenticate': {} }, description: /`unauthenticated`/ },
    404: { description: '`object_not_found`: There is no such object' },
    503: { headers: { 'Retry-After': {} }, description: /`shutting_down`.*`overloaded`/ },
  });
  t.ok('429' in told, 'what any request may meet');
});
