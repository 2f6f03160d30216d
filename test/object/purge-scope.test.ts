import t from 'tap';
import { inScope, type PurgeScope, purgeFrom } from '../../src/object/purge-scope.ts';
import { refKey } from '../../src/object/ref-key.ts';

t.test(
  'inScope() holds what lies there, by object and by block, and nothing beside it',
  async (t) => {
    const object = (key: string): PurgeScope => ({ kind: 'object', bucket: 'films', key });
    const prefix = (text: string): PurgeScope => ({
      kind: 'prefix',
      bucket: 'films',
      prefix: text,
    });
    const table: readonly [scope: PurgeScope, bucket: string, key: string, isIn: boolean][] = [
      [{ kind: 'all' }, 'films', 'a', true],
      [{ kind: 'bucket', bucket: 'films' }, 'films', 'a', true],
      [{ kind: 'bucket', bucket: 'films' }, 'films2', 'a', false],
      [{ kind: 'bucket', bucket: 'film' }, 'films', 'a', false],
      [prefix('2026/'), 'films', '2026/a', true],
      [prefix('2026'), 'films', '2026/a', true],
      [prefix('2026/'), 'films', '2026', false],
      [prefix('2026/'), 'other', '2026/a', false],
      [object('a.mp4'), 'films', 'a.mp4', true],
      [object('a.mp4'), 'films', 'a.mp4.vtt', false],
      [object('a.mp4'), 'films', 'a.mp', false],
      [object('a.mp4'), 'other', 'a.mp4', false],
    ];
    for (const [scope, bucket, key, isIn] of table) {
      const isMeant = inScope(scope);
      const name = refKey({ bucket, key });
      t.equal(isMeant(name), isIn, JSON.stringify([scope, bucket, key]));
      t.equal(isMeant([name, '"v1"', 100, 7].join('\0')), isIn, 'a block of it');
    }
  },
);

t.test('purgeFrom() forgets what is meant, and says how many', async (t) => {
  const entries = new Map([
    ['a1', 1],
    ['b', 2],
    ['a2', 3],
  ]);
  t.equal(
    purgeFrom(entries, (key) => key.startsWith('a')),
    2,
  );
  t.strictSame([...entries.keys()], ['b']);
  t.equal(
    purgeFrom(entries, () => false),
    0,
  );
});
