/** Purges while something runs: nobody new gets what was there before, and nobody else notices. */
import t, { type Test } from 'tap';
import { type GatedOrigin, openGatedOrigin } from '../fixtures/gated-origin.ts';
import { startGateway } from '../fixtures/gateway.ts';

const OLD = Buffer.alloc(600_000, 'old ');
const NEW = Buffer.alloc(600_000, 'new ');
const asOld = { etag: '"old"' };
const asNew = { etag: '"new"' };

async function setUp(t: Test) {
  const origin: GatedOrigin = await openGatedOrigin();
  const gateway = await startGateway({
    AWS_ENDPOINT_URL_S3: origin.endpoint,
    FIRSTBYTE_OBJECT_TTL_MS: '600000',
  });
  // It looks whether the storage is there.
  (await origin.next()).refuse(403, 'AccessDenied');
  t.teardown(async () => {
    await gateway.close();
    await origin.close();
  });
  return {
    origin,
    ask: (key: string, method = 'GET') =>
      fetch(`${gateway.url}/objects/films/${key}`, {
        method,
        headers: { range: 'bytes=0-599999' },
      }),
    async purge(query: string) {
      const answer = await fetch(`${gateway.url}/cache${query}`, { method: 'DELETE' });
      t.equal(answer.status, 200);
    },
  };
}
const bytes = async (answer: Response | Promise<Response>): Promise<Buffer> =>
  Buffer.from(await (await answer).arrayBuffer());

for (const [what, key] of [
  ['an object', 'a.webm'],
  ['a film that is looked into', 'a.mp4'],
] as const) {
  t.test(`a purge keeps out what is in the air: ${what}`, async (t) => {
    for (const query of [
      `?bucket=films&key=${key}`,
      '?bucket=films&prefix=a',
      '?bucket=films',
      '',
    ]) {
      const { origin, ask, purge } = await setUp(t);
      const before = bytes(ask(key));
      const first = await origin.next();
      const others = key.endsWith('mp4') ? [await origin.next()] : [];
      await purge(query);
      const after = bytes(ask(key));
      const second = await origin.next();
      for (const request of [second, ...(key.endsWith('mp4') ? [await origin.next()] : [])]) {
        request.serve(NEW, asNew);
      }
      t.ok((await after).equals(NEW), `${query}: who comes after it`);
      for (const request of [first, ...others]) request.serve(OLD, asOld);
      t.ok((await before).equals(OLD), 'who came before it');
      const later = await ask(key);
      t.equal(later.headers.get('cache-status'), 'firstbyte; hit');
      t.ok((await bytes(later)).equals(NEW), 'nor does the answer of before come back');
    }
  });
}

t.test('a purge keeps out a check that is in the air', async (t) => {
  const { origin, ask, purge } = await setUp(t);
  const before = ask('a.webm', 'HEAD');
  const first = await origin.next();
  await purge('');
  const after = ask('a.webm', 'HEAD');
  (await origin.next()).answer(200, asNew);
  t.equal((await after).headers.get('etag'), '"new"');
  first.answer(200, asOld);
  t.equal((await before).headers.get('etag'), '"old"');
  t.equal((await ask('a.webm', 'HEAD')).headers.get('etag'), '"new"');
});

t.test('an answer that runs is unhurt by a purge', async (t) => {
  const { origin, ask, purge } = await setUp(t);
  const answer = ask('a.webm');
  const request = await origin.next();
  request.open(OLD.length, asOld);
  await request.write(OLD.subarray(0, 300_000));
  const body = (await answer).body?.getReader();
  const pieces = [(await body?.read())?.value ?? new Uint8Array()];
  await purge('');
  await purge('?bucket=films&key=a.webm');
  request.response.end(OLD.subarray(300_000));
  for (;;) {
    const { done, value } = (await body?.read()) ?? { done: true, value: undefined };
    if (done || value === undefined) break;
    pieces.push(value);
  }
  t.ok(Buffer.concat(pieces).equals(OLD));
});
