import fc from 'fast-check';
import t from 'tap';
import type { SignedRequest } from '../../src/store/claim.ts';
import { encodeRfc3986, verify } from '../../src/store/verify.ts';
import { encodeKey } from '../fixtures/s3-client.ts';
import { presignQuery, signHeaders } from '../fixtures/sigv4.ts';

/** The examples of AWS's "Authenticating Requests: Using the Authorization Header". */
const AWS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const NOW = Date.UTC(2013, 4, 24);
const HOST = 'examplebucket.s3.amazonaws.com';
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function example(
  method: string,
  path: string,
  query: [string, string][],
  headers: Record<string, string>,
  signature: string,
): SignedRequest {
  const all = { host: HOST, 'x-amz-content-sha256': EMPTY, 'x-amz-date': '20130524T000000Z' };
  const names = Object.keys({ ...all, ...headers }).sort();
  const authorization = `AWS4-HMAC-SHA256 Credential=${AWS.accessKeyId}/20130524/us-east-1/s3/aws4_request,SignedHeaders=${names.join(';')},Signature=${signature}`;
  const entries = Object.entries({ ...all, ...headers, authorization });
  return { method, path, query, headers: new Map(entries) };
}

t.test('verify() accepts the published examples of AWS', async (t) => {
  const put = '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072';
  const examples: readonly [request: SignedRequest, body: string][] = [
    [
      example(
        'GET',
        '/test.txt',
        [],
        { range: 'bytes=0-9' },
        'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
      ),
      EMPTY,
    ],
    [
      example(
        'PUT',
        '/test$file.text',
        [],
        {
          date: 'Fri, 24 May 2013 00:00:00 GMT',
          'x-amz-storage-class': 'REDUCED_REDUNDANCY',
          'x-amz-content-sha256': put,
        },
        '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
      ),
      put,
    ],
    [
      example(
        'GET',
        '/',
        [['lifecycle', '']],
        {},
        'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
      ),
      EMPTY,
    ],
    [
      example(
        'GET',
        '/',
        [
          ['prefix', 'J'],
          ['max-keys', '2'],
        ],
        {},
        '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
      ),
      EMPTY,
    ],
  ];
  for (const [request, body] of examples) {
    t.equal(verify(request, AWS, NOW), body);
    const spoilt = { ...request, path: `${request.path}x` };
    t.throws(() => verify(spoilt, AWS, NOW), { code: 'SignatureDoesNotMatch' });
  }
});

t.test('verify() accepts the published presigned URL of AWS for as long as it says', async (t) => {
  const request: SignedRequest = {
    method: 'GET',
    path: '/test.txt',
    query: [
      ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
      ['X-Amz-Credential', `${AWS.accessKeyId}/20130524/us-east-1/s3/aws4_request`],
      ['X-Amz-Date', '20130524T000000Z'],
      ['X-Amz-Expires', '86400'],
      ['X-Amz-SignedHeaders', 'host'],
      ['X-Amz-Signature', 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404'],
    ],
    headers: new Map([['host', HOST]]),
  };
  const day = 86_400_000;
  t.equal(verify(request, AWS, NOW), undefined, 'the body is not signed');
  t.equal(verify(request, AWS, NOW + day), undefined);
  t.throws(() => verify(request, AWS, NOW + day + 1), { code: 'AccessDenied' });
  t.equal(verify(request, AWS, NOW - 900_000), undefined);
  t.throws(() => verify(request, AWS, NOW - 900_001), { code: 'AccessDenied' });
});

t.test('verify() agrees with the signer of the AWS SDK, and with no change after it', async (t) => {
  const signing = { ...AWS, region: 'eu-west-1' };
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  const query = fc.dictionary(
    // The SDK builds its query in a plain object, which cannot hold `__proto__`.
    text.filter((name) => name !== '' && name !== '__proto__' && !/^x-amz-/i.test(name)),
    text,
  );
  await fc.assert(
    fc.asyncProperty(text, query, fc.boolean(), async (key, query, presigned) => {
      const path = `/films/${key}`;
      const unsigned = {
        method: 'GET',
        path: encodeKey(path),
        query,
        headers: { host: 'h:1', 'x-amz-meta-a': ' two  words ' },
      };
      const wire = presigned
        ? {
            query: await presignQuery(
              { ...unsigned, headers: { host: 'h:1' } },
              signing,
              new Date(NOW),
              60,
            ),
            headers: { host: 'h:1' },
          }
        : { query, headers: await signHeaders(unsigned, signing, new Date(NOW)) };
      const request: SignedRequest = {
        method: 'GET',
        path,
        query: Object.entries(wire.query),
        headers: new Map(Object.entries(wire.headers)),
      };
      const refused = (change: Partial<SignedRequest>): boolean => {
        try {
          verify({ ...request, ...change }, AWS, NOW);
          return false;
        } catch {
          return true;
        }
      };
      return (
        verify(request, AWS, NOW) === undefined &&
        refused({ method: 'PUT' }) &&
        refused({ path: `${path}/` }) &&
        refused({ query: [...request.query, ['x', '']] }) &&
        refused({ headers: new Map([...request.headers, ['host', 'other']]) }) &&
        refused({ headers: new Map([...request.headers, ['x-amz-added', '1']]) })
      );
    }),
    { numRuns: 300 },
  );
  t.pass();
});

t.test('verify() bounds the skew of clocks at 15 minutes', async (t) => {
  const signature = 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41';
  const request = example('GET', '/test.txt', [], { range: 'bytes=0-9' }, signature);
  for (const skew of [900_000, -900_000]) t.equal(verify(request, AWS, NOW + skew), EMPTY);
  for (const skew of [900_001, -900_001]) {
    t.throws(() => verify(request, AWS, NOW + skew), { code: 'RequestTimeTooSkewed' });
  }
});

t.test('verify() says what is wrong', async (t) => {
  const signed = async (headers: Record<string, string>, signing = {}): Promise<SignedRequest> => {
    const unsigned = { method: 'GET', path: '/f', query: {}, headers: { host: 'h', ...headers } };
    const all = await signHeaders(unsigned, { ...AWS, region: 'r', ...signing }, new Date(NOW));
    return { method: 'GET', path: '/f', query: [], headers: new Map(Object.entries(all)) };
  };
  const hash = 'x-amz-content-sha256';
  const table: readonly [request: SignedRequest, code: string][] = [
    [await signed({}, { accessKeyId: 'NOBODY' }), 'InvalidAccessKeyId'],
    [await signed({}, { secretAccessKey: 'x' }), 'SignatureDoesNotMatch'],
    [await signed({ [hash]: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' }), 'NotImplemented'],
    [await signed({ [hash]: 'nonsense' }), 'InvalidArgument'],
  ];
  for (const [request, code] of table) t.throws(() => verify(request, AWS, NOW), { code }, code);
  const unhosted = example('GET', '/', [], {}, 'x');
  const authorization = String(unhosted.headers.get('authorization')).replace('host;', '');
  const headers = new Map([...unhosted.headers, ['authorization', authorization]]);
  t.throws(() => verify({ ...unhosted, headers }, AWS, NOW), { code: 'AccessDenied' });
});

t.test('encodeRfc3986() leaves only unreserved characters bare', async (t) => {
  t.equal(encodeRfc3986("aZ09-._~ +/!'()*é"), 'aZ09-._~%20%2B%2F%21%27%28%29%2A%C3%A9');
});
