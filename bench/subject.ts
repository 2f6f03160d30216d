/**
 * Subject: a target while it is measured, and the difference between two looks at it: what it
 * asked of the origin, what it gave, what it cost.
 */
import type { Agent } from 'node:http';
import { type Films, filmKey } from './film.ts';
import type { Count } from './ledger.ts';
import { readFilm } from './load.ts';
import type { Round } from './result.ts';
import { type Usage, usageOf } from './usage.ts';
import type { Target } from './workload.ts';

export interface SubjectOptions {
  readonly name: string;
  /** URL with `{bucket}` and `{key}` in it. */
  readonly template: string;
  /** Of its first process; undefined for the origin itself, and where it is not known. */
  readonly pid: number | undefined;
  /** Not ours to mend: its failures and wrong bytes are counted and end nothing. */
  readonly foreign: boolean;
}

/** A target with a bucket of its own at the origin, which counts by bucket. */
export interface Subject extends Target {
  readonly foreign: boolean;
  readonly rounds: Round[];
  readonly failures: string[];
  /** Time in which it was sampled. */
  busyMs: number;
  attempts: number;
  failuresInARow: number;
  taken(): number;
  usage(): Usage | undefined;
}

export function createSubject(options: SubjectOptions, films: Films, agent: Agent): Subject {
  const { name, template, pid, foreign } = options;
  // A target that outlives a run must not have met the films of the next one.
  let number = Date.now();
  let taken = 0;
  const usage = () => (pid === undefined ? undefined : usageOf(pid));
  const urlOf = (key: string) => fillTemplate(template, name, key);
  return {
    name,
    films,
    foreign,
    idleBytes: usage()?.residentBytes,
    rounds: [],
    failures: [],
    busyMs: 0,
    attempts: 0,
    failuresInARow: 0,
    newFilm: (size) => filmKey(size, number++),
    urlOf,
    async read(request) {
      const reading = await readFilm(films, agent, { ...request, url: urlOf(request.key) });
      taken += request.take;
      return reading;
    },
    took(bytes) {
      taken += bytes;
    },
    memory: () => usage()?.residentBytes,
    taken: () => taken,
    usage,
  };
}

export function fillTemplate(template: string, bucket: string, key: string): URL {
  return new URL(template.replaceAll('{bucket}', bucket).replaceAll('{key}', key));
}

export interface Snapshot {
  readonly asked: Count;
  readonly taken: number;
  readonly usage: Usage | undefined;
}

export async function snapshots(
  originUrl: string,
  subjects: readonly Subject[],
): Promise<Snapshot[]> {
  const answer = await fetch(new URL('/-/counts', originUrl));
  const counts = (await answer.json()) as Record<string, Count>;
  return subjects.map((subject) => ({
    asked: counts[subject.name] ?? { requests: 0, bytes: 0, repeated: 0 },
    taken: subject.taken(),
    usage: subject.usage(),
  }));
}

/** What happened from `before` to `after`. */
export function difference(before: Snapshot | undefined, after: Snapshot | undefined) {
  if (before === undefined || after === undefined) throw new Error('A snapshot is missing');
  return {
    asked: {
      requests: after.asked.requests - before.asked.requests,
      bytes: after.asked.bytes - before.asked.bytes,
      repeated: after.asked.repeated - before.asked.repeated,
    },
    takenBytes: after.taken - before.taken,
    cpuSeconds: after.usage && before.usage && after.usage.cpuSeconds - before.usage.cpuSeconds,
    peakBytes: after.usage?.peakBytes,
  };
}
