import t from 'tap';
import { chooseBucket } from '../../src/routes/buckets.ts';

t.test('chooseBucket() takes the only bucket when none is asked for', async (t) => {
  for (const asked of [undefined, '']) {
    t.equal(chooseBucket(asked, ['films']), 'films');
    for (const served of [[], ['films', 'other'], undefined]) {
      t.throws(() => chooseBucket(asked, served), { code: 'bucket_missing', status: 400 });
    }
  }
});

t.test('chooseBucket() serves listed buckets only, or all without a list', async (t) => {
  t.equal(chooseBucket('films', ['other', 'films']), 'films');
  t.equal(chooseBucket('films', undefined), 'films');
  for (const asked of ['other', 'Films', 'films.x', 'film']) {
    t.throws(
      () => chooseBucket(asked, ['films']),
      { code: 'bucket_not_allowed', status: 403 },
      asked,
    );
  }
  t.throws(() => chooseBucket('films', []), { code: 'bucket_not_allowed' });
});

t.test('chooseBucket() takes the names that stores take', async (t) => {
  for (const name of ['abc', 'a-b.c', 'my_bucket', 'Upper', '123', 'a'.repeat(255), 'a..b']) {
    t.equal(chooseBucket(name, undefined), name);
  }
});

t.test('chooseBucket() refuses names that could leave a path or a host name', async (t) => {
  for (const name of [
    ...[
      '..',
      '.',
      'ab',
      '-abc',
      'abc-',
      '.abc',
      'abc.',
      'a/b',
      'a\\b',
      'a b',
      'a%2fb',
      'a?b',
      'a#b',
    ],
    ...['a@b', 'a:b', 'abc\n', 'abc\0', 'caf\u00e9', 'a'.repeat(256), '127.0.0.1:80', '\uff21bc'],
  ]) {
    t.throws(
      () => chooseBucket(name, undefined),
      { code: 'bucket_invalid', status: 400 },
      JSON.stringify(name),
    );
  }
});
