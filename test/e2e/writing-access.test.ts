/** Who may write what: ways in against everything that changes an object. */
import t from 'tap';
import { presentLink } from '../../src/auth/link-urls.ts';
import { hashPassword } from '../../src/auth/password.ts';
import { startStore } from '../../src/store/store.ts';
import { CREDENTIALS } from '../fixtures/folder-store.ts';
import { startGateway } from '../fixtures/gateway.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const TUS = { 'tus-resumable': '1.0.0' };
const basic = (name: string, password = 'a long password') => ({
  authorization: `Basic ${btoa(`${name}:${password}`)}`,
});

/** A link to a prefix: right and scope. */
const linkTo = (right: 'read' | 'write', name: string, expires = 4e9): string =>
  presentLink(
    { id: 'k', secret: Buffer.from(SECRET) },
    { right, kind: 'prefix', bucket: 'films', name, expires, address: undefined },
  ).query;

interface Way {
  readonly headers?: Record<string, string>;
  readonly query?: string;
}
const WAYS: Readonly<Record<string, Way>> = {
  nothing: {},
  'a reader': { headers: basic('reader') },
  'a writer': { headers: basic('writer') },
  'a wrong password': { headers: basic('writer', 'wrong') },
  'a link to read': { query: linkTo('read', 'new/') },
  'a link to write': { query: linkTo('write', 'new/') },
  'an old link to write': { query: linkTo('write', 'new/', 1) },
};

/** By way: what writing below `new/` is answered with; elsewhere, what writing there is. */
const INSIDE: Readonly<Record<string, number>> = {
  nothing: 401,
  'a reader': 403,
  'a writer': 201,
  'a wrong password': 401,
  'a link to read': 403,
  'a link to write': 201,
  'an old link to write': 403,
};
const OUTSIDE: Readonly<Record<string, number>> = {
  ...INSIDE,
  // Within a bucket of theirs, writers are not told what they may not write from what is not there.
  'a writer': 404,
  'a link to write': 403,
};

t.test('writing asks for the right to write this very object', async (t) => {
  const mediaDir = t.testdir({ films: { 'kept.webm': 'kept' }, other: { 'kept.webm': 'kept' } });
  const store = await startStore({ mediaDir, credentials: CREDENTIALS, onError: () => {} });
  t.teardown(() => store.close());
  const password_hash = await hashPassword('a long password');
  const gateway = await startGateway({
    AWS_ENDPOINT_URL_S3: store.endpoint,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    FIRSTBYTE_UPLOADS: 'true',
    FIRSTBYTE_BUCKETS: JSON.stringify([{ name: 'films', access: 'public' }, 'other']),
    FIRSTBYTE_AUTH: JSON.stringify({
      basic: [
        { name: 'reader', password_hash, read: ['*'], write: [] },
        { name: 'writer', password_hash, read: ['films'], write: ['films/new/'] },
      ],
      links: { keys: [{ id: 'k', secret: SECRET }] },
    }),
    FIRSTBYTE_TRUSTED_PROXIES: '127.0.0.1',
  });
  t.teardown(() => gateway.close());
  let address = 0;
  const ask = async (path: string, way: Way, init: RequestInit) => {
    const url =
      gateway.url + path + (way.query ? `${path.includes('?') ? '&' : '?'}${way.query}` : '');
    // Each from an address of its own: wrong ones hold nobody else up.
    const from = `198.51.100.${++address % 250}`;
    const headers = { ...init.headers, ...way.headers, 'x-forwarded-for': from };
    const response = await fetch(url, { ...init, headers });
    await response.arrayBuffer();
    return response;
  };
  const metadata = (key: string) => ({
    ...TUS,
    'upload-length': '3',
    'upload-metadata': `key ${btoa(key)}`,
  });
  const form = (key: string): FormData => {
    const fields = new FormData();
    fields.set('bucket', 'films');
    fields.set('file_name', key);
    fields.set('file', new Blob(['abc']));
    return fields;
  };
  const started = await ask(
    '/uploads?bucket=films',
    { headers: basic('writer') },
    {
      method: 'POST',
      headers: metadata('new/theirs.webm'),
    },
  );
  t.equal(started.status, 201);
  const theirs = new URL(started.headers.get('location') ?? '', gateway.url).pathname;

  for (const [name, way] of Object.entries(WAYS)) {
    const inside = INSIDE[name] ?? 0;
    const outside = OUTSIDE[name] ?? 0;
    const body = 'abc';
    const status = async (path: string, init: RequestInit) => (await ask(path, way, init)).status;
    t.equal(
      await status('/objects/films/new/a.webm', { method: 'PUT', body }),
      inside,
      `${name}: PUT`,
    );
    t.equal(
      await status('/objects/films/kept.webm', { method: 'PUT', body }),
      outside,
      `${name}: PUT elsewhere`,
    );
    t.equal(
      await status('/objects/films/new/../kept.webm'.replace('..', '%2e%2e'), {
        method: 'PUT',
        body,
      }),
      outside,
      `${name}: PUT by way of ..`,
    );
    t.equal(
      await status('/objects/films/kept.webm', { method: 'DELETE' }),
      outside,
      `${name}: DELETE elsewhere`,
    );
    t.equal(
      await status('/objects/other/kept.webm', { method: 'DELETE' }),
      inside === 201 ? 403 : inside,
      `${name}: DELETE in another bucket`,
    );
    t.equal(
      await status('/uploads?bucket=films', { method: 'POST', headers: metadata('new/t.webm') }),
      inside,
      `${name}: tus`,
    );
    t.equal(
      await status('/uploads?bucket=films', { method: 'POST', headers: metadata('kept.webm') }),
      outside,
      `${name}: tus elsewhere`,
    );
    const patch = {
      ...TUS,
      'upload-offset': '1',
      'content-type': 'application/offset+octet-stream',
    };
    t.equal(
      await status(theirs, { method: 'PATCH', headers: patch, body }),
      inside === 201 ? 409 : inside,
      `${name}: PATCH`,
    );
    t.equal(
      await status(theirs, { method: 'HEAD', headers: TUS }),
      inside === 201 ? 200 : inside,
      `${name}: HEAD of an upload`,
    );
    t.equal(
      await status('/files_upload', { method: 'POST', body: form('kept.webm') }),
      outside,
      `${name}: form elsewhere`,
    );
    const made = await status('/create_bucket?bucket_name=mine', { method: 'POST' });
    t.ok([401, 403].includes(made), `${name}: a bucket (${made})`);
    if (inside !== 201) continue;
    t.equal(
      await status('/objects/films/new/a.webm', { method: 'DELETE' }),
      204,
      `${name}: DELETE`,
    );
  }
  for (const bucket of ['films', 'other']) {
    const kept = await fetch(`${gateway.url}/objects/${bucket}/kept.webm`, {
      headers: basic('reader'),
    });
    t.equal(await kept.text(), 'kept', `${bucket}: nothing was touched`);
  }
});
