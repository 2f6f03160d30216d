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
