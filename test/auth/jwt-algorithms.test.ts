import t from 'tap';
import {
  algorithmProblem,
  defaultAlgorithms,
  type KeyKind,
  leastSecretBytes,
} from '../../src/auth/jwt-algorithms.ts';

const KINDS: readonly KeyKind[] = ['secret', 'publicKey', 'jwks'];

t.test('defaultAlgorithms() go with their kind of key, and with no other family', async (t) => {
  t.strictSame(defaultAlgorithms('secret'), ['HS256']);
  for (const kind of KINDS) {
    t.equal(algorithmProblem(defaultAlgorithms(kind), kind), undefined, kind);
  }
  t.type(algorithmProblem(defaultAlgorithms('jwks'), 'secret'), 'string');
  t.type(algorithmProblem(defaultAlgorithms('secret'), 'jwks'), 'string');
});

t.test(
  'algorithmProblem() refuses to mix families, unsecured tokens and what nobody knows',
  async (t) => {
    const wrong: readonly (readonly [algorithms: readonly string[], kind: KeyKind])[] = [
      [['RS256', 'HS256'], 'publicKey'],
      [['HS256', 'RS256'], 'secret'],
      [['ES256', 'HS512'], 'jwks'],
      [['none'], 'secret'],
      [['none'], 'jwks'],
      [['rs256'], 'jwks'],
      [['RS256', ''], 'publicKey'],
      [['A128KW'], 'secret'],
      [['toString'], 'jwks'],
      [[], 'jwks'],
      [[], 'secret'],
    ];
    for (const [algorithms, kind] of wrong) {
      t.type(algorithmProblem(algorithms, kind), 'string', `${algorithms} with ${kind}`);
    }
  },
);

t.test('algorithmProblem() says what would do, and repeats nothing', async (t) => {
  const problem = 'expected some of HS256, HS384, HS512, which go with a secret';
  t.equal(algorithmProblem(['RS256', 'HS256', 'hush'], 'secret'), problem);
  t.equal(algorithmProblem([], 'secret'), problem);
  t.match(
    algorithmProblem(['hush'], 'jwks'),
    /^expected some of RS256, .*, which go with public keys$/,
  );
});
t.test('leastSecretBytes() is the length of the hash', async (t) => {
  t.strictSame(['HS256', 'HS384', 'HS512'].map(leastSecretBytes), [32, 48, 64]);
});
