import t from 'tap';
import type { ObjectRef } from '../../src/object/origin.ts';
import { accountWrites } from '../../src/origin/account-writes.ts';
import { createWriterDouble } from '../fixtures/writer-calls.ts';

const { signal } = new AbortController();
const plain = { signal, contentType: 'video/mp4' };
const part = { number: 1, size: 1, etag: '"e"' };

function setUp() {
  const { writer, calls } = createWriterDouble();
  const writes = accountWrites(({ bucket, key }) => {
    if (bucket !== 'films') throw new Error('not served');
    return { writer, stored: { bucket: 'archive', key }, prefix: '2026/' };
  });
  const all = (ref: ObjectRef): [name: string, write: () => Promise<unknown>][] => [
    ['put', () => writes.put(ref, Buffer.from('x'), plain)],
    ['begin', () => writes.begin(ref, plain)],
    ['putPart', () => writes.putPart(ref, 'id', 1, Buffer.from('x'), signal)],
    ['listParts', () => writes.listParts(ref, 'id', signal)],
    ['complete', () => writes.complete(ref, 'id', [part], { signal })],
    ['abort', () => writes.abort(ref, 'id', signal)],
    ['remove', () => writes.remove(ref, signal)],
  ];
  return { writes, calls, all };
}

t.test('accountWrites() writes under the name of the store', async (t) => {
  const { calls, all } = setUp();
  for (const [name, write] of all({ bucket: 'films', key: '2026/a.mp4' })) {
    await write();
    t.strictSame(calls.at(-1), [name, { bucket: 'archive', key: '2026/a.mp4' }]);
  }
});

t.test('accountWrites() refuses what is not served before any store is asked', async (t) => {
  const { calls, all, writes } = setUp();
  for (const key of ['2025/a.mp4', '2026', '2026/../a.mp4', '']) {
    for (const [name, write] of all({ bucket: 'films', key })) {
      await t.rejects(write(), { code: 'bucket_not_allowed' }, `${name} ${key}`);
    }
  }
  for (const [name, write] of all({ bucket: 'other', key: '2026/a.mp4' })) {
    await t.rejects(write(), { message: 'not served' }, name);
  }
  await t.rejects(writes.createBucket('new', signal), { code: 'bucket_not_allowed' });
  t.strictSame(calls, []);
});
