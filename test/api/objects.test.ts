import t from 'tap';
import { objectReads, TOKEN_PATH, WATCH } from '../../src/api/objects.ts';
import { READ, READ_BEHIND_TOKEN } from '../../src/api/security.ts';

t.test(
  'objectReads() describes GET, with ranges, preconditions and what players say',
  async (t) => {
    for (const { get } of [
      WATCH,
      objectReads('get', READ),
      objectReads('token', READ_BEHIND_TOKEN, [TOKEN_PATH]),
    ]) {
      t.match(get, {
        responses: { 200: { content: {} }, 206: {}, 304: {}, 412: {}, 416: {} },
      });
      const names = get?.parameters?.map(({ name }) => name);
      for (const name of ['Request', 'Object', 'Session', 'Status']) {
        t.ok(names?.includes(`CMCD-${name}`), name);
      }
      t.ok(names?.includes('CMCD') && names.includes('If-Range'));
    }
  },
);
