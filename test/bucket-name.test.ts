import t from 'tap';
import { isBucketName } from '../src/bucket-name.ts';

t.test(
  'isBucketName() takes what stores have had, and nothing that could leave a path',
  async (t) => {
    const good = [
      'abc',
      'my-bucket',
      'my.bucket',
      'a..b',
      'Old_Bucket',
      'a'.repeat(255),
      '1x1',
      '123',
    ];
    for (const name of good) t.ok(isBucketName(name), name);
    const bad = [
      '',
      'ab',
      '.',
      '..',
      '...',
      '-abc',
      'abc-',
      '.abc',
      'abc.',
      'a/b',
      'a\\b',
      'a b',
      'a@b',
    ];
    bad.push('a:b', 'a%2fb', 'a?b', 'a#b', 'abc\n', 'abc\0', 'bücher', '\uff21bc', 'a'.repeat(256));
    for (const name of bad) t.notOk(isBucketName(name), JSON.stringify(name));
  },
);
