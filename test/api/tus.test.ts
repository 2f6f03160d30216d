import t from 'tap';
import { TUS_PATHS } from '../../src/api/tus.ts';

t.test(
  'TUS_PATHS describes the protocol, with the version on every request but OPTIONS',
  async (t) => {
    for (const [path, methods] of Object.entries(TUS_PATHS)) {
      for (const [method, operation] of Object.entries(methods as object)) {
        const said = JSON.stringify(operation.parameters ?? []).includes('Tus-Resumable');
        t.equal(said, method !== 'options', `${method} ${path}`);
        t.match(JSON.stringify(operation.responses), /Tus-Resumable/);
      }
    }
  },
);

t.test('HEAD of an upload promises only what it can answer', async (t) => {
  const statuses = Object.keys(TUS_PATHS['/uploads/{id}']?.head?.responses ?? {});
  for (const status of ['413', '415']) t.notOk(statuses.includes(status), status);
  t.ok(statuses.includes('507'), 'what is all here is tried again');
  const names = TUS_PATHS['/uploads']?.post?.parameters?.map(({ name }) => name);
  t.notOk(names?.includes('X-HTTP-Method-Override'));
});
