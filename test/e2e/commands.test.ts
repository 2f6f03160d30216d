/**
 * What the program makes instead of serving, and what the README's recipe makes in another
 * language, is good at the program that serves.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { signLink } from '../../src/auth/link.ts';
import { CREDENTIALS, startFolderStore } from '../fixtures/folder-store.ts';
import { skipWithout } from '../fixtures/needs.ts';
import { runProgram, startProgram } from '../fixtures/program.ts';
import { codeBlocks, tableRows } from '../fixtures/readme.ts';
import { runTool } from '../fixtures/run-tool.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
/** All that has to be escaped somewhere, and something that has not. */
const KEY = "2026/Käse & 'Öl' +100%?#[1]~.webm";
const FILM = Buffer.from('not a film, but bytes all the same');

/** A folder with a configuration; the program that serves by it, and as a command. */
async function openShop(t: Test, ways: object = {}) {
  const { store, mediaDir: folder } = await startFolderStore(t, {
    films: { '2026': { [KEY.slice(5)]: FILM }, 'other.webm': 'another film' },
  });
  const links = { keys: [{ id: 'k1', secret: SECRET }] };
  const file = {
    buckets: ['films'],
    auth: { links, ...ways },
    endpoint_url: store.endpoint,
    access_key: CREDENTIALS.accessKeyId,
    secret_key: CREDENTIALS.secretAccessKey,
  };
  await writeFile(join(folder, 'config.json'), JSON.stringify(file));
  const program = await startProgram({ cwd: folder });
  t.teardown(() => program.stop('SIGKILL'));
  const statusOf = async (path: string, headers = {}): Promise<number> => {
    const answer = await fetch(program.url + path, { headers });
    const bytes = Buffer.from(await answer.arrayBuffer());
    return answer.status === 200 && !bytes.equals(FILM) ? 0 : answer.status;
  };
  const run = (...args: string[]) => runProgram({ args, cwd: folder });
  return { folder, url: program.url, statusOf, run };
}

t.test('firstbyte sign prints links that work', async (t) => {
  const { statusOf, run, url, folder } = await openShop(t);
  const sign = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run('sign', ...args);
    t.strictSame([code, stderr], [0, ''], args.join(' '));
    return stdout.trimEnd();
  };
  const path = `/objects/films/${KEY.split('/').map(encodeURIComponent).join('/')}`;
  const film = await sign('--bucket', 'films', '--key', KEY, '--seconds', '60');
  t.equal(await statusOf(film), 200);
  t.equal(await statusOf(film.replace('kid=k1', 'kid=k2')), 403);
  t.equal(await statusOf(film.replace('/2026/', '/2025/')), 403);
  const prefix = await sign('--bucket', 'films', '--prefix', '2026/');
  t.equal(await statusOf(`${path}${prefix.slice(prefix.indexOf('?'))}`), 200);
  const asPath = await sign('--bucket', 'films', '--prefix', '2026/', '--path');
  t.equal(await statusOf(asPath + path.slice('/objects/films/2026/'.length)), 200);
  const bound = await sign('--key', KEY, '--address', '::ffff:127.0.0.1');
  t.equal(await statusOf(bound), 200);
  t.equal(await statusOf(await sign('--key', KEY, '--address', '192.0.2.1')), 403);
  t.equal(await statusOf(await sign('--key', KEY, '--write')), 403, 'writing is not reading');
  const whole = await sign('--key', KEY, '--base', `${url}/`);
  t.ok(whole.startsWith(`${url}/objects/`));
  t.equal(await statusOf(whole.slice(url.length)), 200);
  const elsewhere = await runProgram({
    args: ['sign', '--config', join(folder, 'config.json'), '--key', KEY],
  });
  t.equal(await statusOf(elsewhere.stdout.trimEnd()), 200, 'from any folder');
});

t.test('a command says what is wrong on stderr, and ends with 64', async (t) => {
  const { run } = await openShop(t);
  for (const [args, said] of [
    [['sign'], /^firstbyte sign: needs either --key or --prefix\n$/],
    [['sign', '--key', 'a', '--bucket', 'none'], /^firstbyte sign: "none" is none of the buckets/],
    [['hash-password'], /^firstbyte hash-password: there is no password on stdin\n$/],
    [['hash-password', 'hunter2'], /^firstbyte hash-password: takes no arguments/],
  ] as const) {
    const { code, stdout, stderr } = await run(...args);
    t.strictSame([code, stdout], [64, '']);
    t.match(stderr, said);
    t.notMatch(stderr, /hunter2|\n {4}at /, 'no secret, no stack');
  }
});

t.test('firstbyte hash-password prints what the configuration takes', async (t) => {
  const { code, stdout } = await runProgram(
    { args: ['hash-password'] },
    'ein Paßwort mit : darin\n',
  );
  t.equal(code, 0);
  const { statusOf } = await openShop(t, {
    basic: [{ name: 'anna', password_hash: stdout.trimEnd() }],
  });
  const as = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });
  const path = `/objects/films/${encodeURIComponent(KEY)}`;
  t.equal(await statusOf(path, as('anna:ein Paßwort mit : darin')), 200);
  t.equal(await statusOf(path, as('anna:ein Paßwort')), 401);
});

t.test(
  'the recipe in Python makes links that work',
  { skip: skipWithout('python3') },
  async (t) => {
    const { statusOf } = await openShop(t);
    const [recipe = ''] = codeBlocks('python');
    t.match(recipe, /^def link\(/m);
    const make = async (args: string): Promise<string> => {
      const given = JSON.stringify([SECRET, 'k1', 'films', KEY]);
      const code = `${recipe}\nimport json, sys\nprint(link(*json.loads(sys.argv[1]), ${args}))`;
      return (await runTool('python3', ['-c', code, given])).toString().trimEnd();
    };
    const film = await make('60');
    t.equal(await statusOf(film), 200);
    t.equal(await statusOf(film.replace('/objects/films/2026/', '/objects/films/2025/')), 403);
    t.equal(await statusOf(await make('0')), 403, 'over as soon as it is made');
    t.equal(await statusOf(await make('60, right="write"')), 403);
    t.equal(await statusOf(await make('60, address="127.0.0.1"')), 200);
    t.equal(await statusOf(await make('60, address="192.0.2.1"')), 403);
  },
);

t.test('the tokens in the README are those that are made here', async (t) => {
  const key = { id: 'k1', secret: Buffer.from(SECRET) };
  const rows = tableRows('right | kind');
  t.equal(rows.length, 3);
  for (const [right = '', kind = '', address, name = '', token] of rows) {
    const claim = {
      right: right === 'write' ? 'write' : 'read',
      kind: kind === 'prefix' ? 'prefix' : 'object',
      address: address || undefined,
      ...{ bucket: 'films', name, expires: 1_800_000_000 },
    } as const;
    t.strictSame([claim.right, claim.kind], [right, kind]);
    t.equal(signLink(key, claim), token, name);
  }
});
