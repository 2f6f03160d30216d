import t from 'tap';
import { OPERATIONS } from '../../src/api/operators.ts';

t.test('OPERATIONS may all ask for a token', async (t) => {
  for (const [path, methods] of Object.entries(OPERATIONS)) {
    for (const [method, operation] of Object.entries(methods as object)) {
      t.ok('401' in operation.responses, `${method} ${path}`);
    }
  }
});
