import t from 'tap';
import { type Account, accountsOf, type DeclaredBucket } from '../../src/origin/account.ts';
import { declared } from '../fixtures/declared-bucket.ts';

const SHARED: Account = {
  endpointUrl: undefined,
  region: 'eu-central-1',
  forcePathStyle: false,
  credentials: { accessKeyId: 'shared', secretAccessKey: 's', sessionToken: 't' },
};

const accountOf = (own: Partial<DeclaredBucket>) =>
  accountsOf([declared('films', own)], SHARED)[0]?.account;

t.test(
  'accountsOf() keeps order and names, and gives plain names the shared account',
  async (t) => {
    const buckets = accountsOf(
      [declared('zoo'), declared('films', { bucket: 'archive-7', prefix: 'films/' })],
      SHARED,
    );
    t.same(
      buckets.map(({ name, bucket, prefix }) => ({ name, bucket, prefix })),
      [
        { name: 'zoo', bucket: 'zoo', prefix: '' },
        { name: 'films', bucket: 'archive-7', prefix: 'films/' },
      ],
    );
    for (const { name, account } of buckets) t.equal(account, SHARED, name);
  },
);

t.test('accountsOf() finds buckets of one account, however they are declared', async (t) => {
  const minio = { endpoint_url: 'http://minio:9000', access_key: 'a', secret_key: 'b' };
  const [one, shared, other, spelt] = accountsOf(
    [
      declared('one', minio),
      declared('two', { region_name: SHARED.region, force_path_style: false }),
      declared('three', { ...minio, prefix: 'x/' }),
      declared('four', { ...minio, force_path_style: true, region_name: SHARED.region }),
    ],
    SHARED,
  );
  t.equal(shared?.account, SHARED);
  t.not(one?.account, SHARED);
  t.equal(other?.account, one?.account);
  t.equal(spelt?.account, one?.account, 'what is the default may be said');
});

t.test('accountsOf() tells accounts apart by everything that a client is made of', async (t) => {
  const buckets = [
    declared('b-1'),
    declared('b-2', { region_name: 'eu-west-1' }),
    declared('b-3', { force_path_style: true }),
    declared('b-4', { endpoint_url: 'http://minio:9000' }),
    declared('b-5', { access_key: 'a', secret_key: 'b' }),
    declared('b-6', { access_key: 'a', secret_key: 'c' }),
    declared('b-7', { access_key: 'a', secret_key: 'b', session_token: 'c' }),
  ];
  const accounts = accountsOf(buckets, SHARED).map(({ account }) => account);
  t.equal(new Set(accounts).size, buckets.length);
});

t.test('accountsOf() takes what is not declared from the shared account', async (t) => {
  t.same(accountOf({ region_name: 'us-west-2' }), { ...SHARED, region: 'us-west-2' });
  t.same(accountOf({ force_path_style: true }), { ...SHARED, forcePathStyle: true });
  t.same(accountOf({ access_key: 'a', secret_key: 'b', session_token: 'c' }), {
    ...SHARED,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' },
  });
});

t.test('accountsOf() never pairs keys of one place with a token of another', async (t) => {
  const own = accountOf({ access_key: 'a', secret_key: 'b' });
  t.strictSame(own?.credentials, { accessKeyId: 'a', secretAccessKey: 'b' });
});

t.test('accountsOf() puts buckets into the path of an endpoint of their own', async (t) => {
  const endpoint_url = 'http://minio:9000';
  t.match(accountOf({ endpoint_url }), { endpointUrl: endpoint_url, forcePathStyle: true });
  t.match(accountOf({ endpoint_url, force_path_style: false }), { forcePathStyle: false });
});

t.test(
  'accountsOf() leaves credentials to the provider chain where nobody gives any',
  async (t) => {
    const chain: Account = { ...SHARED, credentials: undefined };
    const [one, two] = accountsOf([declared('b-1'), declared('b-2', { region_name: 'x' })], chain);
    t.equal(one?.account, chain);
    t.equal(two?.account.credentials, undefined);
  },
);
