import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import {
  awsProviderChain,
  type Credentials,
  createCredentialSource,
} from '../../src/origin/credentials.ts';

const MINUTE = 60_000;

/** One clock for both, and a provider may take as long as it likes. */
const timesOf = (clock = { now: () => 0 }) => ({
  clock,
  elapsed: () => clock.now(),
  timeoutMs: 60_000,
});

/** A provider whose every call the test settles. */
function gatedProvider() {
  const calls: { resolve(credentials: Credentials): void; reject(error: Error): void }[] = [];
  const provider = () =>
    new Promise<Credentials>((resolve, reject) => {
      calls.push({ resolve, reject });
    });
  return { calls, provider };
}

const pair = (id: string, expiresAt?: number): Credentials => ({
  accessKeyId: id,
  secretAccessKey: `secret-of-${id}`,
  sessionToken: `token-of-${id}`,
  ...(expiresAt === undefined ? {} : { expiration: new Date(expiresAt) }),
});
const turn = () => new Promise((resolve) => setImmediate(resolve));

t.test('createCredentialSource() hands out a fixed pair and cannot renew it', async (t) => {
  const source = createCredentialSource(pair('A'), timesOf());
  t.same(await source.get(), pair('A'));
  t.equal(await source.renew(pair('A')), false);
});

t.test(
  'createCredentialSource() asks the provider once for many, and again only near expiry',
  async (t) => {
    const clock = { ms: 0, now: () => clock.ms };
    const { calls, provider } = gatedProvider();
    const source = createCredentialSource(provider, timesOf(clock));
    const first = Promise.all([source.get(), source.get(), source.get()]);
    await turn();
    t.equal(calls.length, 1, 'one refresh in flight');
    calls[0]?.resolve(pair('A', 60 * MINUTE));
    t.same(
      (await first).map((c) => c.accessKeyId),
      ['A', 'A', 'A'],
    );

    clock.ms = 55 * MINUTE - 1;
    await source.get();
    await turn();
    t.equal(calls.length, 1, 'more than five minutes left');

    clock.ms = 55 * MINUTE;
    t.equal((await source.get()).accessKeyId, 'A', 'nobody waits for the refresh');
    t.equal((await source.get()).accessKeyId, 'A');
    await turn();
    t.equal(calls.length, 2, 'one refresh for both');
    calls[1]?.resolve(pair('B', 120 * MINUTE));
    await turn();
    t.equal((await source.get()).accessKeyId, 'B');
  },
);

t.test('createCredentialSource() keeps valid credentials when a refresh fails', async (t) => {
  const clock = { ms: 0, now: () => clock.ms };
  const { calls, provider } = gatedProvider();
  const source = createCredentialSource(provider, timesOf(clock));
  const first = source.get();
  await turn();
  calls[0]?.resolve(pair('A', 60 * MINUTE));
  await first;

  clock.ms = 57 * MINUTE;
  await source.get();
  await turn();
  calls[1]?.reject(new Error('the metadata service is away'));
  await turn();
  t.equal((await source.get()).accessKeyId, 'A');
  t.equal(calls.length, 2, 'the provider is left alone for a while');
  t.equal(await source.renew(pair('A')), false, 'for a renewal too');
  clock.ms += 10_000;
  t.equal((await source.get()).accessKeyId, 'A');
  await turn();
  t.equal(calls.length, 3, 'then asked again');
  calls[2]?.reject(new Error('still away'));
  await turn();

  clock.ms = 60 * MINUTE;
  const expired = source.get();
  await turn();
  calls[3]?.reject(new Error('still away'));
  await t.rejects(expired, { code: 'origin_denied' }, 'expired ones are not used');
  await t.rejects(source.get(), { code: 'origin_denied' });
  t.equal(calls.length, 4, 'nor is a provider that failed asked by every request');
  clock.ms += 10_000;
  const back = source.get();
  await turn();
  calls[4]?.resolve(pair('B'));
  t.equal((await back).accessKeyId, 'B', 'but after a while it is');
  t.equal((await source.get()).accessKeyId, 'B');
});

