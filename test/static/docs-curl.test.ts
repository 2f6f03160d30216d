import t from 'tap';
import { describeApi, type Offered } from '../../src/api/document.ts';
import { curlOf } from '../../static/docs/curl.js';
import { operationsOf } from '../../static/docs/operations.js';

const OPEN: Offered = {
  version: '1',
  uploads: true,
  basic: false,
  jwt: false,
  links: false,
  operations: true,
  operatorToken: false,
};

const curlsOf = (offered: Partial<Offered>) => {
  const api = JSON.parse(JSON.stringify(describeApi({ ...OPEN, ...offered })));
  const operations = operationsOf(api);
  return (id: string) => {
    const operation = operations.find((one) => one.id === id);
    if (operation === undefined) throw new Error(id);
    return curlOf(operation, 'http://h');
  };
};

t.test('curlOf() is a command to begin with', async (t) => {
  const of = curlsOf({});
  t.equal(of('healthz'), "curl 'http://h/healthz'");
  t.equal(of('watch'), "curl 'http://h/watch?v=…'");
  t.equal(of('getObjectHead'), "curl -I 'http://h/objects/films/2026/film.mp4'");
  t.equal(
    of('objectPut'),
    "curl -X PUT --data-binary @film.mp4 'http://h/objects/films/2026/film.mp4'",
  );
  t.equal(of('tusDelete'), "curl -X DELETE -H 'Tus-Resumable: 1.0.0' 'http://h/uploads/ID'");
});

t.test('curlOf() has a place for credentials where some are wanted', async (t) => {
  const all = curlsOf({ basic: true, jwt: true, links: true, operatorToken: true });
  t.equal(all('watch'), "curl -u NAME 'http://h/watch?v=…'");
  t.match(all('sign'), "curl -X POST -u NAME -H 'Content-Type: application/json' -d");
  t.equal(all('metrics'), "curl -H 'Authorization: Bearer TOKEN' 'http://h/metrics'");
  t.equal(all('healthz'), "curl 'http://h/healthz'");
  t.equal(
    curlsOf({ jwt: true })('watch'),
    "curl -H 'Authorization: Bearer TOKEN' 'http://h/watch?v=…'",
  );
  t.equal(curlsOf({ links: true })('watch'), "curl 'http://h/watch?v=…&expires=…&kid=…&token=…'");
});
