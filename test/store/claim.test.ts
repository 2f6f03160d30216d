import t from 'tap';
import { readClaim } from '../../src/store/claim.ts';

const GOOD = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=A/K/20130524/r/s3/aws4_request, SignedHeaders=host;X-Amz-Date, Signature=ab',
  'x-amz-date': '20130524T010203Z',
  'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
};

const fromHeaders = (headers: Record<string, string>) =>
  readClaim({ method: 'GET', path: '/', query: [], headers: new Map(Object.entries(headers)) });

t.test('readClaim() reads an Authorization header, in any spacing', async (t) => {
  const wanted = {
    presigned: false,
    accessKeyId: 'A/K',
    scope: ['20130524', 'r', 's3', 'aws4_request'],
    signedHeaders: ['host', 'x-amz-date'],
    signature: 'ab',
    timeMs: Date.UTC(2013, 4, 24, 1, 2, 3),
    expiresMs: undefined,
    payload: 'UNSIGNED-PAYLOAD',
  };
  t.match(fromHeaders(GOOD), wanted);
  t.match(
    fromHeaders({ ...GOOD, authorization: GOOD.authorization.replaceAll(', ', ',') }),
    wanted,
  );
});

t.test('readClaim() tells malformed, incomplete and missing claims apart', async (t) => {
  const { authorization } = GOOD;
  const table: readonly [headers: Record<string, string>, code: string][] = [
    [{}, 'AccessDenied'],
    [{ ...GOOD, authorization: 'Bearer x' }, 'AuthorizationHeaderMalformed'],
    [{ ...GOOD, authorization: '' }, 'AuthorizationHeaderMalformed'],
    [{ ...GOOD, authorization: 'AWS4-HMAC-SHA256 x' }, 'AuthorizationHeaderMalformed'],
    [
      { ...GOOD, authorization: authorization.replace('Signature=ab', 'x=y') },
      'AuthorizationHeaderMalformed',
    ],
    [
      { ...GOOD, authorization: authorization.replace('/s3/', '/ec2/') },
      'AuthorizationHeaderMalformed',
    ],
    [{ ...GOOD, authorization: authorization.replace('A/K/', '') }, 'AuthorizationHeaderMalformed'],
    [
      { ...GOOD, authorization: authorization.replace('20130524', '20130525') },
      'SignatureDoesNotMatch',
    ],
    [{ ...GOOD, 'x-amz-date': 'today' }, 'AccessDenied'],
    [{ ...GOOD, 'x-amz-date': '20130524T990000Z' }, 'AccessDenied'],
    [{ authorization, 'x-amz-content-sha256': 'x' }, 'AccessDenied'],
    [{ authorization, 'x-amz-date': '20130524T010203Z' }, 'InvalidRequest'],
  ];
  for (const [headers, code] of table) {
    t.throws(() => fromHeaders(headers), { code }, JSON.stringify(headers));
  }
});

t.test('readClaim() reads a presigned query, valid for up to seven days', async (t) => {
  const query = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': 'AK/20130524/r/s3/aws4_request',
    'X-Amz-Date': '20130524T000000Z',
    'X-Amz-Expires': '604800',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': 'ab',
  };
  const read = (change: Record<string, string>, headers: [string, string][] = []) =>
    readClaim({
      method: 'GET',
      path: '/',
      query: Object.entries({ ...query, ...change }),
      headers: new Map(headers),
    });
  t.match(read({}), { presigned: true, expiresMs: 604_800_000, payload: 'UNSIGNED-PAYLOAD' });
  t.match(read({ 'X-Amz-Content-Sha256': 'q' }), { payload: 'q' });
  t.match(read({}, [['x-amz-content-sha256', 'h']]), { payload: 'h' });
  const code = 'AuthorizationQueryParametersError';
  for (const expires of ['0', '604801', '-1', 'x', '1.5', '']) {
    t.throws(() => read({ 'X-Amz-Expires': expires }), { code }, expires);
  }
  t.throws(() => read({ 'X-Amz-Algorithm': 'AWS4-ECDSA-P256-SHA256' }), { code });
  t.throws(() => read({ 'X-Amz-Signature': '' }), { code });
  t.throws(() => read({ 'X-Amz-Credential': 'AK/20130524/r/s3' }), { code });
});
