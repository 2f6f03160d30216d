import t from 'tap';
import { createCreateBucket } from '../../src/routes/create-bucket.ts';
import { exchangeOf, jsonOf } from '../fixtures/exchange.ts';

const setUp = (buckets?: readonly string[]) => {
  const made: string[] = [];
  const asked: unknown[] = [];
  const handler = createCreateBucket({
    writer: { createBucket: async (name) => void made.push(name) },
    permit: async (_exchange, ref) => void asked.push(ref),
    buckets,
  });
  const create = async (query: string) => handler(exchangeOf({ method: 'POST', query }));
  return { made, asked, create };
};

t.test('createCreateBucket() creates for who may write all of it', async (t) => {
  const { made, asked, create } = setUp();
  const answer = await create('bucket_name=films');
  t.equal(answer.status, 201);
  t.strictSame(await jsonOf(answer), { name: 'films' });
  t.strictSame(made, ['films']);
  t.strictSame(asked, [{ bucket: 'films', key: '' }]);
});

t.test(
  'createCreateBucket() creates none that would not be served, and none without a name',
  async (t) => {
    const { made, create } = setUp(['films']);
    await t.rejects(create('bucket_name=other'), { code: 'bucket_not_allowed' });
    await t.rejects(create('bucket_name=..'), { code: 'bucket_invalid' });
    await t.rejects(create(''), { code: 'bucket_missing' });
    t.strictSame(made, []);
  },
);
