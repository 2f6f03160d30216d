import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import type { ListingRequest } from '../../src/object/origin.ts';
import { type FirstLook, firstLook } from '../../src/routes/first-look.ts';

/** Looks, at an origin that is well unless `look` says otherwise; @returns what was said. */
async function said(look: Partial<FirstLook> & { failure?: GatewayError }) {
  const warnings: [object, string][] = [];
  await firstLook({
    readiness: { check: async () => look.failure, stop() {} },
    catalog: { listObjects: async () => ({ objects: [], prefixes: [], next: undefined }) },
    buckets: undefined,
    signal: new AbortController().signal,
    warn: (fields, message) => warnings.push([fields, message]),
    ...look,
  });
  return warnings;
}

t.test('firstLook() says why the origin cannot be used, and asks no further', async (t) => {
  const failure = new GatewayError('origin_unreachable', 'The origin cannot be reached', {
    cause: new Error('getaddrinfo ENOTFOUND s3.example'),
  });
  const catalog = { listObjects: () => t.fail('asked') as never };
  t.strictSame(await said({ failure, catalog, buckets: ['films'] }), [
    [
      {
        code: 'origin_unreachable',
        reason: 'The origin cannot be reached',
        cause: 'getaddrinfo ENOTFOUND s3.example',
      },
      'the origin cannot be used yet',
    ],
  ]);
});

t.test('firstLook() names the buckets that cannot be listed, and why', async (t) => {
  const asked: ListingRequest[] = [];
  const catalog = {
    async listObjects(request: ListingRequest) {
      asked.push(request);
      if (request.bucket === 'missing') throw new GatewayError('bucket_not_found', 'no bucket');
      if (request.bucket === 'odd') throw new TypeError('a bug');
      return { objects: [], prefixes: [], next: undefined };
    },
  };
  const sentence = 'a bucket that is to be served cannot be listed';
  t.match(await said({ catalog, buckets: ['films', 'missing', 'odd'] }), [
    [{ bucket: 'missing', code: 'bucket_not_found', reason: 'no bucket' }, sentence],
    [{ bucket: 'odd', code: 'internal_error', cause: 'a bug' }, sentence],
  ]);
  t.same(asked[0], { bucket: 'films', prefix: '', delimiter: '', limit: 1, token: undefined });
  t.equal(asked.length, 3);
});

t.test('firstLook() is silent when all is well', async (t) => {
  t.same(await said({}), []);
  t.same(await said({ buckets: ['films'] }), []);
});

t.test('firstLook() stops, and blames nobody, when it is aborted', async (t) => {
  const control = new AbortController();
  let asked = 0;
  const catalog = {
    async listObjects() {
      asked++;
      control.abort();
      throw new GatewayError('shutting_down', 'm');
    },
  };
  t.same(await said({ catalog, buckets: ['a', 'b'], signal: control.signal }), []);
  t.equal(asked, 1);
  const failure = new GatewayError('shutting_down', 'm');
  t.same(await said({ failure, signal: control.signal }), []);
});
