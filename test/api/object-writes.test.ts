import t from 'tap';
import { objectWrites } from '../../src/api/object-writes.ts';
import { WRITE } from '../../src/api/security.ts';

t.test('objectWrites() describes PUT and DELETE, with their preconditions', async (t) => {
  const paths = objectWrites('object', WRITE);
  t.match(paths, {
    put: { operationId: 'objectPut', responses: { 201: {}, 204: {}, 403: {}, 412: {}, 507: {} } },
    delete: { operationId: 'objectDelete', responses: { 204: {}, 404: {}, 412: {} } },
  });
  t.match(JSON.stringify(paths), /If-None-Match/);
});
