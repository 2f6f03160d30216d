/**
 * nginx, as its slice module's manual has it: slices of 1 MiB, cached on disk, each fetched once
 * by lock. One process, as the gateway is one.
 *
 * With a cache of open files: an answer holds one for every slice until it ends, and without
 * sharing them, hundreds of viewers run into any limit. Without tcp_nopush, which holds the last
 * packet of an answer that was not in the cache back for 40 ms.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Peer } from '../peer.ts';
import { findProgram } from './find-program.ts';
import { freePort, startPeer } from './start-peer.ts';

export const nginx: Peer = {
  name: 'nginx',
  missing: () =>
    findProgram('nginx') === undefined ? 'nginx is not installed (Debian: nginx)' : undefined,
  async start(originUrl, folder) {
    const port = await freePort();
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, configuration(folder, port, originUrl));
    const args = ['-p', folder, '-c', file, '-e', 'stderr'];
    return startPeer(findProgram('nginx') ?? 'nginx', args, {}, folder, port);
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
  sendfile on; open_file_cache max=4096; keepalive_requests 1000000;
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
