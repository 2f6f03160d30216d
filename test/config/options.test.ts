import { readFileSync } from 'node:fs';
import t from 'tap';
import { defaultOf, envNames } from '../../src/config/option.ts';
import { allOptions } from '../../src/config/options.ts';

/** Rows of the first table under `## Options`, each as its cells. */
function readmeRows(): string[][] {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const section = readme.split(/^## /m).find((part) => part.startsWith('Options\n')) ?? '';
  const table = section.split('\n').filter((line) => line.startsWith('| `'));
  return table.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

t.test(
  "README's table lists every option and no other, in the order of the declarations",
  async (t) => {
    t.same(
      readmeRows().map(([key]) => key),
      allOptions().map(([key]) => `\`${key}\``),
    );
  },
);

t.test("README's table agrees with the declarations", async (t) => {
  const rows = new Map(readmeRows().map((row) => [row[0], row]));
  for (const [key, option] of allOptions()) {
    const [, env, byDefault = '', what = '', ...more] = rows.get(`\`${key}\``) ?? [];
    t.equal(
      env,
      envNames(option)
        .map((name) => `\`${name}\``)
        .join(', '),
      `${key}: environment`,
    );
    t.equal(byDefault.replaceAll('`', ''), defaultOf(option), `${key}: default`);
    t.ok(what.includes(option.kind.bounds), `${key}: bounds ${option.kind.bounds}`);
    t.equal(what.includes('Only with the embedded store'), key === 'media_dir', `${key}: store`);
    t.same(more, [], `${key}: four cells`);
  }
});

t.test('OPTIONS have defaults that their own kinds accept', async (t) => {
  for (const [key, option] of allOptions()) {
    if (option.default === undefined || key === 'cors_origins' || key === 'trusted_proxies')
      continue;
    t.same(option.kind.schema.safeParse(option.default).data, option.default, key);
  }
});

t.test('OPTIONS share no name in the environment', async (t) => {
  const names = allOptions().flatMap(([, option]) => envNames(option));
  t.equal(new Set(names).size, names.length);
  t.notOk(names.includes('AWS_WEB_IDENTITY_TOKEN_FILE'));
});

t.test('OPTIONS keep the keys, names and defaults that are promised', async (t) => {
  const promised: Readonly<Record<string, readonly [string, unknown]>> = {
    access_key: ['AWS_ACCESS_KEY_ID', undefined],
    secret_key: ['AWS_SECRET_ACCESS_KEY', undefined],
    session_token: ['AWS_SESSION_TOKEN', undefined],
    region_name: ['AWS_REGION AWS_DEFAULT_REGION', 'us-east-1'],
    endpoint_url: ['AWS_ENDPOINT_URL_S3 AWS_ENDPOINT_URL', undefined],
    force_path_style: ['FIRSTBYTE_FORCE_PATH_STYLE', undefined],
    buckets: ['FIRSTBYTE_BUCKETS', undefined],
    host: ['FIRSTBYTE_HOST', '127.0.0.1'],
    port: ['FIRSTBYTE_PORT PORT', 8080],
    media_dir: ['FIRSTBYTE_MEDIA_DIR', undefined],
    chunk_bytes: ['FIRSTBYTE_CHUNK_BYTES', 1048576],
    window_bytes: ['FIRSTBYTE_WINDOW_BYTES', 8388608],
    cache_memory_bytes: ['FIRSTBYTE_CACHE_MEMORY_BYTES', 268435456],
    object_ttl_ms: ['FIRSTBYTE_OBJECT_TTL_MS', 10000],
    read_ahead_ms: ['FIRSTBYTE_READ_AHEAD_MS', 20000],
    fast_start: ['FIRSTBYTE_FAST_START', true],
    origin_connections: ['FIRSTBYTE_ORIGIN_CONNECTIONS', 64],
    cors_origins: ['FIRSTBYTE_CORS_ORIGINS', []],
    uploads: ['FIRSTBYTE_UPLOADS', undefined],
  };
  const declared = new Map<string, ReturnType<typeof allOptions>[number][1]>(allOptions());
  for (const [key, [env, byDefault]] of Object.entries(promised)) {
    t.equal(declared.get(key)?.env.join(' '), env, key);
    t.same(declared.get(key)?.default, byDefault, key);
  }
});
