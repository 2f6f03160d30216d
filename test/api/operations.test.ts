import t from 'tap';
import { ALWAYS, REPORT_SCHEMA, SIGNING, SIGNING_SCHEMAS, told } from '../../src/api/operations.ts';

t.test('told() describes an answer that is always the same kind', async (t) => {
  t.match(told('x', 'Tag', 'Words', 'text/plain'), {
    operationId: 'x',
    responses: { 200: { content: { 'text/plain': { schema: { type: 'string' } } } }, 429: {} },
  });
});

t.test('ALWAYS and SIGNING rest on schemas that are there', async (t) => {
  const schemas = { ...REPORT_SCHEMA, ...SIGNING_SCHEMAS };
  for (const [, name = ''] of JSON.stringify([ALWAYS, SIGNING]).matchAll(/schemas\/(\w+)/g)) {
    t.ok(name === 'Problem' || name in schemas, name);
  }
});
