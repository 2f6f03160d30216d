import t from 'tap';
import { PAGES } from '../../src/api/pages.ts';

t.test('PAGES may be kept, and asked for only when they have changed', async (t) => {
  for (const [path, { get }] of Object.entries(PAGES)) {
    t.match(get?.responses, { 200: { headers: { ETag: {} } }, 304: {}, 412: {} }, path);
    t.strictSame('404' in (get?.responses ?? {}), path.includes('{'), path);
  }
});
