import type { IncomingMessage } from 'node:http';
import t from 'tap';
import { createGuard } from '../../../bench/origin/signatures.ts';
import { createSigner } from '../../../src/origin/signer.ts';
import { readTarget } from '../../../src/store/target.ts';
import { verify } from '../../../src/store/verify.ts';

const CREDENTIALS = { accessKeyId: 'key', secretAccessKey: 'secret' };
const HOST = '127.0.0.1:1';
const PATH = '/gateway/film-8MiB-1.webm';
const NOW = new Date('2026-11-22T12:00:00Z');
// Also says that what src/store has is what the guard takes.
const guard = createGuard({ readTarget, verify }, CREDENTIALS, () => NOW.getTime());

async function signed(credentials = CREDENTIALS): Promise<Record<string, string>> {
  const address = { host: HOST, path: PATH, origin: `http://${HOST}` };
  const signer = createSigner('us-east-1');
  return signer({ method: 'GET', address }, credentials, NOW);
}

const asked = (url: string, headers: Record<string, string>) =>
  guard({ method: 'GET', url, headers: { host: HOST, ...headers } } as IncomingMessage);

t.test('createGuard() lets in who signed with the key pair', async (t) => {
  t.ok(asked(PATH, { ...(await signed()), range: 'bytes=0-1' }));
});

t.test('createGuard() keeps everybody else out', async (t) => {
  t.notOk(asked(PATH, {}), 'unsigned');
  t.notOk(asked('/gateway/film-8MiB-2.webm', await signed()), 'signed for another film');
  t.notOk(asked(PATH, await signed({ ...CREDENTIALS, secretAccessKey: 'guess' })), 'wrong secret');
  t.notOk(asked('/%', await signed()), 'no path at all');
});
