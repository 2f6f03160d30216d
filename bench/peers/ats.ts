/**
 * Apache Traffic Server, as the manuals of its slice and cache_range_requests plugins and its
 * chapter on thundering herds have it: blocks of 1 MiB, each an object of its own in the cache,
 * read while it is written. The server alone, without its manager, from a tree of its own.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MIB } from '../film.ts';
import type { Peer } from '../peer.ts';
import { findProgram } from './find-program.ts';
import { freePort, startPeer } from './start-peer.ts';

const PLUGINS = ['slice.so', 'cache_range_requests.so'];
/** Debian, the project's own layout, Fedora. */
const PLUGIN_FOLDERS = [
  '/usr/lib/trafficserver/modules',
  '/usr/local/libexec/trafficserver',
  '/opt/ts/libexec/trafficserver',
  '/usr/lib64/trafficserver/plugins',
];

export const ats: Peer = {
  name: 'ats',
  missing() {
    if (findProgram('traffic_server') === undefined) {
      return 'traffic_server is not installed (Debian: trafficserver)';
    }
    return pluginFolder() === undefined
      ? `${PLUGINS.join(' and ')} are not installed (Debian: trafficserver-experimental-plugins)`
      : undefined;
  },
  async start(originUrl, folder) {
    const port = await freePort();
    for (const name of ['config', 'cache', 'run', 'log']) mkdirSync(join(folder, name));
    for (const [name, lines] of Object.entries(files(folder, port, originUrl))) {
      writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
    }
    const args = [`--run-root=${join(folder, 'runroot.yaml')}`];
    return startPeer(findProgram('traffic_server') ?? 'traffic_server', args, {}, folder, port);
  },
};

function pluginFolder(): string | undefined {
  return PLUGIN_FOLDERS.find((folder) => PLUGINS.every((name) => existsSync(join(folder, name))));
}

function plugins(): string {
  // Relative: else a seek asks for the first block of the film before the block it is about.
  const slice = '@plugin=slice.so @pparam=--blockbytes=1m @pparam=--ref-relative';
  return `${slice} @plugin=cache_range_requests.so`;
}

function files(folder: string, port: number, originUrl: string): Record<string, string[]> {
  return {
    // Without a value for each of these it falls back on the installed tree.
    'runroot.yaml': Object.entries({
      prefix: folder,
      exec_prefix: folder,
      bindir: '/usr/bin',
      sbindir: '/usr/sbin',
      sysconfdir: `${folder}/config`,
      datadir: `${folder}/cache`,
      includedir: folder,
      libdir: folder,
      libexecdir: pluginFolder(),
      localstatedir: folder,
      runtimedir: `${folder}/run`,
      logdir: `${folder}/log`,
      cachedir: `${folder}/cache`,
    }).map(([name, path]) => `${name}: ${path}`),
    'config/records.config': Object.entries(records(port)).map(
      ([name, value]) => `CONFIG proxy.config.${name} ${value}`,
    ),
    'config/remap.config': [`map / ${originUrl}/ ${plugins()}`],
    'config/storage.config': [`${folder}/cache 2G`],
    // Without it nobody is let in.
    'config/ip_allow.yaml': [
      'ip_allow:',
      '  - { apply: in, ip_addrs: 127.0.0.1, action: allow, methods: ALL }',
    ],
  };
}

function records(port: number): Record<string, string> {
  return {
    'http.server_ports': `STRING ${port}:ip-in=127.0.0.1`,
    // Stays the user who started it, root too: what it writes is removed by the same.
    'admin.user_id': 'STRING #-1',
    // No second process that waits for the first to crash.
    crash_log_helper: 'STRING NULL',
    'log.logging_enabled': 'INT 0',
    // Last-Modified is all the origin says of how long its answers hold.
    'http.cache.required_headers': 'INT 1',
    'cache.ram_cache.size': `INT ${512 * MIB}`,
    // Read while writer: all four, says the manual, and then patience until the writer has a head.
    'cache.enable_read_while_writer': 'INT 1',
    'cache.max_doc_size': 'INT 0',
    'http.background_fill_active_timeout': 'INT 0',
    'http.background_fill_completed_threshold': 'FLOAT 0.0',
    'cache.read_while_writer.max_retries': 'INT 500',
    'cache.read_while_writer_retry.delay': 'INT 10',
    'http.cache.open_read_retry_time': 'INT 10',
    'http.cache.max_open_read_retries': 'INT 500',
  };
}
