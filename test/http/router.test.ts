import t from 'tap';
import { allowedMethods, matchPath, pickRule, type RouteRule } from '../../src/http/router.ts';

const rule = (name: string, path: string, ...methods: string[]): RouteRule<string> => ({
  name,
  path,
  methods,
  handler: name,
});

const RULES = [
  rule('watch', '/watch', 'GET'),
  rule('objects', '/objects/*', 'GET', 'PUT', 'DELETE'),
  rule('late', '/objects/late', 'GET'),
  rule('create', '/create_bucket', 'POST'),
  rule('page', '/', 'GET'),
];

const found = (path: string) => {
  const { rules, rest } = matchPath(RULES, path, false);
  return [rules[0].name, rest];
};

t.test('matchPath() finds whole paths and what a star stands for, raw', async (t) => {
  t.strictSame(found('/watch'), ['watch', '']);
  t.strictSame(found('/'), ['page', '']);
  t.strictSame(found('/objects/b/k'), ['objects', 'b/k']);
  t.strictSame(found('/objects/b//k%2F/../x/'), ['objects', 'b//k%2F/../x/']);
  t.strictSame(found('/objects/'), ['objects', '']);
});

t.test('matchPath() takes the first rule that fits', async (t) => {
  t.strictSame(found('/objects/late'), ['objects', 'late']);
});

t.test('matchPath() knows no other paths', async (t) => {
  for (const path of [
    '/watch/',
    '/WATCH',
    '/objects',
    '//',
    '/x',
    '*',
    '//watch',
    '/%77atch',
    '/.',
  ]) {
    t.throws(() => found(path), { code: 'route_not_found', status: 404 }, path);
  }
});

t.test(
  'matchPath() does not repeat a path, which may be a link that was put together wrongly',
  (t) => {
    t.throws(() => found('//t/TOKEN/objects/films/a.mp4'), { message: /^(?!.*TOKEN)/ });
    t.end();
  },
);

t.test('allowedMethods() adds HEAD to GET, and OPTIONS to all', async (t) => {
  t.strictSame(allowedMethods([rule('a', '/', 'GET')]), ['GET', 'HEAD', 'OPTIONS']);
  t.strictSame(allowedMethods([rule('a', '/', 'POST')]), ['POST', 'OPTIONS']);
  t.strictSame(allowedMethods([rule('a', '/', 'GET'), rule('b', '/', 'PUT', 'DELETE')]), [
    'GET',
    'HEAD',
    'PUT',
    'DELETE',
    'OPTIONS',
  ]);
});

t.test('matchPath() gathers the rules that share a path', async (t) => {
  const rules = [...RULES, rule('put', '/objects/*', 'PUT'), rule('put watch', '/watch', 'PUT')];
  const names = (path: string) => matchPath(rules, path, false).rules.map(({ name }) => name);
  t.strictSame(names('/objects/a/b'), ['objects', 'put']);
  t.strictSame(names('/watch'), ['watch', 'put watch']);
});

t.test('matchPath() finds behind a token only what may be there', async (t) => {
  const rules = [{ ...rule('objects', '/objects/*', 'GET'), behindToken: true } as const, ...RULES];
  t.equal(matchPath(rules, '/objects/a', true).rest, 'a');
  t.throws(() => matchPath(rules, '/watch', true), { code: 'route_not_found' });
});

t.test('pickRule() finds the rule that has the method', async (t) => {
  const rules = [
    rule('get', '/', 'GET'),
    rule('put', '/', 'PUT'),
    rule('head', '/', 'DELETE'),
  ] as const;
  for (const [method, name] of [
    ['GET', 'get'],
    ['HEAD', 'get'],
    ['OPTIONS', 'get'],
    ['PUT', 'put'],
    ['DELETE', 'head'],
  ] as const) {
    t.equal(pickRule(rules, method).name, name, method);
  }
  const own = [rule('own', '/', 'HEAD', 'PATCH')] as const;
  t.equal(pickRule(own, 'HEAD').name, 'own');
  t.throws(() => pickRule(own, 'GET'), {
    code: 'method_not_allowed',
    allow: ['HEAD', 'PATCH', 'OPTIONS'],
  });
});

t.test('pickRule() refuses others and says what is allowed', async (t) => {
  const watch = rule('watch', '/watch', 'GET');
  for (const method of ['GET', 'HEAD', 'OPTIONS']) {
    t.equal(pickRule([watch], method), watch, method);
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'get', '']) {
    t.throws(
      () => pickRule([watch], method),
      { code: 'method_not_allowed', status: 405, allow: ['GET', 'HEAD', 'OPTIONS'] },
      method,
    );
  }
});
