import t from 'tap';
import { outcomeAnswer } from '../../src/routes/outcomes.ts';
import { jsonOf } from '../fixtures/exchange.ts';
import { metaOf } from '../fixtures/origin-double.ts';

const META = metaOf({ size: 100, contentType: 'video/mp4' });

t.test('outcomeAnswer() says 304 without a body or a type', async (t) => {
  t.strictSame(outcomeAnswer('not_modified', META, 'id', 'no-cache'), {
    status: 304,
    headers: {
      ETag: '"v0"',
      'Cache-Control': 'no-cache',
      'Last-Modified': 'Sun, 06 Nov 1994 08:49:37 GMT',
    },
  });
});

t.test('outcomeAnswer() says 412 and 416 as problems', async (t) => {
  const failed = outcomeAnswer('precondition_failed', META, 'id', 'no-cache');
  t.equal(failed.status, 412);
  t.match(await jsonOf(failed), { code: 'precondition_failed', requestId: 'id' });
  const outside = outcomeAnswer('range_not_satisfiable', META, 'id', 'no-cache');
  t.equal(outside.status, 416);
  t.match(outside.headers, {
    'Content-Range': 'bytes */100',
    'Content-Type': 'application/problem+json',
  });
  t.match(await jsonOf(outside), { code: 'range_not_satisfiable', requestId: 'id' });
});
