import t from 'tap';
import type { Layer } from '../../src/config/given.ts';
import type { OptionKey } from '../../src/config/options.ts';
import { pairProblem, pick } from '../../src/config/picks.ts';

/** A layer whose values are the name of its place. */
function layer(where: string, ...keys: OptionKey[]): Layer {
  return { given: new Map(keys.map((key) => [key, { where, value: where }])), problems: [] };
}

t.test('pick() takes each option from the highest layer that gives it', async (t) => {
  const picks = pick([
    layer('flag', 'port'),
    layer('env', 'port', 'host'),
    layer('file', 'host', 'auth'),
  ]);
  t.same(
    [...picks].map(([key, one]) => `${key} ${one.where}`),
    ['host env', 'port flag', 'auth file'],
  );
});

t.test('pick() lets a value that has a problem win too', async (t) => {
  const broken = {
    given: new Map([['port' as const, { where: 'env', problem: 'x' }]]),
    problems: [],
  };
  t.same(pick([broken, layer('file', 'port')]).get('port'), { where: 'env', problem: 'x' });
});

t.test(
  'pick() takes key, secret and token together from the highest layer that gives any',
  async (t) => {
    const file = layer('file', 'access_key', 'secret_key', 'session_token');
    const taken = (env: Layer) => [...pick([env, file])].map(([key, one]) => `${key} ${one.where}`);
    t.same(taken(layer('env')), ['access_key file', 'secret_key file', 'session_token file']);
    t.same(taken(layer('env', 'access_key', 'secret_key')), ['access_key env', 'secret_key env']);
    t.same(taken(layer('env', 'session_token')), ['session_token env']);
  },
);

t.test('pairProblem() wants key and secret from one place', async (t) => {
  const problem = (...layers: Layer[]) => pairProblem(pick(layers), layers);
  t.equal(problem(), undefined);
  t.equal(problem(layer('env', 'access_key', 'secret_key')), undefined);
  t.equal(problem(layer('env', 'access_key', 'secret_key', 'session_token')), undefined);
  t.equal(
    problem(layer('env', 'access_key', 'session_token')),
    'access_key (env): needs secret_key from the same place',
  );
  t.equal(
    problem(layer('env', 'secret_key')),
    'secret_key (env): needs access_key from the same place',
  );
  t.equal(
    problem(layer('env', 'session_token')),
    'session_token (env): needs access_key and secret_key from the same place',
  );
  t.equal(
    problem(layer('env', 'access_key'), layer('file', 'secret_key')),
    'access_key (env): needs secret_key from the same place; what file gives is not combined with it',
  );
  t.equal(
    problem(layer('env', 'access_key', 'secret_key'), layer('file', 'access_key')),
    undefined,
  );
});
