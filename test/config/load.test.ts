import t from 'tap';
import { EX_CONFIG } from '../../src/config/load.ts';
import { type LoadInputs, loadWith, problemsWith } from '../fixtures/load-with.ts';

t.test('loadConfig() needs nothing: the embedded store on loopback', async (t) => {
  t.same(loadWith({}), {
    kind: 'config',
    warnings: [],
    checkOnly: false,
    config: {
      hsts_seconds: 0,
      region_name: 'us-east-1',
      endpoint_url: undefined,
      buckets: undefined,
      host: '127.0.0.1',
      admin_host: '127.0.0.1',
      admin_port: undefined,
      admin_token: undefined,
      port: 8080,
      media_dir: undefined,
      chunk_bytes: 1048576,
      window_bytes: 8388608,
      read_ahead_ms: 20000,
      fast_start: true,
      cache_memory_bytes: 268435456,
      object_ttl_ms: 10000,
      origin_connections: 64,
      origin_timeout_ms: 10000,
      max_connections: 10000,
      max_streams: 4000,
      max_streams_per_address: 0,
      requests_per_second: 0,
      stream_bytes_per_second: 0,
      trusted_proxies: [],
      shutdown_ms: 30000,
      cors_origins: [],
      auth: undefined,
      slow_request_ms: 2000,
      log_level: 'info',
      embedded: true,
      credentials: undefined,
      force_path_style: false,
      uploads: true,
      upload_memory_bytes: 268_435_456,
    },
  });
});

t.test("loadConfig() takes the original's four keys unchanged, blanks included", async (t) => {
  const file = {
    access_key: 'AKID',
    secret_key: 'hush',
    region_name: 'us-east-1',
    endpoint_url: 'https://s3.us-east-1.lyvecloud.seagate.com/',
  };
  t.match(loadWith({ file }), {
    kind: 'config',
    config: {
      credentials: { access_key: 'AKID', secret_key: 'hush', session_token: undefined },
      endpoint_url: 'https://s3.us-east-1.lyvecloud.seagate.com',
      force_path_style: true,
      embedded: false,
      uploads: false,
    },
  });
  const blank = { access_key: '', secret_key: '', region_name: '', endpoint_url: '' };
  t.match(loadWith({ file: blank }), { config: { embedded: true, region_name: 'us-east-1' } });
});

const FILE = { port: 4 };
const PRECEDENCE: readonly [LoadInputs, number][] = [
  [{ argv: ['--port=1'], env: { FIRSTBYTE_PORT: '2', PORT: '3' }, file: FILE }, 1],
  [{ env: { FIRSTBYTE_PORT: '2', PORT: '3' }, file: FILE }, 2],
  [{ env: { FIRSTBYTE_PORT: '', PORT: '3' }, file: FILE }, 3],
  [{ env: { FIRSTBYTE_PORT: '', PORT: '' }, file: FILE }, 4],
  [{ argv: ['--config', 'x.json'], file: FILE, files: { '/srv/x.json': '{}' } }, 8080],
  [{}, 8080],
];

t.test('loadConfig() ranks flags, environment, file and default', async (t) => {
  for (const [inputs, port] of PRECEDENCE) t.match(loadWith(inputs), { config: { port } });
});

