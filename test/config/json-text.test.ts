import t from 'tap';
import { jsonOr } from '../../src/config/json-text.ts';

t.test('jsonOr() reads JSON and leaves everything else', async (t) => {
  t.strictSame(jsonOr('{"a": [1]}'), { a: [1] });
  t.strictSame(jsonOr('[]'), []);
  for (const text of ['{"a"', '', 'films', '[1,]']) t.equal(jsonOr(text), text);
});
