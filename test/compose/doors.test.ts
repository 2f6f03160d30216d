import t from 'tap';
import type { Presented } from '../../src/auth/presented.ts';
import { createDoors, keyProblems } from '../../src/compose/doors.ts';
import { loadWith } from '../fixtures/load-with.ts';

const SECRET = 'a secret of thirty-two characters';
const NOBODY: Presented = {
  ...{ authorization: undefined, cookie: undefined, link: undefined, wantsCookie: false },
  ...{ path: '/', address: '192.0.2.1', secure: false },
};

const configOf = (file: unknown) => {
  const loaded = loadWith({ file });
  if (loaded.kind !== 'config') throw new Error(JSON.stringify(loaded));
  return loaded.config;
};
const doorsOf = (file: unknown) => createDoors(configOf(file), () => 0);

t.test('createDoors() lets anyone do what the configuration leaves open', async (t) => {
  const table: readonly [unknown, 'read' | 'write', string, boolean][] = [
    [{}, 'read', 'films', true],
    [{}, 'write', 'films', true],
    [{ buckets: ['films'], auth: 'public' }, 'read', 'films', true],
    [{ buckets: ['films'], auth: 'public' }, 'write', 'films', false],
    [{ buckets: ['films'], auth: { jwt: { secret: SECRET } } }, 'read', 'films', false],
  ];
  const some = {
    auth: { jwt: { secret: SECRET } },
    buckets: ['films', { name: 'open', access: 'public' }],
  };
  const rows = [
    ...table,
    [some, 'read', 'open', true],
    [some, 'write', 'open', false],
    [some, 'read', 'films', false],
  ] as const;
  for (const [file, right, bucket, isOpen] of rows) {
    const { auth } = doorsOf(file);
    const outcome = await auth.object(NOBODY, { right, bucket, key: 'a' }).then(
      (permit) => permit.isPublic,
      (error) => error.code,
    );
    t.equal(outcome, isOpen ? true : 'unauthenticated', `${JSON.stringify(file)} ${right}`);
  }
});

t.test('createDoors() signs with the first key, and only where links are open', async (t) => {
  const keys = [
    { id: 'new', secret: SECRET },
    { id: 'old', secret: SECRET },
  ];
  t.match(doorsOf({ auth: { links: { keys } } }).signer, {
    key: { id: 'new', secret: Buffer.from(SECRET) },
    longestSeconds: 604_800,
  });
  t.equal(doorsOf({ auth: { jwt: { secret: SECRET } } }).signer, undefined);
  t.equal(doorsOf({}).signer, undefined);
});

t.test('createDoors() counts by address, as proxies it trusts tell it', async (t) => {
  const { admit, addressOf } = doorsOf({ requests_per_second: 1, trusted_proxies: ['10.0.0.0/8'] });
  t.equal(addressOf('10.1.1.1', '192.0.2.7'), '192.0.2.7');
  t.equal(addressOf('192.0.2.1', '192.0.2.7'), '192.0.2.1');
  for (let n = 0; n < 5; n++) admit('192.0.2.7');
  t.throws(() => admit('192.0.2.7'), { code: 'rate_limited', retryAfterSeconds: 1 });
  t.doesNotThrow(() => admit('192.0.2.8'));
});

t.test('createDoors() takes a bounded number of reports of one address', async (t) => {
  const { admitReport } = doorsOf({});
  for (let n = 0; n < 30; n++) admitReport('192.0.2.7');
  t.throws(() => admitReport('192.0.2.7'), { code: 'rate_limited', limit: 'reports' });
  t.doesNotThrow(() => admitReport('192.0.2.8'));
});

t.test('createDoors() bounds streams and their pace as configured', async (t) => {
  const { streams, pace } = doorsOf({ max_streams: 1, stream_bytes_per_second: 1000 });
  streams.enter('a');
  t.throws(() => streams.enter('b'), { code: 'overloaded' });
  t.equal(pace.bytesPerSecond, 1000);
});

t.test('keyProblems() looks into keys', async (t) => {
  t.strictSame(await keyProblems(configOf({})), []);
  t.strictSame(await keyProblems(configOf({ auth: { jwt: { secret: SECRET } } })), []);
  const problems = await keyProblems(configOf({ auth: { jwt: { public_key: 'nonsense' } } }));
  t.equal(problems.length, 1);
  t.match(problems[0], /^auth \(configuration\): jwt: /);
  t.notMatch(problems[0], /nonsense/);
});
