import t from 'tap';
import { parseQuery } from '../../src/http/query.ts';
import type { PurgeScope } from '../../src/object/purge-scope.ts';
import { createCacheStats, createPurge, scopeOf } from '../../src/routes/cache.ts';
import { exchangeOf, jsonOf } from '../fixtures/exchange.ts';

t.test('scopeOf() reads what is to be purged', async (t) => {
  const table: readonly [
    query: string,
    served: readonly string[] | undefined,
    scope: PurgeScope,
  ][] = [
    ['', undefined, { kind: 'all' }],
    ['bucket=films', undefined, { kind: 'bucket', bucket: 'films' }],
    ['bucket=films&prefix=', undefined, { kind: 'bucket', bucket: 'films' }],
    [
      'bucket=films&prefix=2026%2F',
      undefined,
      { kind: 'prefix', bucket: 'films', prefix: '2026/' },
    ],
    ['bucket=films&key=a+b.mp4', undefined, { kind: 'object', bucket: 'films', key: 'a b.mp4' }],
    ['key=a', ['films'], { kind: 'object', bucket: 'films', key: 'a' }],
  ];
  for (const [query, served, scope] of table) {
    t.strictSame(scopeOf(parseQuery(query), served), scope, query);
  }
  for (const [query, code] of [
    ['key=a', 'bucket_missing'],
    ['bucket=films&key=a&prefix=b', 'parameter_invalid'],
    ['bucket=films&key=', 'key_missing'],
    ['bucket=..&key=a', 'bucket_invalid'],
    ['buckets=films', 'parameter_invalid'],
    ['bucket=films&ky=a.mp4', 'parameter_invalid'],
    ['%ff', 'parameter_invalid'],
  ] as const) {
    t.throws(() => scopeOf(parseQuery(query), undefined), { code }, query);
  }
  t.throws(() => scopeOf(parseQuery('bucket=flims'), ['films']), { code: 'bucket_not_allowed' });
});

t.test('createPurge() purges, says what, and tells of it', async (t) => {
  const told: unknown[] = [];
  const purged = { objects: 1, blocks: 2, bytes: 3 };
  const purge = createPurge({
    buckets: undefined,
    purge: () => purged,
    onPurge: (...what) => told.push(what),
  });
  const answer = await purge(exchangeOf({ method: 'DELETE', query: 'bucket=films' }));
  t.strictSame(await jsonOf(answer), { purged });
  t.strictSame(told, [[{ kind: 'bucket', bucket: 'films' }, purged]]);
});

t.test('createCacheStats() says what there is, and the largest objects', async (t) => {
  const stats = createCacheStats({
    stats: () => ({ flights: 3 }),
    top: (most) => [{ most }],
  });
  for (const [query, most] of [
    ['', 20],
    ['limit=1', 1],
    ['limit=1000', 1000],
  ] as const) {
    const answer = await stats(exchangeOf({ query }));
    t.strictSame(await jsonOf(answer), { flights: 3, topObjects: [{ most }] });
  }
  for (const query of ['limit=0', 'limit=1001', 'limit=x', 'limit=']) {
    t.throws(() => stats(exchangeOf({ query })), { code: 'parameter_invalid' }, query);
  }
});
