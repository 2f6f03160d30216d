import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import type { ListingRequest } from '../../src/object/origin.ts';
import { checkBuckets } from '../../src/routes/bucket-check.ts';

const never = new AbortController().signal;
const empty = { objects: [], prefixes: [], next: undefined };

t.test('checkBuckets() names the buckets that cannot be listed, and why', async (t) => {
  const asked: ListingRequest[] = [];
  const missing = new GatewayError('bucket_not_found', 'm');
  const catalog = {
    async listObjects(request: ListingRequest) {
      asked.push(request);
      if (request.bucket === 'missing') throw missing;
      if (request.bucket === 'odd') throw new TypeError('a bug');
      return empty;
    },
  };
  const troubles = [];
  for await (const trouble of checkBuckets(catalog, ['films', 'missing', 'odd'], never)) {
    troubles.push(trouble);
  }
  t.match(troubles, [
    { bucket: 'missing', error: missing },
    { bucket: 'odd', error: { code: 'internal_error', cause: TypeError } },
  ]);
  t.equal(troubles.length, 2);
  t.same(asked[0], { bucket: 'films', prefix: '', delimiter: '', limit: 1, token: undefined });
});

t.test('checkBuckets() stops, and blames nobody, when it is aborted', async (t) => {
  const control = new AbortController();
  let asked = 0;
  const catalog = {
    async listObjects() {
      asked++;
      control.abort();
      throw new GatewayError('shutting_down', 'm');
    },
  };
  for await (const _ of checkBuckets(catalog, ['a', 'b'], control.signal)) t.fail('no trouble');
  t.equal(asked, 1);
});