t.test('createCredentialSource() waits for a provider only so long', async (t) => {
  const clock = { ms: 0, now: () => clock.ms };
  const { calls, provider } = gatedProvider();
  const source = createCredentialSource(provider, { ...timesOf(clock), timeoutMs: 10 });
  await t.rejects(source.get(), { code: 'origin_timeout' });
  await t.rejects(source.get(), { code: 'origin_timeout' });
  t.equal(calls.length, 1, 'the second is told at once');
  clock.ms += 10_000;
  const again = source.get();
  await turn();
  t.equal(calls.length, 2, 'the hung call keeps nobody from asking again');
  calls[1]?.resolve(pair('B'));
  t.equal((await again).accessKeyId, 'B');
  calls[0]?.resolve(pair('A'));
  await turn();
  t.equal((await source.get()).accessKeyId, 'B', 'the older answer is not taken any more');
});

t.test('createCredentialSource() takes what comes late, after its askers have left', async (t) => {
  const { calls, provider } = gatedProvider();
  const source = createCredentialSource(provider, { ...timesOf(), timeoutMs: 10 });
  await t.rejects(source.get(), { code: 'origin_timeout' });
  calls[0]?.resolve(pair('A'));
  await turn();
  t.equal((await source.get()).accessKeyId, 'A');
  t.equal(calls.length, 1);
});

t.test('createCredentialSource() lets go of a renewal that hangs', async (t) => {
  const { calls, provider } = gatedProvider();
  const source = createCredentialSource(provider, { ...timesOf(), timeoutMs: 10 });
  const first = source.get();
  await turn();
  calls[0]?.resolve(pair('A'));
  await t.rejects(source.renew(await first), { code: 'origin_timeout' });
  t.equal((await source.get()).accessKeyId, 'A');
});

t.test('createCredentialSource() renews what the origin rejected, once for all', async (t) => {
  const { calls, provider } = gatedProvider();
  const source = createCredentialSource(provider, timesOf());
  const first = source.get();
  await turn();
  calls[0]?.resolve(pair('A'));
  const rejected = await first;
  const renewals = Promise.all([source.renew(rejected), source.renew(rejected)]);
  await turn();
  t.equal(calls.length, 2);
  calls[1]?.resolve(pair('B'));
  t.same(await renewals, [true, true]);
  t.equal(await source.renew(rejected), true, 'somebody did it already');
  t.equal(calls.length, 2);
  const again = source.renew(pair('B'));
  await turn();
  calls[2]?.resolve(pair('B'));
  t.equal(await again, false, 'the provider knows no others');
});

t.test('createCredentialSource() names no secret when it fails', async (t) => {
  const source = createCredentialSource(() => {
    throw new Error('synchronous trouble');
  }, timesOf());
  const error: unknown = await source.get().catch((e: unknown) => e);
  t.ok(error instanceof GatewayError);
  t.match(error, { code: 'origin_denied', message: 'No credentials for the origin can be got' });
});

t.test('awsProviderChain() finds what the environment holds', async (t) => {
  const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;
  const before = names.map((name) => process.env[name]);
  t.teardown(() => {
    names.forEach((name, i) => {
      const value = before[i];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    });
  });
  names.forEach((name) => {
    process.env[name] = `value-of-${name}`;
  });
  const provider = awsProviderChain('us-east-1');
  t.match(await provider(), {
    accessKeyId: 'value-of-AWS_ACCESS_KEY_ID',
    secretAccessKey: 'value-of-AWS_SECRET_ACCESS_KEY',
    sessionToken: 'value-of-AWS_SESSION_TOKEN',
  });
  process.env.AWS_ACCESS_KEY_ID = 'rotated';
  t.match(await provider(), { accessKeyId: 'rotated' }, 'afresh each time');
});
