import t from 'tap';
import { objectReads, TOKEN_PATH, WATCH } from '../../src/api/objects.ts';
import { READ, READ_BEHIND_TOKEN } from '../../src/api/security.ts';

t.test('objectReads() describes GET and HEAD, which has no ranges and no bytes', async (t) => {
  for (const paths of [
    WATCH,
    objectReads('get', READ),
    objectReads('token', READ_BEHIND_TOKEN, [TOKEN_PATH]),
  ]) {
    t.match(paths, {
      get: { responses: { 200: { content: {} }, 206: {}, 304: {}, 412: {}, 416: {} } },
      head: { responses: { 200: {}, 304: {}, 412: {} } },
    });
    const { head } = paths as unknown as { head: { responses: Record<string, object> } };
    t.notOk('206' in head.responses || '416' in head.responses);
    t.notOk('content' in (head.responses['200'] ?? {}));
  }
});
