import t from 'tap';
import { withImplied, withoutBodies } from '../../src/api/implied.ts';
import { objectReads, WATCH } from '../../src/api/objects.ts';
import type { Operation } from '../../src/api/parts.ts';
import { READ } from '../../src/api/security.ts';

const bare = (operationId: string): Operation => ({
  operationId,
  tags: ['T'],
  summary: 'S',
  security: READ,
  responses: {},
});

t.test('withImplied() gives HEAD to whatever has GET: no ranges, no bodies', async (t) => {
  const { head } = withImplied({ '/watch': WATCH })['/watch'] ?? {};
  t.match(head, { operationId: 'watchHead', security: READ });
  t.strictSame(Object.keys(head?.responses ?? {}).includes('206'), false);
  t.strictSame(Object.keys(head?.responses ?? {}).includes('416'), false);
  t.notMatch(JSON.stringify(head?.responses), '"content"');
  const names = head?.parameters?.map(({ name }) => name);
  t.ok(names?.includes('If-Match') && !names.includes('Range') && !names.includes('If-Range'));
});

t.test('withImplied() gives OPTIONS to every path, with what the path takes', async (t) => {
  const own = bare('mine');
  const paths = withImplied({
    '/a': { post: bare('a') },
    '/b': { post: bare('b'), options: own },
    '/objects/{bucket}/{key}': objectReads('get', READ),
  });
  t.strictSame(Object.keys(paths['/a'] ?? {}), ['post', 'options']);
  t.match(paths['/a']?.options, {
    operationId: 'aOptions',
    security: [],
    responses: { 204: { headers: { Allow: {} } } },
  });
  t.equal(paths['/b']?.options, own, 'what a path says itself stays');
  t.strictSame(
    paths['/objects/{bucket}/{key}']?.options?.parameters?.map(({ name }) => name),
    ['bucket', 'key'],
  );
});

t.test('withoutBodies() leaves the rest of each answer', async (t) => {
  t.strictSame(withoutBodies({ 200: { description: 'd', headers: {}, content: {} } }), {
    200: { description: 'd', headers: {} },
  });
});
