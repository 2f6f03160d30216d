import fc from 'fast-check';
import t from 'tap';
import { createAddressing, encodeKey, encodeStrictly } from '../../src/origin/address.ts';

const RUNS = { numRuns: 10_000 };
const LOCAL = { endpointUrl: 'http://127.0.0.1:9000', region: 'us-east-1', forcePathStyle: true };
const AWS = { endpointUrl: undefined, region: 'eu-west-1', forcePathStyle: false };

/** RFC 3986 section 2.3, spelled out byte by byte: the oracle. */
function oracle(text: string, bare: string): string {
  const unreserved = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~${bare}`;
  let out = '';
  for (const byte of new TextEncoder().encode(text)) {
    const char = String.fromCharCode(byte);
    out += unreserved.includes(char)
      ? char
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

t.test('createAddressing() puts bucket and key where the style says', async (t) => {
  const object = { bucket: 'films', key: 'a b.mp4' };
  const cases: [Parameters<typeof createAddressing>[0], typeof object, string, string, string][] = [
    [LOCAL, object, 'http://127.0.0.1:9000', '127.0.0.1:9000', '/films/a%20b.mp4'],
    [
      { ...LOCAL, endpointUrl: 'https://s3.example.com:443/' },
      object,
      'https://s3.example.com',
      's3.example.com',
      '/films/a%20b.mp4',
    ],
    [
      { ...LOCAL, endpointUrl: 'https://example.com/base/' },
      object,
      'https://example.com',
      'example.com',
      '/base/films/a%20b.mp4',
    ],
    [
      { ...LOCAL, endpointUrl: 'http://s3.example.com:8443', forcePathStyle: false },
      object,
      'http://films.s3.example.com:8443',
      'films.s3.example.com:8443',
      '/a%20b.mp4',
    ],
    [
      AWS,
      object,
      'https://films.s3.eu-west-1.amazonaws.com',
      'films.s3.eu-west-1.amazonaws.com',
      '/a%20b.mp4',
    ],
    [
      { ...AWS, forcePathStyle: true },
      object,
      'https://s3.eu-west-1.amazonaws.com',
      's3.eu-west-1.amazonaws.com',
      '/films/a%20b.mp4',
    ],
    [
      { ...AWS, region: 'cn-north-1' },
      object,
      'https://films.s3.cn-north-1.amazonaws.com.cn',
      'films.s3.cn-north-1.amazonaws.com.cn',
      '/a%20b.mp4',
    ],
    [
      AWS,
      { bucket: 'my.films', key: 'x' },
      'https://s3.eu-west-1.amazonaws.com',
      's3.eu-west-1.amazonaws.com',
      '/my.films/x',
    ],
    [
      AWS,
      { bucket: 'Old_Films', key: 'x' },
      'https://s3.eu-west-1.amazonaws.com',
      's3.eu-west-1.amazonaws.com',
      '/Old_Films/x',
    ],
    [
      { ...LOCAL, forcePathStyle: false },
      object,
      'http://127.0.0.1:9000',
      '127.0.0.1:9000',
      '/films/a%20b.mp4',
    ],
    [
      { ...LOCAL, endpointUrl: 'http://[::1]:9000', forcePathStyle: false },
      object,
      'http://[::1]:9000',
      '[::1]:9000',
      '/films/a%20b.mp4',
    ],
  ];
  for (const [options, ref, origin, host, path] of cases) {
    t.same(createAddressing(options).object(ref), { origin, host, path });
  }
});

t.test('createAddressing() addresses the account and the bucket itself', async (t) => {
  t.equal(createAddressing(LOCAL).root.path, '/');
  t.equal(createAddressing(LOCAL).bucket('films').path, '/films');
  t.equal(createAddressing(AWS).bucket('films').path, '/');
  t.equal(createAddressing({ ...LOCAL, endpointUrl: 'http://h/base' }).root.path, '/base/');
});

t.test('createAddressing() keeps keys that look like paths as they are', async (t) => {
  const path = (key: string) => createAddressing(LOCAL).object({ bucket: 'films', key }).path;
  t.equal(path('a//b'), '/films/a//b');
  t.equal(path('/leading'), '/films//leading');
  t.equal(path('trailing/'), '/films/trailing/');
  t.equal(path('dot/./x'), '/films/dot/./x');
  t.equal(path('dot/../x'), '/films/dot/../x');
  t.equal(path('a%2Fb+c'), '/films/a%252Fb%2Bc');
  t.equal(path('?x#y'), '/films/%3Fx%23y');
  t.equal(path('é'), '/films/%C3%A9');
  t.equal(path('e\u0301'), '/films/e%CC%81');
  t.equal(path('\u0001\n'), '/films/%01%0A');
});

t.test('createAddressing() refuses what cannot be an address', async (t) => {
  for (const endpointUrl of [
    'nonsense',
    'ftp://h',
    'http://k:s@h',
    'http://h/?q=1',
    'http://h/#f',
  ]) {
    t.throws(() => createAddressing({ ...LOCAL, endpointUrl }), TypeError, endpointUrl);
  }
  for (const region of ['', 'evil.com/', 'a b', 'x#', 'eu_west', '-a', 'a.b']) {
    t.throws(() => createAddressing({ ...AWS, region }), TypeError, region);
  }
  t.doesNotThrow(() => createAddressing({ ...LOCAL, region: '' }), 'no host is made of it');
});

t.test('createAddressing() refuses empty keys and keys that are not Unicode', async (t) => {
  const { object } = createAddressing(LOCAL);
  t.throws(() => object({ bucket: 'films', key: '' }), { code: 'key_missing' });
  t.throws(() => object({ bucket: 'films', key: 'a\ud800b' }), { code: 'key_invalid' });
});

t.test(
  'createAddressing() never lets a bucket into the host unless it is one DNS label',
  async (t) => {
    const { bucket } = createAddressing({
      ...LOCAL,
      endpointUrl: 'http://s3.test',
      forcePathStyle: false,
    });
    const bad = [
      '',
      '.',
      '..',
      'a/b',
      'a b',
      'evil.com#',
      'a@b',
      'a:b',
      'a?b',
      'é',
      'a\u0000',
      'x'.repeat(256),
    ];
    for (const name of bad)
      t.throws(() => bucket(name), { code: 'bucket_invalid' }, JSON.stringify(name));
    const names = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.string({
        unit: fc.constantFrom('a', 'Z', '0', '-', '.', '_', '/', '@', '#'),
        maxLength: 70,
      }),
    );
    fc.assert(
      fc.property(names, (name) => {
        let address: { host: string; origin: string; path: string };
        try {
          address = bucket(name);
        } catch {
          return name.length < 3 || /[^A-Za-z0-9._-]/.test(name) || /^[._-]|[._-]$/.test(name);
        }
        const url = new URL(address.origin);
        const inHost = address.host === `${name}.s3.test` && address.path === '/';
        const label =
          /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name) && name.length >= 3 && name.length <= 63;
        const inPath = address.host === 's3.test' && address.path === `/${name}`;
        return url.host === address.host && (label ? inHost : inPath);
      }),
      RUNS,
    );
  },
);

t.test('encodeKey() and encodeStrictly() agree with RFC 3986 byte by byte', async (t) => {
  const keys = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(keys, (key) => {
      const path = encodeKey(key);
      return (
        path === oracle(key, '/') &&
        encodeStrictly(key) === oracle(key, '') &&
        decodeURIComponent(path) === key
      );
    }),
    RUNS,
  );
  t.equal(encodeKey('é'.repeat(512)).length, 512 * 6, '1024 bytes');
});
