import t from 'tap';
import type { Identity } from '../../src/auth/basic.ts';
import { holdUp, type IdentifyOptions, identify } from '../../src/auth/identify.ts';

const ANNA: Identity = { name: 'anna', grants: { read: [], write: [] } };

const setUp = (blockedSeconds = 0) => {
  const checked: string[] = [];
  const failed: string[] = [];
  const options: IdentifyOptions = {
    basic: {
      remembered: (header) => (header === 'Basic known' ? ANNA : undefined),
      check: (header) => {
        checked.push(header);
        return header === 'Basic anna' ? ANNA : undefined;
      },
    },
    bearer: {
      check: (token) => {
        checked.push(token);
        if (token === 'good') return { state: 'good', identity: ANNA };
        return token === 'old' ? { state: 'expired' } : { state: 'invalid', why: 'x' };
      },
    },
    attempts: { blocked: () => blockedSeconds, failed: (address) => void failed.push(address) },
  };
  return { options, checked, failed };
};

t.test('identify() goes by the scheme', async (t) => {
  const table: readonly [string | undefined, string, readonly string[]][] = [
    [undefined, 'none', []],
    ['', 'none', []],
    ['anna', 'none', []],
    ['Digest x', 'none', []],
    ['Basic anna', 'known', ['Basic anna']],
    ['Basic bert', 'wrong', ['Basic bert']],
    ['Bearer good', 'known', ['good']],
    ['BEARER  good', 'known', ['good']],
    ['Bearer old', 'expired', ['old']],
    ['Bearer x', 'invalid', ['x']],
  ];
  for (const [header, state, expected] of table) {
    const { options, checked } = setUp();
    t.equal((await identify(options, header, 'a')).state, state, `${header}`);
    t.strictSame(checked, expected);
  }
});

t.test('identify() takes a scheme that is not open for no header', async (t) => {
  const { options, checked } = setUp();
  const closed = { ...options, basic: undefined, bearer: undefined };
  for (const header of ['Basic anna', 'Bearer good']) {
    t.strictSame(await identify(closed, header, 'a'), { state: 'none' });
  }
  t.strictSame(checked, []);
});

t.test('identify() counts guesses, and not tokens that have had their time', async (t) => {
  const { options, failed } = setUp();
  for (const header of ['Basic bert', 'Bearer x']) await identify(options, header, header);
  t.strictSame(failed, ['Basic bert', 'Bearer x']);
  for (const header of ['Bearer old', 'Basic anna', 'Bearer good', 'Digest x', undefined]) {
    await identify(options, header, 'a');
  }
  t.equal(failed.length, 2);
});

t.test(
  'identify() looks at no password of an address that is blocked but of whom it knows',
  async (t) => {
    const { options, checked } = setUp(7);
    const refused = { code: 'rate_limited', retryAfterSeconds: 7 };
    await t.rejects(identify(options, 'Basic anna', 'a'), refused);
    t.strictSame(checked, []);
    await t.rejects(identify(options, 'Bearer x', 'a'), refused);
    for (const header of ['Basic known', 'Bearer good']) {
      t.strictSame(await identify(options, header, 'a'), { state: 'known', identity: ANNA });
    }
    t.throws(() => holdUp(options.attempts, 'a'), { code: 'rate_limited' });
    t.doesNotThrow(() => holdUp(setUp().options.attempts, 'a'));
  },
);
