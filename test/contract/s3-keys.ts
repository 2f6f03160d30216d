import type { Test } from 'tap';
import { type Bench, byBytes, listAll } from '../fixtures/s3-bench.ts';
import { errorCode } from '../fixtures/s3-client.ts';

export async function roundTrips(t: Test, bench: Bench): Promise<void> {
  const { client, prefix, put } = bench;
  const names = [
    'plain.mp4',
    'a b.mp4',
    'a+b.mp4',
    'per%cent%20.mp4',
    `"double" and 'single'.mp4`,
    'a&b=c;d.mp4',
    'a#b?c.mp4',
    '<tag>.mp4',
    'a\\b|c^d`e.mp4',
    '~*()!@$,:.mp4',
    '[a]{b}.mp4',
    'caf\u00e9.mp4',
    'cafe\u0301.mp4',
    '日本語.mp4',
    '🎬 \u{1f3ac}.mp4',
    'line\nbreak\ttab.mp4',
    'a//b.mp4',
    'c///d.mp4',
    'slash/',
    'two//',
    'tilde/~',
    '~/~~/x',
    '.fb-end',
    '.fb-name-x/.fb-more-y/.fb-last-z',
    '.hidden/.DS_Store',
    `${'x'.repeat(300)}/${'é'.repeat(140)}`,
  ];
  const keys = names.map((name) => `${prefix}keys/${name}`);
  keys.push(prefix + 'k'.repeat(1024 - prefix.length));
  const outside = `/${prefix}leading.mp4`;
  for (const key of [...keys, outside]) {
    const body = `bytes of ${key}`;
    await put(key, body);
    const says = JSON.stringify(key);
    t.equal((await client.send('GET', { key })).body.toString(), body, says);
    t.equal((await client.send('GET', { key, presignSeconds: 60 })).body.toString(), body, says);
    const head = await client.send('HEAD', { key });
    t.equal(head.headers['content-length'], String(Buffer.byteLength(body)), says);
  }
  const listed = await listAll(bench, { prefix });
  t.strictSame(listed.keys, [...keys].sort(byBytes), 'listed as stored, in byte order');
  t.strictSame((await listAll(bench, { prefix: `/${prefix}` })).keys, [outside]);
}

export async function refusesKeys(
  t: Test,
  { client, prefix, put, expected }: Bench,
): Promise<void> {
  const long = await client.send('PUT', { key: 'k'.repeat(1025), body: 'x' });
  t.equal(long.status, 400);
  t.equal(errorCode(long), expected({ embedded: 'KeyTooLongError', real: 'InvalidObjectName' }));
  for (const key of [`${prefix}dot/./x`, `${prefix}dot/../up`, '..', '../../etc/passwd']) {
    const answer = await client.send('PUT', { key, body: 'x' });
    t.equal(answer.status, expected({ embedded: 400, real: 200 }), key);
    const read = await client.send('GET', { key });
    t.equal(read.status, expected({ embedded: 404, real: 200 }), `${key} reads as missing`);
    if (answer.status === 200) await client.send('DELETE', { key });
  }
  await put(`${prefix}a`, 'x');
  const under = await client.send('PUT', { key: `${prefix}a/b`, body: 'x' });
  t.equal(under.status, expected({ embedded: 409, real: 200 }), 'a folder is not a key space');
  await client.send('DELETE', { key: `${prefix}a/b` });
  await put(`${prefix}deep/er`, 'x');
  const above = await client.send('PUT', { key: `${prefix}deep`, body: 'x' });
  t.equal(above.status, expected({ embedded: 409, real: 200 }));
  await client.send('DELETE', { key: `${prefix}deep` });
  t.equal((await client.send('GET', { key: `${prefix}deep/er` })).status, 200);
}
