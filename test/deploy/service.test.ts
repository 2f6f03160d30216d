/** The sandbox of the unit is tight, and the program can live in it. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { skipWithout } from '../fixtures/needs.ts';
import { README } from '../fixtures/readme.ts';
import { runTool } from '../fixtures/run-tool.ts';

const UNIT = fileURLToPath(new URL('../../deploy/firstbyte.service', import.meta.url));

/** What strace saw of Node 20, 22 and 24 on Linux (x86-64) that start, serve, take a film and end. */
const CALLS = `
  accept4 access arch_prctl bind brk capget clock_nanosleep clone3 close connect epoll_create1
  epoll_ctl epoll_pwait eventfd2 execve exit exit_group fcntl fstat fsync futex getcwd getdents64
  getegid geteuid getgid getpeername getpid getrandom getrusage getsockname getsockopt gettid getuid
  io_uring_enter io_uring_setup ioctl listen lseek madvise mkdir mmap mprotect munmap newfstatat
  openat pipe2 pkey_alloc prctl pread64 prlimit64 read readlink rename rseq rt_sigaction
  rt_sigprocmask rt_sigreturn sched_getaffinity sched_getparam sched_getscheduler set_robust_list
  set_tid_address setsockopt shutdown socket statx sysinfo uname utimensat write writev`;

type Sets = ReadonlyMap<string, readonly string[]>;

/** Of systemd's own list: a line for each set, what it holds indented below. */
function setsOf(listing: string): Sets {
  const sets = new Map<string, string[]>();
  let names: string[] = [];
  for (const line of listing.split('\n')) {
    if (/^ +[@\w]/.test(line)) names.push(line.trim());
    else if (!line.startsWith(' ')) names = [];
    if (line.startsWith('@')) sets.set(line.trim(), names);
  }
  return sets;
}

function callsOf(sets: Sets, name: string): string[] {
  if (!name.startsWith('@')) return [name];
  return (sets.get(name) ?? []).flatMap((inner) => callsOf(sets, inner));
}

/** What the lines of a unit let through: each adds, or with `~` takes away. */
function allowedBy(unit: string, sets: Sets): ReadonlySet<string> {
  const allowed = new Set(callsOf(sets, '@default'));
  for (const [, not, names = ''] of unit.matchAll(/^SystemCallFilter=(~?)(.*)$/gm)) {
    for (const call of names.split(' ').flatMap((name) => callsOf(sets, name))) {
      if (not === '~') allowed.delete(call);
      else allowed.add(call);
    }
  }
  return allowed;
}

t.test('the unit', { skip: skipWithout('systemd-analyze') }, async (t) => {
  const unit = await readFile(UNIT, 'utf8');

  t.test('allows what Node.js calls', async (t) => {
    const sets = setsOf((await runTool('systemd-analyze', ['syscall-filter'])).toString());
    const allowed = allowedBy(unit, sets);
    t.notOk(allowed.has('reboot'));
    t.strictSame(
      CALLS.trim()
        .split(/\s+/)
        .filter((call) => !allowed.has(call)),
      [],
    );
  });

  t.test('is as little exposed as the README says', async (t) => {
    const said = Number(/exposure of the unit at (\d\.\d)/.exec(README)?.[1]);
    const args = ['security', '--offline=true', '--no-pager', `--threshold=${said * 10}`, UNIT];
    await t.resolves(runTool('systemd-analyze', args));
  });
});

t.test('a call that a later Node.js makes is refused, not fatal', async (t) => {
  t.match(await readFile(UNIT, 'utf8'), /^SystemCallErrorNumber=EPERM$/m);
});
