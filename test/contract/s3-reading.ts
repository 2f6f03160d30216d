import type { Test } from 'tap';
import { type Bench, BYTES, type PerStore } from '../fixtures/s3-bench.ts';
import { errorCode } from '../fixtures/s3-client.ts';

export async function describes(t: Test, { client, prefix, put, expected }: Bench): Promise<void> {
  const key = `${prefix}described.mp4`;
  const etag = await put(key, BYTES, {
    headers: {
      'content-type': 'video/mp4',
      'cache-control': 'max-age=60',
      'content-disposition': 'inline; filename="a.mp4"',
      'content-language': 'en',
      'x-amz-meta-title': 'A film',
    },
  });
  for (const method of ['GET', 'HEAD']) {
    const { status, headers, body } = await client.send(method, { key });
    t.equal(status, 200);
    t.match(headers, {
      etag,
      'accept-ranges': 'bytes',
      'content-type': 'video/mp4',
      'content-length': '100000',
      'cache-control': 'max-age=60',
      'content-disposition': 'inline; filename="a.mp4"',
      'content-language': 'en',
      'x-amz-meta-title': 'A film',
      'x-amz-request-id': /./,
    });
    t.ok(Math.abs(Date.parse(String(headers['last-modified'])) - Date.now()) < 60_000);
    t.ok(body.equals(method === 'GET' ? BYTES : Buffer.alloc(0)));
  }
  t.match(etag, /^"[^"]+"$/, 'strong and quoted');
  const override = { 'response-content-type': 'text/plain' };
  t.equal(
    (await client.send('GET', { key, query: override })).headers['content-type'],
    'text/plain',
  );
  await put(`${prefix}untyped.mp4`, 'x');
  t.equal(
    (await client.send('HEAD', { key: `${prefix}untyped.mp4` })).headers['content-type'],
    expected({ embedded: 'video/mp4', real: 'binary/octet-stream' }),
  );
}

export async function selects(t: Test, { client, prefix, put, expected }: Bench): Promise<void> {
  const key = `${prefix}ranged`;
  await put(key, BYTES);
  const whole = [0, 100_000] as const;
  type Outcome = readonly [start: number, end: number] | 416 | 200;
  const table: readonly [range: string, embedded: Outcome, real?: Outcome][] = [
    ['bytes=0-0', [0, 1]],
    ['bytes=10-19', [10, 20]],
    ['bytes=99990-', [99_990, 100_000]],
    ['bytes=99999-200000', [99_999, 100_000]],
    ['bytes=0-99999', whole],
    ['bytes=0-', whole],
    ['bytes=-1', [99_999, 100_000]],
    ['bytes=-100', [99_900, 100_000]],
    ['bytes=-200000', whole],
    ['bytes=0-18446744073709551616', whole],
    ['BYTES=1-2', [1, 3]],
    ['bytes= 1-2', [1, 3]],
    ['bytes=100000-', 416],
    ['bytes=100000-100010', 416],
    ['bytes=200000-', 416],
    ['bytes=-0', 416, whole],
    ['bytes=20-10', 200, 416],
    ['bytes=abc', 200, 416],
    ['bytes=1-2,5-6', 200, [1, 3]],
    ['bytes 1-2', 200],
    ['items=1-2', 200],
  ];
  for (const [range, embedded, real = embedded] of table) {
    for (const method of ['GET', 'HEAD']) {
      const answer = await client.send(method, { key, headers: { range } });
      const wanted = expected({ embedded: 'embedded', real: 'real' }) === 'real' ? real : embedded;
      const says = `${method} ${range}`;
      if (wanted === 416) {
        t.equal(answer.status, 416, says);
        if (method === 'GET') t.equal(errorCode(answer), 'InvalidRange', says);
        continue;
      }
      const [start, end] = wanted === 200 ? whole : wanted;
      t.equal(answer.status, wanted === 200 ? 200 : 206, says);
      t.equal(answer.headers['content-length'], String(end - start), says);
      if (wanted !== 200) {
        t.equal(answer.headers['content-range'], `bytes ${start}-${end - 1}/100000`, says);
      }
      if (method === 'GET') t.ok(answer.body.equals(BYTES.subarray(start, end)), says);
    }
  }
  const empty = `${prefix}empty`;
  await put(empty, '');
  t.match(await client.send('GET', { key: empty }), {
    status: 200,
    headers: { 'content-length': '0' },
  });
  for (const range of ['bytes=0-', 'bytes=0-0', 'bytes=-5']) {
    t.equal((await client.send('GET', { key: empty, headers: { range } })).status, 416, range);
  }
}

export async function judges(t: Test, { client, prefix, put, expected }: Bench): Promise<void> {
  const key = `${prefix}judged`;
  const etag = await put(key, BYTES);
  const bare = etag.slice(1, -1);
  const modified = String((await client.send('HEAD', { key })).headers['last-modified']);
  const past = 'Sat, 01 Jan 2000 00:00:00 GMT';
  const future = new Date(Date.now() + 3_600_000).toUTCString();
  const table: readonly [headers: Record<string, string>, status: PerStore<number>][] = [
    [{ 'if-match': etag }, 200],
    [{ 'if-match': bare }, 200],
    [{ 'if-match': '"other"' }, 412],
    [{ 'if-match': '*' }, { embedded: 200, real: 412 }],
    [{ 'if-match': `"other", ${etag}` }, { embedded: 200, real: 412 }],
    [{ 'if-match': `W/${etag}` }, 412],
    [{ 'if-match': '"other"', range: 'bytes=200000-' }, 412],
    [{ 'if-match': etag, range: 'bytes=0-1' }, 206],
    [{ 'if-none-match': etag }, 304],
    [{ 'if-none-match': bare }, 304],
    [{ 'if-none-match': '"other"' }, 200],
    [{ 'if-none-match': `W/${etag}` }, { embedded: 304, real: 200 }],
    [{ 'if-none-match': '*' }, { embedded: 304, real: 200 }],
    [{ 'if-none-match': etag, range: 'bytes=0-1' }, 304],
    [{ 'if-modified-since': modified }, 304],
    [{ 'if-modified-since': past }, 200],
    [{ 'if-modified-since': future }, 304],
    [{ 'if-modified-since': future, 'if-none-match': '"other"' }, 200],
    [{ 'if-unmodified-since': past }, 412],
    [{ 'if-unmodified-since': future }, 200],
    [{ 'if-unmodified-since': past, 'if-match': etag }, 200],
  ];
  for (const [headers, status] of table) {
    for (const method of ['GET', 'HEAD']) {
      const answer = await client.send(method, { key, headers });
      const says = `${method} ${JSON.stringify(headers)}`;
      t.equal(answer.status, expected(status), says);
      if (answer.status === 304) t.equal(answer.body.length, 0, says);
      if (answer.status === 412 && method === 'GET') {
        t.equal(errorCode(answer), 'PreconditionFailed', says);
      }
    }
  }
  const missing = { key: `${prefix}no-such`, headers: { 'if-match': etag } };
  t.equal((await client.send('GET', missing)).status, 404, 'existence is judged first');
  const onlyNew = { headers: { 'if-none-match': '*' }, body: 'y' };
  t.equal((await client.send('PUT', { ...onlyNew, key })).status, 412);
  t.equal((await client.send('GET', { key })).body.length, BYTES.length, 'and nothing was stored');
  await put(`${prefix}new`, 'y', { headers: { 'if-none-match': '*' } });
}
