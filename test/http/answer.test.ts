import t from 'tap';
import { jsonAnswer, textAnswer } from '../../src/http/answer.ts';

t.test('textAnswer() counts bytes, not characters', async (t) => {
  const answer = textAnswer(200, 'text/plain', 'h\u00e9', { ETag: '"a"' });
  t.strictSame(answer.headers, { 'Content-Type': 'text/plain', ETag: '"a"' });
  t.equal(answer.status, 200);
  t.equal(answer.body?.length, 3);
  t.strictSame(answer.body?.bytes, Buffer.from('h\u00e9'));
});

t.test('jsonAnswer() is JSON that no cache keeps, unless it is told otherwise', async (t) => {
  const answer = jsonAnswer(503, { a: [1, null] });
  t.strictSame(answer.headers, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  t.equal(String(answer.body?.bytes), '{"a":[1,null]}');
  t.equal(jsonAnswer(200, 1, { 'Cache-Control': 'no-cache' }).headers['Cache-Control'], 'no-cache');
});
