/**
 * Rules between options, checked when each of them is sound by itself; an option that already
 * has a problem is not blamed a second time. Every rule answers with a whole line or nothing. Pure.
 */
import { line, quote } from './given.ts';
import { OPTIONS, type OptionKey } from './options.ts';
import type { Picks } from './picks.ts';
import { isLoopback } from './shapes.ts';
import type { Values } from './values.ts';

/**
 * All rules.
 * @param storage what chooses a storage other than the embedded store, when anything does
 * @param isFolder whether there is a folder at a path as it was given
 */
export function ruleProblems(
  picks: Picks,
  values: Values,
  storage: string | undefined,
  isFolder: (path: string) => boolean,
): readonly string[] {
  return [
    chunkProblem(picks, values),
    cacheProblem(picks, values),
    mediaProblem(picks, storage),
    folderProblem(picks, values, storage, isFolder),
    listenProblem(picks, values.host),
    ...adminProblems(picks, values),
    ...grantProblems(picks, values),
  ].filter((problem) => problem !== undefined);
}

/** A request longer than the window could never be flown. */
function chunkProblem(picks: Picks, values: Values): string | undefined {
  if (!sound(picks, 'chunk_bytes', 'window_bytes')) return undefined;
  if (values.chunk_bytes <= values.window_bytes) return undefined;
  const more = `${values.chunk_bytes} is more than window_bytes (${place(picks, 'window_bytes')})`;
  return line(
    'chunk_bytes',
    place(picks, 'chunk_bytes'),
    `${more}, which is ${values.window_bytes}`,
  );
}

/** A cache that cannot hold one viewer's window would drop bytes before they are read. */
function cacheProblem(picks: Picks, values: Values): string | undefined {
  const { cache_memory_bytes: cache, window_bytes: window } = values;
  if (!sound(picks, 'cache_memory_bytes', 'window_bytes')) return undefined;
  if (cache === 0 || cache >= window) return undefined;
  const needed = `expected 0 or at least window_bytes (${place(picks, 'window_bytes')})`;
  const where = place(picks, 'cache_memory_bytes');
  return line('cache_memory_bytes', where, `${needed}, which is ${window}, got ${cache}`);
}

function mediaProblem(picks: Picks, storage: string | undefined): string | undefined {
  if (storage === undefined || !picks.has('media_dir')) return undefined;
  const sentence = `only the embedded store reads a folder, and ${storage} chooses another storage`;
  return line('media_dir', place(picks, 'media_dir'), `${sentence}; leave one of them out`);
}

function folderProblem(
  picks: Picks,
  { media_dir: path }: Values,
  storage: string | undefined,
  isFolder: (path: string) => boolean,
): string | undefined {
  if (storage !== undefined || path === undefined || !sound(picks, 'media_dir')) return undefined;
  if (isFolder(path)) return undefined;
  const home = path.startsWith('~') ? '; "~" means the home folder to shells only' : '';
  return line('media_dir', place(picks, 'media_dir'), `there is no folder ${quote(path)}${home}`);
}

/**
 * Whoever can connect can watch, so anything but loopback takes two explicit choices: what may
 * be served, and to whom.
 */
export function listenProblem(picks: Picks, host: string): string | undefined {
  if (!sound(picks, 'host') || isLoopback(host)) return undefined;
  const missing = [
    ...(picks.has('buckets')
      ? []
      : ['buckets (FIRSTBYTE_BUCKETS) to the buckets that may be served']),
    ...(picks.has('auth')
      ? []
      : ['auth (FIRSTBYTE_AUTH) to the ways in, or to "public" if anyone may watch them']),
  ];
  if (missing.length === 0) return undefined;
  const why = `${quote(host)} can be reached from other machines`;
  const remedy = `set ${missing.join(' and ')}, or listen on ${OPTIONS.host.default}`;
  return line('host', place(picks, 'host'), `${why}: ${remedy}`);
}

/** Operations empty the cache and show who watches what: from elsewhere only with a token. */
function adminProblems(picks: Picks, values: Values): readonly string[] {
  const { admin_host: host, admin_port: port, admin_token: token } = values;
  const problems: string[] = [];
  if (sound(picks, 'admin_host', 'admin_token') && !isLoopback(host) && token === undefined) {
    const why = `${quote(host)} can be reached from other machines`;
    const remedy = `set admin_token (FIRSTBYTE_ADMIN_TOKEN), or listen on ${OPTIONS.admin_host.default}`;
    problems.push(line('admin_host', place(picks, 'admin_host'), `${why}: ${remedy}`));
  }
  if (
    sound(picks, 'admin_port', 'port') &&
    port !== undefined &&
    port !== 0 &&
    port === values.port
  ) {
    const sentence = `is also the port for viewers (${place(picks, 'port')})`;
    problems.push(line('admin_port', place(picks, 'admin_port'), `${port} ${sentence}`));
  }
  return problems;
}

/** A right to what is not served is a slip in a name. */
function grantProblems(picks: Picks, { auth, buckets }: Values): readonly string[] {
  if (!sound(picks, 'auth', 'buckets') || typeof auth !== 'object' || buckets === undefined)
    return [];
  const served = new Set(['*', ...buckets.map(({ name }) => name)]);
  const all = [...(auth.basic ?? []), ...(auth.jwt ? [auth.jwt] : [])];
  const named = all.flatMap(({ read, write }) => [...read, ...write]);
  const strays = new Set(
    named.map((text) => text.split('/', 1)[0] ?? '').filter((one) => !served.has(one)),
  );
  return [...strays].map((bucket) => {
    const sentence = `gives rights to ${quote(bucket)}, which is none of buckets`;
    return line('auth', place(picks, 'auth'), sentence);
  });
}

/** None of them has a problem of its own. */
export function sound(picks: Picks, ...keys: readonly OptionKey[]): boolean {
  return keys.every((key) => !('problem' in (picks.get(key) ?? {})));
}

export function place(picks: Picks, key: OptionKey): string {
  return picks.get(key)?.where ?? 'default';
}
