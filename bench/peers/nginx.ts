/** nginx as a peer: slices of 1 MiB, cached on disk, fetched once by lock. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Peer } from '../peer.ts';
import { start } from '../processes.ts';

/** One process, as the gateway is one. */
export const nginx: Peer = {
  name: 'nginx',
  missing() {
    const found = spawnSync('nginx', ['-v'], { stdio: 'ignore' }).error === undefined;
    return found ? undefined : 'nginx is not installed';
  },
  async start(originUrl, folder) {
    const port = await freePort();
    writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port, originUrl));
    const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'];
    return start('nginx', args, { PATH: process.env.PATH ?? '' }, folder, async () => {
      while (!(await answers(port))) await delay(20);
      return `http://127.0.0.1:${port}`;
    });
  },
};

function configuration(folder: string, port: number, originUrl: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  return `
daemon off; master_process off; pid ${folder}/nginx.pid;
events { worker_connections 4096; }
http {
  access_log off; ${temporary.join(' ')}
  sendfile on; tcp_nopush on; keepalive_requests 1000000;
  proxy_cache_path ${folder}/cache keys_zone=films:16m max_size=2g use_temp_path=off;
  upstream origin { server ${new URL(originUrl).host}; keepalive 64; }
  server {
    listen 127.0.0.1:${port};
    location / {
      slice 1m;
      proxy_pass http://origin;
      proxy_http_version 1.1;
      proxy_set_header Connection '';
      proxy_set_header Range $slice_range;
      proxy_cache films;
      proxy_cache_key $uri$slice_range;
      proxy_cache_valid 200 206 1h;
      proxy_cache_lock on;
      proxy_cache_lock_timeout 1m;
    }
  }
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
