/** Objects come, change and go; and what an error looks like. */
import { createHash } from 'node:crypto';
import type { Test } from 'tap';
import { type Bench, listAll } from '../fixtures/s3-bench.ts';
import { errorCode } from '../fixtures/s3-client.ts';

export async function checksBodies(t: Test, { client, prefix, put }: Bench): Promise<void> {
  const key = `${prefix}checked`;
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const md5 = (text: string): string => createHash('md5').update(text).digest('base64');
  const table: readonly [headers: Record<string, string>, status: number, code: string][] = [
    [{ 'x-amz-content-sha256': sha256('other') }, 400, 'XAmzContentSHA256Mismatch'],
    [{ 'content-md5': md5('other') }, 400, 'BadDigest'],
    [{ 'content-md5': 'short' }, 400, 'InvalidDigest'],
  ];
  for (const [headers, status, code] of table) {
    const answer = await client.send('PUT', { key, body: 'body', headers });
    t.equal(answer.status, status, JSON.stringify(headers));
    t.equal(errorCode(answer), code, JSON.stringify(headers));
    t.equal((await client.send('HEAD', { key })).status, 404, 'nothing was stored');
  }
  await put(key, 'body', { headers: { 'x-amz-content-sha256': sha256('body') } });
  await put(key, 'body', { headers: { 'content-md5': md5('body') } });
  t.equal((await client.send('GET', { key })).body.toString(), 'body');
}

export async function overwrites(t: Test, { client, prefix, put }: Bench): Promise<void> {
  const key = `${prefix}overwritten`;
  const first = await put(key, 'one', { headers: { 'content-type': 'text/one' } });
  const second = await put(key, 'two');
  t.not(second, first, 'same length, another ETag');
  const answer = await client.send('GET', { key });
  t.equal(answer.body.toString(), 'two');
  t.equal(answer.headers.etag, second);
  t.not(answer.headers['content-type'], 'text/one', 'the type went with the old version');
  const old = await client.send('GET', { key, headers: { 'if-match': first } });
  t.equal(old.status, 412);
}

export async function uploadsInParts(t: Test, bench: Bench): Promise<void> {
  const { client, prefix, put } = bench;
  const key = `${prefix}parts/a b.mp4`;
  const headers = { 'content-type': 'video/mp4', 'x-amz-meta-a': 'b' };
  // S3 wants 5 MiB of every part but the last.
  const parts = [Buffer.alloc(5 * 1024 * 1024, 'a'), Buffer.from('the end')];
  const whole = Buffer.concat(parts);
  const plain = await put(key, whole);
  const created = await client.send('POST', { key, query: { uploads: '' }, headers, body: '' });
  t.equal(created.status, 200);
  const uploadId = /<UploadId>([^<]+)</.exec(created.body.toString())?.[1] ?? '';
  const etags: string[] = [];
  for (const [i, body] of parts.entries()) {
    const query = { partNumber: String(i + 1), uploadId };
    const answer = await client.send('PUT', { key, query, body });
    t.equal(answer.status, 200);
    etags.push(String(answer.headers.etag));
  }
  t.equal((await client.send('HEAD', { key })).headers.etag, plain, 'not visible yet');
  const listed = await client.send('GET', { key, query: { uploadId } });
  t.match(listed.body.toString(), /<PartNumber>2<\/PartNumber>/);
  const list = (entries: readonly (readonly [number, string])[]): string =>
    `<CompleteMultipartUpload>${entries
      .map(([n, tag]) => `<Part><PartNumber>${n}</PartNumber><ETag>${tag}</ETag></Part>`)
      .join('')}</CompleteMultipartUpload>`;
  const [one = '', two = ''] = etags;
  const complete = (body: string) => client.send('POST', { key, query: { uploadId }, body });
  for (const [body, code] of [
    [
      list([
        [1, one],
        [2, one],
      ]),
      'InvalidPart',
    ],
    [
      list([
        [1, one],
        [3, two],
      ]),
      'InvalidPart',
    ],
    ['<nonsense', 'MalformedXML'],
  ] as const) {
    const answer = await complete(body);
    t.equal(answer.status, 400, body);
    t.equal(errorCode(answer), code, body);
  }
  const done = await complete(
    list([
      [1, one],
      [2, two.replaceAll('"', '&quot;')],
    ]),
  );
  t.equal(done.status, 200);
  const answer = await client.send('GET', { key });
  t.ok(answer.body.equals(whole));
  t.match(answer.headers, headers);
  t.not(answer.headers.etag, plain);
  const border = { range: 'bytes=5242870-5242884' };
  t.equal((await client.send('GET', { key, headers: border })).body.toString(), 'aaaaaaaaaathe e');
  const late = await client.send('PUT', { key, query: { partNumber: '3', uploadId }, body: 'x' });
  t.equal(errorCode(late), 'NoSuchUpload');
  t.equal(late.status, 404);

  t.strictSame((await listAll(bench, { prefix: `${prefix}parts/` })).keys, [key]);
}

export async function abortsUploads(t: Test, bench: Bench): Promise<void> {
  const { client, prefix } = bench;
  const key = `${prefix}aborted`;
  const created = await client.send('POST', { key, query: { uploads: '' }, body: '' });
  const uploadId = /<UploadId>([^<]+)</.exec(created.body.toString())?.[1] ?? '';
  await client.send('PUT', { key, query: { partNumber: '1', uploadId }, body: 'x' });
  t.strictSame((await listAll(bench, { prefix })).keys, [], 'an unfinished one is not listed');
  t.equal((await client.send('DELETE', { key, query: { uploadId } })).status, 204);
  t.equal((await client.send('DELETE', { key, query: { uploadId } })).status, 404);
  t.equal((await client.send('GET', { key })).status, 404);
}

export async function deletes(t: Test, bench: Bench): Promise<void> {
  const { client, prefix, put } = bench;
  const key = `${prefix}deleted/deep/er.mp4`;
  await put(key, 'x');
  t.equal((await client.send('DELETE', { key })).status, 204);
  t.equal((await client.send('GET', { key })).status, 404);
  t.equal((await client.send('DELETE', { key })).status, 204);
  const left = await listAll(bench, { prefix: `${prefix}deleted`, delimiter: '/' });
  t.strictSame([left.keys, left.prefixes], [[], []], 'no folder stays behind');
  await put(`${prefix}deleted`, 'the name is free for an object');
}

export async function refuses(t: Test, { client, prefix }: Bench): Promise<void> {
  const missing = await client.send('GET', { key: `${prefix}no-such` });
  t.equal(missing.status, 404);
  t.equal(missing.headers['content-type'], 'application/xml');
  t.match(missing.body.toString(), /^<\?xml .*<Error><Code>NoSuchKey<\/Code>/s);
  t.match(missing.body.toString(), /<RequestId>[^<]+<\/RequestId>/);
  const head = await client.send('HEAD', { key: `${prefix}no-such` });
  t.match(head, { status: 404, body: Buffer.alloc(0) });
  const bucket = await client.send('GET', { bucket: 'no-such-bucket', key: 'x' });
  t.equal(bucket.status, 404);
  t.equal(errorCode(bucket), 'NoSuchBucket');
  t.equal(
    (await client.send('PUT', { bucket: 'no-such-bucket', key: 'x', body: 'x' })).status,
    404,
  );
}
