/** The program as its operators meet it: arguments, exit codes, what it prints, signals. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { startProgram } from './fixtures/program.ts';
import { startSyntheticOrigin } from './fixtures/synthetic-origin.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SERVER = join(ROOT, 'dist/server.js');

function emptyDir(): string {
  const path = mkdtempSync(join(tmpdir(), 'firstbyte-cwd-'));
  t.teardown(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program to its end; it must end by itself. */
function run(args: string[], env: Record<string, string> = {}, cwd = emptyDir()): Promise<Run> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env.PATH, ...env }, cwd, timeout: 20_000 };
    execFile(process.execPath, [SERVER, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

t.test('--version prints the version of package.json', async (t) => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  t.match(await run(['--version']), { code: 0, stdout: `firstbyte ${version}\n`, stderr: '' });
});

t.test('--help names every flag', async (t) => {
  const { code, stdout } = await run(['--help']);
  t.equal(code, 0);
  for (const flag of ['--config', '--host', '--port', '--check-config', '--help', '--version']) {
    t.ok(stdout.includes(flag), flag);
  }
});

t.test('a wrong configuration: all problems at once, exit code 78, nothing started', async (t) => {
  const cwd = emptyDir();
  writeFileSync(join(cwd, 'config.json'), JSON.stringify({ port: 'x', colour: 1, chunk_bytes: 1 }));
  const { code, stdout, stderr } = await run([], { FIRSTBYTE_LOG_LEVEL: 'loud' }, cwd);
  t.equal(code, 78);
  t.equal(stdout, '');
  for (const key of ['port', 'colour', 'chunk_bytes', 'log_level']) {
    t.match(stderr, new RegExp(`^  ${key}\\b`, 'm'), `names ${key}`);
  }
});

t.test('--check-config says that all is well and ends', async (t) => {
  const { code, stdout } = await run(['--check-config']);
  t.match({ code, stdout }, { code: 0, stdout: 'firstbyte: the configuration is valid\n' });
});

t.test('a media_dir that is no folder refuses the start', async (t) => {
  const env = { FIRSTBYTE_MEDIA_DIR: '/no/such/folder', FIRSTBYTE_PORT: 'x' };
  const { code, stderr } = await run([], env);
  t.equal(code, 78);
  t.match(stderr, 'media_dir (FIRSTBYTE_MEDIA_DIR): there is no folder "/no/such/folder"');
  t.match(stderr, 'port (FIRSTBYTE_PORT)', 'together with the others');
});

t.test('listening publicly without an explicit choice refuses the start', async (t) => {
  const { code, stdout, stderr } = await run(['--host', '0.0.0.0']);
  t.equal(code, 78);
  t.equal(stdout, '');
  t.match(stderr, /buckets/);
  t.match(stderr, /"?auth"?/);
});

t.test("the original's four keys start the server unchanged", async (t) => {
  const origin = await startSyntheticOrigin(1000);
  t.teardown(() => origin.close());
  const cwd = emptyDir();
  const config = {
    access_key: 'key',
    secret_key: 'very-secret-key',
    region_name: 'us-east-1',
    endpoint_url: origin.endpoint,
  };
  writeFileSync(join(cwd, 'config.json'), JSON.stringify(config));
  const program = await startProgram({ cwd });
  const response = await fetch(`${program.url}/watch?v=a.mp4&bucket=films`);
  t.equal((await response.arrayBuffer()).byteLength, 1000);
  t.equal(await program.stop(), 0);
  t.notOk(JSON.stringify(program.log).includes('very-secret-key'), 'no secret in the log');
});

t.test('a port in use ends the start with a sentence', async (t) => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  t.teardown(() => blocker.close());
  const { port } = blocker.address() as AddressInfo;
  const { code, stderr } = await run(['--port', String(port)]);
  t.equal(code, 1);
  t.match(stderr, `firstbyte cannot listen on 127.0.0.1:${port}: the address is in use`);
});

t.test('SIGTERM lets running answers finish, and cuts none', async (t) => {
  const size = 24 * 1024 ** 2;
  const origin = await startSyntheticOrigin(size);
  t.teardown(() => origin.close());
  const program = await startProgram({
    cwd: emptyDir(),
    env: {
      AWS_ENDPOINT_URL_S3: origin.endpoint,
      AWS_ACCESS_KEY_ID: 'k',
      AWS_SECRET_ACCESS_KEY: 's',
    },
  });
  const responses = await Promise.all(
    Array.from({ length: 20 }, () => fetch(`${program.url}/watch?v=a.mp4&bucket=films`)),
  );
  const stopped = program.stop('SIGTERM');
  await t.rejects(refusedBy(program.url), 'no new connection is accepted');
  const lengths = await Promise.all(
    responses.map(async (response) => (await response.arrayBuffer()).byteLength),
  );
  t.same(new Set(lengths), new Set([size]), 'every running answer is whole');
  t.equal(await stopped, 0);
});

/** Rejects once the program no longer accepts connections; resolves never while it does. */
async function refusedBy(url: string): Promise<void> {
  for (;;) await fetch(`${url}/healthz`, { headers: { connection: 'close' } });
}

t.test('a second signal ends at once', async (t) => {
  const origin = await startSyntheticOrigin(64 * 1024 ** 2);
  t.teardown(() => origin.close());
  const program = await startProgram({
    cwd: emptyDir(),
    env: {
      AWS_ENDPOINT_URL_S3: origin.endpoint,
      AWS_ACCESS_KEY_ID: 'k',
      AWS_SECRET_ACCESS_KEY: 's',
    },
  });
  // Never read, so it would hold the program until its deadline of 30 s.
  const response = await fetch(`${program.url}/watch?v=a.mp4&bucket=films`);
  const first = program.stop('SIGINT');
  await t.rejects(refusedBy(program.url), 'the first signal has arrived');
  process.kill(program.pid, 'SIGINT');
  t.equal(await first, 130);
  await t.rejects(response.arrayBuffer());
});
