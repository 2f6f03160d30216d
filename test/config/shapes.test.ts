import t from 'tap';
import {
  isCorsOrigin,
  isCredential,
  isHost,
  isLoopback,
  isPath,
  normalEndpoint,
} from '../../src/config/shapes.ts';

const TABLE: readonly [(text: string) => boolean, readonly string[], readonly string[]][] = [
  [
    isHost,
    [
      '127.0.0.1',
      '0.0.0.0',
      '::',
      '::1',
      'fe80::1%eth0',
      'localhost',
      'my_host',
      'a.example.com',
      '1a',
    ],
    [
      '',
      ' ',
      '[::1]',
      '999.1.1.1',
      '1.2.3',
      '127.0.0.1:80',
      'http://a',
      'a b',
      '-a',
      'a.',
      'ä.de',
      `${'a'.repeat(64)}.de`,
      `${'a.'.repeat(127)}com`,
    ],
  ],
  [
    isLoopback,
    [
      '127.0.0.1',
      '127.255.255.254',
      '::1',
      '0:0:0:0:0:0:0:1',
      '::ffff:127.0.0.1',
      'localhost',
      'LOCALHOST',
    ],
    [
      '0.0.0.0',
      '::',
      '10.0.0.1',
      '128.0.0.1',
      '126.255.255.255',
      '::2',
      'localhost.example.com',
      'example.com',
      '',
    ],
  ],
  [
    isCredential,
    ['AKIDEXAMPLE', 'a/b+c=', '~', 'x'.repeat(16384)],
    ['', 'a b', 'a\n', 'a\r\nX: y', 'ä', 'x'.repeat(16385)],
  ],
  [isPath, ['.', '/a b', 'ä'], ['', 'a\0b']],
  [
    isCorsOrigin,
    [
      '*',
      'https://example.com',
      'http://localhost:3000',
      'http://[::1]:8080',
      'capacitor://localhost',
      'app://x:1',
    ],
    [
      '',
      'null',
      'example.com',
      'https://example.com/',
      'https://Example.com',
      'https://example.com:443',
      'https://a/b',
      'https://*.a',
      'https://u@a',
      'app://x/y',
      'https://',
    ],
  ],
];

for (const [accepts, good, bad] of TABLE) {
  t.test(`${accepts.name}() takes what has the shape and nothing else`, async (t) => {
    for (const text of good) t.equal(accepts(text), true, `takes ${JSON.stringify(text)}`);
    for (const text of bad) t.equal(accepts(text), false, `refuses ${JSON.stringify(text)}`);
  });
}

t.test('normalEndpoint() drops trailing slashes and normalises', async (t) => {
  t.equal(normalEndpoint('http://127.0.0.1:9000'), 'http://127.0.0.1:9000');
  t.equal(normalEndpoint('https://S3.Example.com:443//'), 'https://s3.example.com');
  t.equal(normalEndpoint('HTTP://host/base/'), 'http://host/base');
  t.equal(normalEndpoint('http://[::1]:9000/'), 'http://[::1]:9000');
});

t.test('normalEndpoint() refuses what is no plain http or https URL', async (t) => {
  for (const text of [
    '',
    's3.example.com',
    'localhost:9000',
    'ftp://a',
    'http:a',
    'http://',
    'http:///a',
    'http://u:p@a',
    'http://u@a',
    'http://@a',
    'http://a?',
    'http://a/?x=1',
    'http://a/#',
    'http://a\\b',
    'http://a b',
    'http://a:99999',
  ]) {
    t.equal(normalEndpoint(text), undefined, `refuses ${JSON.stringify(text)}`);
  }
});
