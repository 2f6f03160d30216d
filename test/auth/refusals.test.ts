import t from 'tap';
import { challengesOf, type Refusal, refusalError } from '../../src/auth/refusals.ts';

t.test('refusalError() tells the most telling of several', async (t) => {
  const table: readonly [readonly Refusal[], string, number][] = [
    [[], 'unauthenticated', 401],
    [['none'], 'unauthenticated', 401],
    [['none', 'wrong'], 'unauthenticated', 401],
    [['wrong', 'invalid'], 'token_invalid', 403],
    [['invalid', 'expired'], 'token_expired', 403],
    [['none', 'not_allowed'], 'bucket_not_allowed', 403],
    [['not_found', 'invalid'], 'object_not_found', 404],
  ];
  for (const [refusals, code, status] of table) {
    const error = refusalError(refusals, 'films', ['Basic']);
    t.match(error, { code, status }, refusals.join());
    t.strictSame(error.challenges, status === 401 ? ['Basic'] : undefined);
  }
});

t.test('challengesOf() names what is open, and something in any case', async (t) => {
  const basic = 'Basic realm="r", charset="UTF-8"';
  t.strictSame(challengesOf('r', true, false), [basic]);
  t.strictSame(challengesOf('r', false, true), ['Bearer realm="r"']);
  t.strictSame(challengesOf('r', true, true), [basic, 'Bearer realm="r"']);
  t.strictSame(challengesOf('r', false, false), ['SignedLink realm="r"']);
});
