import t from 'tap';
import { authKind } from '../../src/config/auth-kind.ts';
import { bucketList } from '../../src/config/bucket-kind.ts';
import { configOf, storageChoice } from '../../src/config/config.ts';
import type { Given } from '../../src/config/given.ts';
import type { OptionKey } from '../../src/config/options.ts';
import { valuesOf } from '../../src/config/values.ts';

const values = valuesOf(new Map());

t.test('configOf() settles the defaults that depend on other options', async (t) => {
  t.match(configOf(values, true, '/w'), { embedded: true, uploads: true, force_path_style: false });
  t.match(configOf(values, false, '/w'), { embedded: false, uploads: false });
  t.equal(configOf({ ...values, uploads: false }, true, '/w').uploads, false);
  t.equal(configOf({ ...values, uploads: true }, false, '/w').uploads, true);
  const endpoint_url = 'http://a';
  t.equal(configOf({ ...values, endpoint_url }, false, '/w').force_path_style, true);
  const virtual = { ...values, endpoint_url, force_path_style: false };
  t.equal(configOf(virtual, false, '/w').force_path_style, false);
});

t.test('configOf() resolves media_dir from the working directory', async (t) => {
  t.equal(configOf(values, true, '/w').media_dir, undefined);
  t.equal(configOf({ ...values, media_dir: 'a/../b' }, true, '/w').media_dir, '/w/b');
  t.equal(configOf({ ...values, media_dir: '/b' }, true, '/w').media_dir, '/b');
});

t.test('configOf() keeps credentials in one place', async (t) => {
  const pair = { access_key: 'a', secret_key: 's' };
  t.equal(configOf(values, false, '/w').credentials, undefined);
  const config = configOf({ ...values, ...pair }, false, '/w');
  t.same(config.credentials, { ...pair, session_token: undefined });
  t.notOk(Object.keys(config).some((key) => /^(access|secret|session)_/.test(key)));
});

t.test('configOf() freezes all of it', async (t) => {
  const all = {
    ...values,
    buckets: bucketList().schema.parse(['abc']),
    auth: authKind().schema.parse({ links: { keys: [{ id: 'k', secret: 's'.repeat(32) }] } }),
    cors_origins: ['*'],
    access_key: 'a',
    secret_key: 's',
  };
  const config = configOf(all, false, '/w');
  const links = typeof config.auth === 'object' ? config.auth.links : undefined;
  const auth = [config.auth, links, links?.keys, links?.keys[0]];
  const lists = [config.buckets, config.buckets?.[0], config.cors_origins];
  for (const part of [config, ...lists, ...auth, config.credentials]) {
    t.ok(part !== undefined && Object.isFrozen(part));
  }
  t.ok(Object.isFrozen(configOf(values, true, '/w').cors_origins));
});

t.test('storageChoice() names what chooses a storage other than the embedded store', async (t) => {
  const choice = (key: OptionKey, one: Given) => storageChoice(new Map([[key, one]]), {});
  const given: Given = { where: 'f', value: 'x' };
  t.equal(choice('endpoint_url', given), 'endpoint_url (f)');
  t.equal(choice('access_key', { where: 'f', problem: 'x' }), 'access_key (f)');
  t.equal(choice('buckets', given), 'buckets (f)');
  for (const key of ['region_name', 'media_dir', 'force_path_style', 'host'] as const) {
    t.equal(choice(key, given), undefined, key);
  }
});

t.test('storageChoice() heeds the standard variables when they are not empty', async (t) => {
  const choice = (name: string, value: string) => storageChoice(new Map(), { [name]: value });
  for (const name of [
    'AWS_PROFILE',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  ]) {
    t.equal(choice(name, 'x'), name);
    t.equal(choice(name, ''), undefined);
  }
  for (const name of ['AWS_REGION', 'AWS_PROFILES', 'MY_AWS_PROFILE', 'AWS_ROLE_ARN']) {
    t.equal(choice(name, 'x'), undefined, name);
  }
});
