import type { Test } from 'tap';
import type { Bench, PerStore } from '../fixtures/s3-bench.ts';
import { errorCode, type S3Call } from '../fixtures/s3-client.ts';

export async function checksSignatures(t: Test, bench: Bench): Promise<void> {
  const { client, prefix, put, expected } = bench;
  const key = `${prefix}signed`;
  await put(key, 'x');
  const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1000);
  const spoilHeader = (change: (header: string) => string): Pick<S3Call, 'spoil'> => ({
    spoil: (wire) => ({
      ...wire,
      headers: { ...wire.headers, authorization: change(wire.headers.authorization ?? '') },
    }),
  });
  const otherDay = (header: string): string => header.replace(/\/\d{8}\//, '/20200101/');
  const table: readonly [why: string, call: S3Call, status: number, code: PerStore<string>][] = [
    ['right', {}, 200, ''],
    ['wrong key', { signing: { accessKeyId: 'NOBODY' } }, 403, 'InvalidAccessKeyId'],
    ['wrong secret', { signing: { secretAccessKey: 'x' } }, 403, 'SignatureDoesNotMatch'],
    ['another region', { signing: { region: 'eu-west-9' } }, 200, ''],
    ['890 s behind', { date: ago(890) }, 200, ''],
    ['890 s ahead', { date: ago(-890) }, 200, ''],
    ['910 s behind', { date: ago(910) }, 403, 'RequestTimeTooSkewed'],
    ['910 s ahead', { date: ago(-910) }, 403, 'RequestTimeTooSkewed'],
    ['other scope day', spoilHeader(otherDay), 403, 'SignatureDoesNotMatch'],
    [
      'Bearer',
      spoilHeader(() => 'Bearer x'),
      400,
      { embedded: 'AuthorizationHeaderMalformed', real: 'InvalidArgument' },
    ],
    [
      'unsigned',
      { spoil: (wire) => ({ ...wire, headers: { host: wire.headers.host ?? '' } }) },
      403,
      'AccessDenied',
    ],
    [
      'another key than signed',
      { spoil: (wire) => ({ ...wire, target: `${wire.target}x` }) },
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'another method than signed',
      { spoil: (wire) => ({ ...wire, method: 'DELETE' }) },
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'an unsigned Range',
      { spoil: (wire) => ({ ...wire, headers: { ...wire.headers, range: 'bytes=0-0' } }) },
      206,
      '',
    ],
  ];
  for (const [why, call, status, code] of table) {
    const answer = await client.send('GET', { key, ...call });
    t.equal(answer.status, status, why);
    t.equal(errorCode(answer), expected(code), why);
  }
}

export async function checksPresigned(
  t: Test,
  { client, prefix, put, expected }: Bench,
): Promise<void> {
  const key = `${prefix}presigned`;
  await put(key, 'x');
  const presigned = { key, presignSeconds: 60 };
  const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1000);
  const added: S3Call = {
    ...presigned,
    spoil: (wire) => ({ ...wire, target: `${wire.target}&x=1` }),
  };
  const spoilt: S3Call = {
    ...presigned,
    spoil: (wire) => ({
      ...wire,
      target: wire.target.replace(/Signature=[0-9a-f]{4}/, 'Signature=zzzz'),
    }),
  };
  const asHead: S3Call = { ...presigned, spoil: (wire) => ({ ...wire, method: 'HEAD' }) };
  const table: readonly [why: string, call: S3Call, status: number, code: string][] = [
    ['right', presigned, 200, ''],
    ['expired', { ...presigned, date: ago(120) }, 403, 'AccessDenied'],
    ['wrong key', { ...presigned, signing: { accessKeyId: 'NOBODY' } }, 403, 'InvalidAccessKeyId'],
    ['added parameter', added, 403, 'SignatureDoesNotMatch'],
    ['spoilt signature', spoilt, 403, 'SignatureDoesNotMatch'],
  ];
  for (const [why, call, status, code] of table) {
    const answer = await client.send('GET', call);
    t.equal(answer.status, status, why);
    t.equal(errorCode(answer), code, why);
  }
  t.equal((await client.send('GET', asHead)).status, 403, 'another method');
  const early = await client.send('GET', { ...presigned, date: ago(-1800) });
  t.equal(early.status, expected({ embedded: 403, real: 200 }), 'from the future');
}
