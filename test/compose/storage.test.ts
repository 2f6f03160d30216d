import { join } from 'node:path';
import t from 'tap';
import { createStorage } from '../../src/compose/storage.ts';
import { createLog } from '../../src/observe/log.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { createTraces } from '../../src/observe/traces.ts';
import { startStore } from '../../src/store/store.ts';
import { CREDENTIALS } from '../fixtures/folder-store.ts';
import { loadWith } from '../fixtures/load-with.ts';

const setUp = async (file: unknown, sampleDir = '/nonexistent') => {
  const loaded = loadWith({ file });
  if (loaded.kind !== 'config') throw new Error(JSON.stringify(loaded));
  const lines: Record<string, unknown>[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(JSON.parse(line)) });
  const metrics = createMetrics({ version: '0', node: 'v0' });
  const storage = await createStorage({
    config: loaded.config,
    log,
    metrics,
    traces: createTraces('0'),
    sampleDir,
  });
  return { storage, lines };
};
const someone = () => new AbortController().signal;

t.test('createStorage() starts a store of its own when there is no other', async (t) => {
  const mediaDir = t.testdir({ films: { 'a.mp4': 'abc' } });
  const { storage, lines } = await setUp({}, mediaDir);
  t.match(await storage.origin.listBuckets(someone()), [{ name: 'films' }]);
  t.match(lines, [{ mediaDir, msg: /embedded store started/ }]);
  await storage.close();
  await t.rejects(storage.origin.listBuckets(someone()), { code: 'shutting_down' });
});

t.test('createStorage() reaches each bucket in its own account, by its own name', async (t) => {
  // One folder: a second testdir would take the place of the first.
  const folder = t.testdir({
    here: { films: { 'a.mp4': 'here' } },
    there: { films: { x: { 'b.mp4': 'there' }, 'c.mp4': 'no' } },
  });
  const other = { accessKeyId: 'OTHER', secretAccessKey: 'another-secret-of-the-test' };
  const here = await startStore({ mediaDir: join(folder, 'here'), credentials: CREDENTIALS });
  const there = await startStore({ mediaDir: join(folder, 'there'), credentials: other });
  t.teardown(() => Promise.all([here.close(), there.close()]));
  const { storage, lines } = await setUp({
    endpoint_url: here.endpoint,
    access_key: 'AKIDEXAMPLE',
    secret_key: 'a-secret-of-the-test',
    buckets: [
      'films',
      {
        ...{ name: 'other', bucket: 'films', prefix: 'x/', endpoint_url: there.endpoint },
        ...{ access_key: 'OTHER', secret_key: 'another-secret-of-the-test' },
      },
    ],
  });
  const size = async (bucket: string, key: string) =>
    (await storage.origin.head({ bucket, key }, someone())).size;
  t.equal(await size('films', 'a.mp4'), 4);
  t.equal(await size('other', 'x/b.mp4'), 5);
  await t.rejects(size('other', 'c.mp4'), { code: 'object_not_found' });
  await t.rejects(size('films', 'x/b.mp4'), { code: 'object_not_found' });
  t.ok(lines.length >= 2 && lines.every(({ msg }) => msg === 'origin request'));
  t.notOk(lines.some((line) => JSON.stringify(line).includes('secret-of')));
  await storage.close();
});
