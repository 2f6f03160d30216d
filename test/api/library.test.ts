import t from 'tap';
import { LIBRARY, LIBRARY_SCHEMAS } from '../../src/api/library.ts';

t.test('LIBRARY describes both listings by schemas that are there', async (t) => {
  t.strictSame(Object.keys(LIBRARY), ['/list_buckets', '/list_objects']);
  for (const [, name = ''] of JSON.stringify(LIBRARY).matchAll(/schemas\/(\w+)/g)) {
    t.ok(name === 'Problem' || name in LIBRARY_SCHEMAS, name);
  }
});
