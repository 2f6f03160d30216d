import { createHash, createHmac } from 'node:crypto';
import t from 'tap';
import { createAddressing } from '../../src/origin/address.ts';
import { createSigner, type Signable } from '../../src/origin/signer.ts';

const REGION = 'eu-west-1';
const PAIR = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const DATE = new Date('2026-11-22T10:57:50.177Z');
const { object, bucket } = createAddressing({
  endpointUrl: 'http://127.0.0.1:9000',
  region: REGION,
  forcePathStyle: true,
});
const sign = createSigner(REGION);

/** SigV4 as the S3 reference tells it, over what would be on the wire. */
function verify(
  method: string,
  path: string,
  query: string,
  headers: Record<string, string>,
): boolean {
  const authorization = headers.authorization ?? '';
  const [, id, scope, names = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? [];
  const lines = names.split(';').map((name) => `${name}:${headers[name]}\n`);
  const canonical = [
    method,
    path,
    query,
    lines.join(''),
    names,
    headers['x-amz-content-sha256'],
  ].join('\n');
  const text = [
    'AWS4-HMAC-SHA256',
    headers['x-amz-date'],
    scope,
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n');
  const hmac = (key: string | Buffer, data: string) =>
    createHmac('sha256', key).update(data).digest();
  const key = ['20261122', REGION, 's3', 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${PAIR.secretAccessKey}`,
  );
  return (
    id === PAIR.accessKeyId &&
    scope === `20261122/${REGION}/s3/aws4_request` &&
    hmac(key, text).toString('hex') === signature
  );
}

t.test('createSigner() signs what node:crypto verifies, whatever the key', async (t) => {
  const keys = [
    'plain.mp4',
    'a b+c%20&=;#?.mp4',
    'a//b',
    '/leading',
    'trailing/',
    'dot/./x',
    'dot/../x',
    `quote'"()!*~`,
    'é\u{1F3AC}',
    '\u0001\n',
    'x'.repeat(1024),
  ];
  for (const key of keys) {
    const address = object({ bucket: 'films', key });
    const headers = await sign({ method: 'GET', address }, PAIR, DATE);
    t.ok(verify('GET', address.path, '', headers), JSON.stringify(key));
  }
});

t.test('createSigner() signs the query that is on the wire, sorted', async (t) => {
  const query = { prefix: "a b+/'*é", 'list-type': '2', 'continuation-token': '' };
  const headers = await sign({ method: 'GET', address: bucket('films'), query }, PAIR, DATE);
  const wire = 'continuation-token=&list-type=2&prefix=a%20b%2B%2F%27%2A%C3%A9';
  t.ok(verify('GET', '/films', wire, headers));
});

t.test('createSigner() signs host and x-amz-* and nothing else', async (t) => {
  const request: Signable = { method: 'HEAD', address: object({ bucket: 'films', key: 'x' }) };
  const plain = await sign(request, PAIR, DATE);
  t.same(Object.keys(plain).sort(), [
    'authorization',
    'host',
    'x-amz-content-sha256',
    'x-amz-date',
  ]);
  t.match(plain.authorization, /SignedHeaders=host;x-amz-content-sha256;x-amz-date,/);
  t.match(plain, { host: '127.0.0.1:9000', 'x-amz-date': '20261122T105750Z' });

  const token = await sign(request, { ...PAIR, sessionToken: 'a/session+token==' }, DATE);
  t.equal(token['x-amz-security-token'], 'a/session+token==');
  t.ok(verify('HEAD', '/films/x', '', token));

  const signedHeaders = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
  const unsigned = await sign({ ...request, method: 'PUT', signedHeaders }, PAIR, DATE);
  t.equal(unsigned['x-amz-content-sha256'], 'UNSIGNED-PAYLOAD');
  t.ok(verify('PUT', '/films/x', '', unsigned));
});
