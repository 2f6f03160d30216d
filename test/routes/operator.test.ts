import t from 'tap';
import { jsonAnswer } from '../../src/http/answer.ts';
import { forOperator } from '../../src/routes/operator.ts';
import { exchangeOf } from '../fixtures/exchange.ts';

const handler = () => jsonAnswer(200, {});

t.test('forOperator() opens to the token, and to nothing else', async (t) => {
  const guarded = forOperator('tok3n', handler);
  const ask = async (authorization?: string) => {
    const headers = authorization === undefined ? {} : { authorization };
    return (await guarded(exchangeOf({ headers }))).status;
  };
  t.equal(await ask('Bearer tok3n'), 200);
  t.equal(await ask('bearer  tok3n'), 200);
  for (const wrong of [
    undefined,
    '',
    'Bearer',
    'Bearer tok3',
    'Bearer tok3n ',
    'tok3n',
    'Basic tok3n',
  ]) {
    await t.rejects(
      async () => ask(wrong),
      { code: 'unauthenticated', challenges: ['Bearer realm="firstbyte operations"'] },
      `${wrong}`,
    );
  }
});

t.test('forOperator() is no door without a token, but to pages of others', async (t) => {
  const open = forOperator(undefined, handler);
  const ask = async (method: string, headers: Readonly<Record<string, string>>) =>
    (await open(exchangeOf({ method, headers }))).status;
  const foreign = { host: 'localhost:8080', origin: 'https://evil.example' };
  t.equal(await ask('PUT', { host: 'localhost:8080' }), 200);
  t.equal(await ask('GET', foreign), 200, 'changes nothing');
  for (const method of ['PUT', 'DELETE']) {
    await t.rejects(async () => ask(method, foreign), { code: 'cross_site_refused' }, method);
  }
});
