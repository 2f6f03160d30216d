import t from 'tap';
import { readEnvironment, strayVariables, variable } from '../../src/config/environment.ts';
import { readerOf } from '../fixtures/load-with.ts';

const FILES = {
  '/srv/key': 'AKID\n',
  '/run/secret': 'hush\r\n\n',
  '/srv/locked': '!EACCES',
};

function read(env: Record<string, string | undefined>) {
  return readEnvironment(env, '/srv', readerOf(FILES)).given;
}

t.test('readEnvironment() turns text into values', async (t) => {
  t.same(
    Object.fromEntries(
      read({
        FIRSTBYTE_HOST: 'localhost',
        FIRSTBYTE_PORT: '0',
        FIRSTBYTE_UPLOADS: 'No',
        FIRSTBYTE_BUCKETS: 'one, two',
        AWS_SESSION_TOKEN: '123',
      }),
    ),
    {
      session_token: { where: 'AWS_SESSION_TOKEN', value: '123' },
      buckets: { where: 'FIRSTBYTE_BUCKETS', value: ['one', 'two'] },
      host: { where: 'FIRSTBYTE_HOST', value: 'localhost' },
      port: { where: 'FIRSTBYTE_PORT', value: 0 },
      uploads: { where: 'FIRSTBYTE_UPLOADS', value: false },
    },
  );
});

t.test('readEnvironment() takes the first name that is set and not empty', async (t) => {
  const port = (env: Record<string, string | undefined>) => read(env).get('port');
  t.match(port({ FIRSTBYTE_PORT: '1', PORT: '2' }), { where: 'FIRSTBYTE_PORT', value: 1 });
  t.match(port({ FIRSTBYTE_PORT: '', PORT: '2' }), { where: 'PORT', value: 2 });
  t.equal(port({ FIRSTBYTE_PORT: '', PORT: undefined }), undefined);
  t.match(read({ AWS_DEFAULT_REGION: 'b', AWS_REGION: 'a' }).get('region_name'), { value: 'a' });
  t.match(
    read({ AWS_ENDPOINT_URL: 'http://b', AWS_ENDPOINT_URL_S3: 'http://a' }).get('endpoint_url'),
    { value: 'http://a' },
  );
});

t.test('readEnvironment() reads secrets from the files that FOO_FILE names', async (t) => {
  const given = read({
    AWS_ACCESS_KEY_ID_FILE: 'key',
    AWS_SECRET_ACCESS_KEY_FILE: '/run/secret',
    AWS_SESSION_TOKEN: '',
    AWS_SESSION_TOKEN_FILE: '/run/secret',
  });
  t.same(given.get('access_key'), { where: 'AWS_ACCESS_KEY_ID_FILE', value: 'AKID' });
  t.same(given.get('secret_key'), { where: 'AWS_SECRET_ACCESS_KEY_FILE', value: 'hush' });
  t.same(given.get('session_token'), { where: 'AWS_SESSION_TOKEN_FILE', value: 'hush' });
});

t.test(
  'readEnvironment() reports a secret file that cannot be read, without its path',
  async (t) => {
    const given = read({ AWS_ACCESS_KEY_ID_FILE: 'locked', AWS_SECRET_ACCESS_KEY_FILE: 'hush' });
    t.same(given.get('access_key'), {
      where: 'AWS_ACCESS_KEY_ID_FILE',
      problem: 'cannot read the file it names: EACCES',
    });
    t.same(given.get('secret_key'), {
      where: 'AWS_SECRET_ACCESS_KEY_FILE',
      problem: 'cannot read the file it names: ENOENT',
    });
  },
);

t.test('readEnvironment() refuses a secret that is given twice', async (t) => {
  t.same(read({ AWS_SESSION_TOKEN: 'a', AWS_SESSION_TOKEN_FILE: 'key' }).get('session_token'), {
    where: 'AWS_SESSION_TOKEN_FILE',
    problem: 'AWS_SESSION_TOKEN is set too; leave one of them out',
  });
});

t.test('readEnvironment() reads no file for other names', async (t) => {
  t.equal(read({ AWS_WEB_IDENTITY_TOKEN_FILE: '/run/secret', FIRSTBYTE_HOST_FILE: 'key' }).size, 0);
});

t.test('variable() knows own, non-empty names', async (t) => {
  t.equal(variable({ A: 'a' }, 'A'), 'a');
  t.equal(variable({ A: '' }, 'A'), undefined);
  t.equal(variable({}, 'A'), undefined);
  t.equal(variable({}, 'toString'), undefined);
});

t.test('strayVariables() notices slips in our names and leaves others alone', async (t) => {
  t.same(
    strayVariables({
      FIRSTBYTE_BUCKET: 'a',
      FIRSTBYTE_HOST: 'localhost',
      FIRSTBYTE_TEST_S3_ENDPOINT: 'x',
      FIRSTBYTE_SERVICE_HOST: 'x',
      AWS_REGIO: 'x',
    }),
    ['FIRSTBYTE_BUCKET (environment): is no option; did you mean FIRSTBYTE_BUCKETS?'],
  );
});
