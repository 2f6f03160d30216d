import t from 'tap';
import { authKind } from '../../src/config/auth-kind.ts';
import { check, problemsOf } from '../../src/config/check.ts';

const kind = authKind();
const HASH = `scrypt$N=16384,r=8,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
const SECRET = 'hush'.repeat(8);
const problems = (value: unknown) =>
  problemsOf(check({ given: new Map([['auth', { where: 'f', value }]]), problems: [] }));

t.test('authKind() takes "public", and each way in with its defaults', async (t) => {
  const read = (value: unknown) => kind.schema.parse(value);
  t.equal(read('public'), 'public');
  t.strictSame(read({ basic: [{ name: 'anna', password_hash: HASH }] }), {
    realm: 'firstbyte',
    basic: [{ name: 'anna', password_hash: HASH, read: ['*'], write: [] }],
  });
  t.match(read({ jwt: { secret: SECRET } }), {
    jwt: { keys: { secret: SECRET }, algorithms: ['HS256'], clock_tolerance_seconds: 5 },
  });
  t.match(read({ jwt: { jwks_url: 'https://id.example/jwks.json', audience: 'films' } }), {
    jwt: { keys: { jwksUrl: 'https://id.example/jwks.json' }, audience: 'films', read: ['*'] },
  });
  t.match(read({ links: { keys: [{ id: 'k1', secret: SECRET }] } }), {
    links: { longest_seconds: 604_800, cookie_seconds: 900, cookie_longest_seconds: 43_200 },
  });
});

t.test('authKind() reads JSON where it is given as text', async (t) => {
  t.equal(kind.fromText('public'), 'public');
  t.strictSame(kind.fromText('{"links":{}}'), { links: {} });
});

t.test('authKind() says what is wrong where, and repeats nothing', async (t) => {
  const any = '"public" or an object of ways in (basic, jwt, links)';
  const one = 'expected at least one of basic, jwt and links';
  const keys = 'jwt: expected one of jwks_url, public_key and secret';
  const table: readonly [unknown, string][] = [
    ['hush', `expected ${any}, got a string that is not shown here`],
    [true, `expected ${any}, got a boolean that is not shown here`],
    [{}, one],
    [{ realm: 'x' }, one],
    [{ basics: [] }, `unknown key "basics"; ${one}`],
    [{ basic: [] }, 'basic: expected at least one user'],
    [
      { basic: [{ name: 'a:b', password_hash: HASH }] },
      'basic[0].name: expected up to 128 characters without ":"',
    ],
    [
      { basic: [{ name: 'a', password_hash: 'hush' }] },
      'basic[0].password_hash: expected a hash as "firstbyte hash-password" makes it',
    ],
    [
      { basic: [{ name: 'a', password_hash: HASH, read: ['/x'] }] },
      'basic[0].read[0]: expected "*", "bucket" or "bucket/prefix"',
    ],
    [
      {
        basic: [
          { name: 'a', password_hash: HASH },
          { name: 'a', password_hash: HASH },
        ],
      },
      'basic: expected every name once',
    ],
    [{ jwt: {} }, keys],
    [{ jwt: { secret: SECRET, jwks_url: 'https://a' } }, keys],
    [{ jwt: { secret: 'hush' } }, 'jwt.secret: expected a secret of 32 to 1024 bytes'],
    [{ jwt: { jwks_url: 'file:///etc' } }, 'jwt.jwks_url: expected an http or https URL'],
    [
      { jwt: { secret: SECRET, clock_tolerance_seconds: 301 } },
      'jwt.clock_tolerance_seconds: expected a whole number from 0 to 300',
    ],
    [{ links: { keys: [] } }, 'links.keys: expected at least one key'],
    [
      { links: { keys: [{ id: 'k 1', secret: SECRET }] } },
      'links.keys[0].id: expected 1 to 32 letters, digits, "-" or "_"',
    ],
    [
      { links: { keys: [{ id: 'k1', secret: 'hush' }] } },
      'links.keys[0].secret: expected a secret of 32 to 1024 bytes',
    ],
  ];
  for (const [value, sentence] of table) {
    t.strictSame(problems(value), [`auth (f): ${sentence}`], JSON.stringify(value));
  }
});

t.test('authKind() never mixes kinds of keys', async (t) => {
  const secret = (algorithms: string[]) => problems({ jwt: { secret: SECRET, algorithms } });
  const keys = (algorithms: string[]) => problems({ jwt: { jwks_url: 'https://a', algorithms } });
  t.match(secret(['RS256']), [/^auth \(f\): jwt: expected some of HS256,/]);
  t.match(keys(['HS256']), [/jwt: expected some of RS256,/]);
  t.match(keys(['none']), [/jwt: expected some of RS256,/]);
  t.match(keys([]), [/jwt: expected some of RS256,/]);
  t.strictSame(keys(['ES256']), []);
});

t.test('authKind() has no two users of one name, however it is written', async (t) => {
  const user = (name: string) => ({ name, password_hash: HASH });
  t.match(problems({ basic: [user('\u00e4'), user('a\u0308')] }), [/expected every name once/]);
  t.match(problems({ basic: [user('\ud800')] }), [/basic\[0\]\.name: expected up to 128/]);
});
