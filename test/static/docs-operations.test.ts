import t from 'tap';
import { describeApi } from '../../src/api/document.ts';
import { operationsOf, problemOf, searched, waysOf } from '../../static/docs/operations.js';

const api = JSON.parse(
  JSON.stringify(
    describeApi({
      version: '1',
      uploads: true,
      basic: true,
      jwt: true,
      links: true,
      operations: true,
      operatorToken: true,
    }),
  ),
);
const operations = operationsOf(api);

t.test('operationsOf() shows every operation, with what it takes and answers', async (t) => {
  const count = Object.values(api.paths).flatMap((one) => Object.keys(one as object)).length;
  t.equal(operations.length, count);
  const put = operations.find(({ id }) => id === 'objectPut');
  t.match(put, { method: 'PUT', path: '/objects/{bucket}/{key}' });
  t.ok(put?.parameters.some(({ name, where }) => name === 'If-Match' && where === 'header'));
  t.ok(put?.answers.some(({ status }) => status === '201'));
  const sign = operations.find(({ id }) => id === 'sign');
  t.match(
    sign?.bodies[0]?.rows.find(({ name }) => name === 'right'),
    { what: 'What the link is for; one of read, write; read unless said otherwise' },
    'by reference',
  );
});

t.test('operationsOf() tells what follows from another method of the path', async (t) => {
  const implied = operations.filter(({ isImplied }) => isImplied).map(({ id }) => id);
  t.ok(implied.includes('watchHead') && implied.includes('tusOptions'));
  t.notOk(implied.includes('tusHead'), 'there is no GET beside it');
  t.notOk(implied.includes('watch'));
});

t.test('searched() finds all words, anywhere', async (t) => {
  const ids = (query: string) => searched(operations, query).map(({ id }) => id);
  t.equal(ids('').length, operations.length);
  t.strictSame(ids('upload-OFFSET checksum 409'), ['tusPatch', 'tusPost']);
  t.strictSame(ids('nowhere to be found'), []);
});

t.test('operationsOf() shows what is answered: its type, its fields, an example', async (t) => {
  const listing = operations.find(({ id }) => id === 'listObjects');
  const ok = listing?.answers.find(({ status }) => status === '200')?.contents[0];
  t.equal(ok?.type, 'application/json');
  t.match(
    ok?.rows.find(({ name }) => name === 'objects'),
    { type: 'array of object', required: true },
  );
  t.match(
    ok?.rows.find(({ name }) => name === 'objects[].size'),
    { type: 'integer', required: true, what: 'Bytes' },
  );
  t.match(ok?.example, { bucket: 'films' });
  const not = listing?.answers.find(({ status }) => status === '404')?.contents[0];
  t.match(not, { type: 'application/problem+json', isProblem: true, rows: [] });
  t.ok(problemOf(api).rows.some(({ name }) => name === 'requestId'));
  t.match(problemOf(api).example, { code: 'bucket_missing' });
});

t.test('operationsOf() says who is let in', async (t) => {
  const of = (id: string) => operations.find((one) => one.id === id);
  const names = (id: string) => of(id)?.ways.map(({ name }) => name);
  t.strictSame(names('watch'), ['basic', 'bearer', 'link', 'cookie']);
  t.equal(of('watch')?.isFree, true);
  t.strictSame(names('objectPut'), ['basic', 'bearer', 'link']);
  t.equal(of('objectPut')?.isFree, false);
  t.strictSame(names('metrics'), ['operator']);
  t.strictSame(names('healthz'), []);
  t.strictSame(
    waysOf(api).map(({ name, how }) => [name, how]),
    [
      ['basic', 'Authorization: Basic …'],
      ['bearer', 'Authorization: Bearer …'],
      ['link', '?token=…'],
      ['cookie', 'Cookie: firstbyte_…=…'],
      ['operator', 'Authorization: Bearer …'],
    ],
  );
});
