/**
 * A peer's process: quiet as long as all is well, quoted when it is not. What it says goes to a
 * log in its own folder, since some of them call every step of their start an event.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Running, start } from '../processes.ts';

const LOG = 'said.log';
const QUOTED_CHARACTERS = 1000;
const ASK_AGAIN_MS = 20;

/**
 * Starts `program`, which has to stay in the foreground, and waits until it answers on `port`.
 * @throws Error with the end of what it said, when it ends before that
 */
export async function startPeer(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  folder: string,
  port: number,
): Promise<Running> {
  const url = `http://127.0.0.1:${port}`;
  const log = join(folder, LOG);
  // As many open files as it may have: Node.js takes them for itself, nginx would stay at 1024.
  // exec: the process that is measured and ended is the peer, not the shell.
  const script = 'ulimit -n "$(ulimit -H -n)"; log=$1; shift; exec "$@" >"$log" 2>&1';
  const quiet = ['-c', script, 'sh', log, program, ...args];
  const all = { PATH: process.env.PATH ?? '', ...env };
  try {
    return await start('/bin/sh', quiet, all, folder, async (child) => {
      while (child.exitCode === null && child.signalCode === null && !(await answers(url))) {
        await delay(ASK_AGAIN_MS);
      }
      return url;
    });
  } catch (error) {
    const said = readFileSync(log, 'utf8').slice(-QUOTED_CHARACTERS);
    throw new Error(`${program} does not start; it said: ${said}`, { cause: error });
  }
}

/** Free at this moment: whoever binds it first has it. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** With whatever status: a port may be open before anybody behind it is ready. */
function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(url, { agent: false }, (response) => {
      response.resume();
      resolve(true);
    });
    asked.on('error', () => resolve(false));
    asked.end();
  });
}
