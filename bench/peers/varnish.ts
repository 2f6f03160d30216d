/**
 * Varnish, as it comes: on a miss it fetches the whole object, streams it to everyone who waits,
 * and cuts ranges out of what has arrived. Slicing is not part of its open edition. A range far
 * into a cold film therefore waits for all that lies before it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Peer } from '../peer.ts';
import { findProgram } from './find-program.ts';
import { freePort, startPeer } from './start-peer.ts';

export const varnish: Peer = {
  name: 'varnish',
  missing: () =>
    findProgram('varnishd') === undefined
      ? 'varnishd is not installed (Debian: varnish)'
      : undefined,
  async start(originUrl, folder) {
    const port = await freePort();
    const file = join(folder, 'films.vcl');
    writeFileSync(file, configuration(originUrl));
    const args = [
      '-F',
      // No jail: the user who runs the benchmarks is the user who has to be able to end it.
      ...['-j', 'none'],
      ...['-n', join(folder, 'work')],
      ...['-a', `127.0.0.1:${port}`],
      ...['-f', file],
      ...['-s', 'malloc,2g'],
      // No management port. Its own log is a ring in a file, which nobody here reads.
      ...['-T', 'none'],
      ...['-l', '8m'],
    ];
    const program = findProgram('varnishd') ?? 'varnishd';
    const running = await startPeer(program, args, {}, folder, port);
    // A manager that does nothing starts the process that does everything and ends with it. When
    // the manager is killed, its child sees the pipe between them close, and goes too.
    return { ...running, pid: childOf(running.pid) ?? running.pid };
  },
};

function configuration(originUrl: string): string {
  const { hostname, port } = new URL(originUrl);
  return `
vcl 4.1;
backend origin { .host = "${hostname}"; .port = "${port}"; }
sub vcl_hash { hash_data(req.url); return (lookup); }
sub vcl_backend_response {
  if (beresp.status == 200) { set beresp.ttl = 1h; }
  set beresp.grace = 0s;
}
`;
}

/** undefined where there is no /proc. */
function childOf(pid: number): number | undefined {
  try {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    return child ? Number(child) : undefined;
  } catch {
    return undefined;
  }
}