t.test('loadConfig() does not start the embedded store when a storage is chosen', async (t) => {
  const chosen: readonly LoadInputs[] = [
    { file: { endpoint_url: 'http://a' } },
    { env: { AWS_ENDPOINT_URL: 'http://a' } },
    { file: { buckets: ['abc'] } },
    { env: { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' } },
    { env: { AWS_PROFILE: 'p' } },
    { env: { AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere' } },
    { env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://a' } },
  ];
  for (const inputs of chosen) {
    t.match(loadWith(inputs), { config: { embedded: false, uploads: false } });
  }
});

t.test('loadConfig() lists all problems of all sources at once', async (t) => {
  const problems = problemsWith({
    argv: ['--port', '80a', '--nope'],
    env: {
      FIRSTBYTE_PORT: '-1',
      FIRSTBYTE_UPLOADS: 'maybe',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_ENDPOINT_URL: 'nowhere',
    },
    file: { prot: 1, port: '80', host: '0.0.0.0', chunk_bytes: 1, media_dir: 'm', secret_key: 's' },
  });
  const expected = 'expected a whole number from 0 to 65535, got';
  t.same(problems, [
    '--nope (command line): unknown flag; --help lists the flags',
    `port (--port): ${expected} "80a"`,
    'endpoint_url (AWS_ENDPOINT_URL): expected an http or https URL without credentials, query or fragment, got a string that is not shown here',
    `port (FIRSTBYTE_PORT): ${expected} -1`,
    'uploads (FIRSTBYTE_UPLOADS): expected true or false, got "maybe"',
    'prot (config.json): unknown key; did you mean port?',
    `port (config.json): ${expected} "80"`,
    'chunk_bytes (config.json): expected a whole number from 65536 to 67108864, got 1',
    'access_key (AWS_ACCESS_KEY_ID): needs secret_key from the same place; what config.json gives is not combined with it',
    'media_dir (config.json): only the embedded store reads a folder, and endpoint_url (AWS_ENDPOINT_URL) chooses another storage; leave one of them out',
    'host (config.json): "0.0.0.0" can be reached from other machines: set buckets (FIRSTBYTE_BUCKETS) to the buckets that may be served and auth (FIRSTBYTE_AUTH) to the ways in, or to "public" if anyone may watch them, or listen on 127.0.0.1',
  ]);
});

t.test('loadConfig() blames an unreadable secret once', async (t) => {
  t.same(problemsWith({ env: { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY_FILE: 'gone' } }), [
    'secret_key (AWS_SECRET_ACCESS_KEY_FILE): cannot read the file it names: ENOENT',
  ]);
});

t.test('loadConfig() listens publicly when told what and to whom', async (t) => {
  const env = { FIRSTBYTE_HOST: '::', FIRSTBYTE_BUCKETS: 'abc,abd', FIRSTBYTE_AUTH: 'public' };
  t.match(loadWith({ env }), {
    config: {
      host: '::',
      buckets: [{ name: 'abc' }, { name: 'abd' }],
      auth: 'public',
      embedded: false,
    },
  });
});

t.test('loadConfig() warns of variables that look like options and are none', async (t) => {
  const loaded = loadWith({
    env: { FIRSTBYTE_UPLOADS: 'yes', FIRSTBYTE_BUCKET: 'x' },
    file: { window_bytes: 8388608 },
  });
  t.same(loaded.kind === 'config' && loaded.warnings, [
    'FIRSTBYTE_BUCKET (environment): is no option; did you mean FIRSTBYTE_BUCKETS?',
  ]);
  t.match(loadWith({ file: { uploads: true } }), { kind: 'config', warnings: [] });
});

t.test('loadConfig() answers --help and --version whatever else is wrong', async (t) => {
  const file = { nope: 1 };
  t.match(loadWith({ argv: ['--version', 'x', '--help'], file }), { kind: 'help', text: /Usage/ });
  t.same(loadWith({ argv: ['--bad', '--version'], file }), { kind: 'version' });
});

t.test('loadConfig() passes --check-config on', async (t) => {
  t.match(loadWith({ argv: ['--check-config'] }), { kind: 'config', checkOnly: true });
  t.match(loadWith({ argv: ['--check-config'], file: [] }), { kind: 'problems' });
});

t.test('EX_CONFIG is the one of sysexits.h', async (t) => {
  t.equal(EX_CONFIG, 78);
});

t.test('loadConfig() looks for media_dir from the working directory', async (t) => {
  const folders = ['/srv/films', '/films'];
  for (const media_dir of ['films', './films', '/films']) {
    t.same(problemsWith({ file: { media_dir }, folders }), [], media_dir);
  }
  t.same(problemsWith({ file: { media_dir: 'flims', port: -1 }, folders }), [
    'port (config.json): expected a whole number from 0 to 65535, got -1',
    'media_dir (config.json): there is no folder "flims"',
  ]);
});

t.test('loadConfig() says that force_path_style means nothing to the embedded store', async (t) => {
  const env = { FIRSTBYTE_FORCE_PATH_STYLE: 'false' };
  t.match(loadWith({ env }), {
    warnings: [
      'force_path_style (FIRSTBYTE_FORCE_PATH_STYLE): has no effect with the embedded store',
    ],
  });
  const elsewhere = { ...env, FIRSTBYTE_BUCKETS: 'films' };
  t.match(loadWith({ env: elsewhere }), { kind: 'config', warnings: [] });
});
