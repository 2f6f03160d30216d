import t from 'tap';
import { describeApi } from '../../src/api/document.ts';
import { curlOf, operationsOf, searched } from '../../static/docs/operations.js';

const api = JSON.parse(
  JSON.stringify(
    describeApi({
      version: '1',
      uploads: true,
      basic: true,
      jwt: true,
      links: true,
      operations: true,
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
    sign?.bodies[0]?.fields.find(({ name }) => name === 'right'),
    { what: 'What the link is for; one of read, write; read unless said otherwise' },
    'by reference',
  );
});

t.test('searched() finds all words, anywhere', async (t) => {
  const ids = (query: string) => searched(operations, query).map(({ id }) => id);
  t.equal(ids('').length, operations.length);
  t.strictSame(ids('upload-OFFSET checksum'), ['tusPatch']);
  t.strictSame(ids('nowhere to be found'), []);
});

t.test('curlOf() is a command to begin with', async (t) => {
  const of = (id: string) => {
    const operation = operations.find((one) => one.id === id);
    if (operation === undefined) throw new Error(id);
    return curlOf(operation, 'http://h');
  };
  t.equal(of('healthz'), "curl 'http://h/healthz'");
  t.equal(of('watch'), "curl 'http://h/watch?v=…'");
  t.equal(of('getObjectHead'), "curl -I 'http://h/objects/films/2026/film.mp4'");
  t.equal(
    of('objectPut'),
    "curl -X PUT --data-binary @film.mp4 'http://h/objects/films/2026/film.mp4'",
  );
  t.equal(of('tusDelete'), "curl -X DELETE -H 'Tus-Resumable: 1.0.0' 'http://h/uploads/ID'");
  t.match(of('sign'), "-H 'Content-Type: application/json' -d");
});
