import t from 'tap';
import { checkServed, nameBucket } from '../../src/routes/buckets.ts';

t.test('nameBucket() takes the only bucket when none is asked for', async (t) => {
  for (const asked of [undefined, '']) {
    t.equal(nameBucket(asked, ['films']), 'films');
    for (const served of [[], ['films', 'other'], undefined]) {
      t.throws(() => nameBucket(asked, served), { code: 'bucket_missing', status: 400 });
    }
  }
});

t.test('checkServed() lets listed buckets through, or all without a list', async (t) => {
  t.doesNotThrow(() => checkServed('films', ['other', 'films']));
  t.doesNotThrow(() => checkServed('films', undefined));
  for (const asked of ['other', 'Films', 'films.x', 'film']) {
    const refused = { code: 'bucket_not_allowed', status: 403 };
    t.throws(() => checkServed(asked, ['films']), refused, asked);
  }
  t.throws(() => checkServed('films', []), { code: 'bucket_not_allowed' });
});

t.test('nameBucket() takes the names that stores take', async (t) => {
  for (const name of ['abc', 'a-b.c', 'my_bucket', 'Upper', '123', 'a'.repeat(255), 'a..b']) {
    t.equal(nameBucket(name, undefined), name);
  }
});

t.test('nameBucket() refuses names that could leave a path or a host name', async (t) => {
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
      () => nameBucket(name, undefined),
      { code: 'bucket_invalid', status: 400 },
      JSON.stringify(name),
    );
  }
});
