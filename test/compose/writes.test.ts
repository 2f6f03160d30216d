import t from 'tap';
import { createWrites } from '../../src/compose/writes.ts';
import type { S3Origin } from '../../src/origin/s3-origin.ts';
import { openDoors } from '../fixtures/doors.ts';
import { loadWith } from '../fixtures/load-with.ts';

const setUp = (file: unknown) => {
  const loaded = loadWith({ file });
  if (loaded.kind !== 'config') throw new Error(JSON.stringify(loaded));
  // Nothing is asked of it before a request comes.
  const origin = {} as S3Origin;
  const { config } = loaded;
  const writes = createWrites({ config, origin, auth: openDoors, forget: () => {} });
  t.teardown(() => writes.close());
  return writes.routes.map(({ path, methods }) => `${methods.join()} ${path}`).sort();
};

t.test('createWrites() offers what changes objects, where uploads are on', async (t) => {
  t.strictSame(setUp({ uploads: false }), []);
  t.strictSame(
    setUp({ uploads: true }).filter((one) => !one.includes('/uploads')),
    ['DELETE /objects/*', 'POST /create_bucket', 'POST /files_upload', 'PUT /objects/*'],
  );
  t.ok(
    setUp({}).some((one) => one.includes('/uploads')),
    'as with the embedded store',
  );
});
