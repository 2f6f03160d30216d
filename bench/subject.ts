/**
 * Subject: a target while it is measured, and the difference between two looks at it: what it
 * asked of the origin, what it gave, what it cost.
 */
import type { Agent } from 'node:http';
import { type Films, filmKey } from './film.ts';
import type { Count } from './ledger.ts';
import { readFilm } from './load.ts';
import { type Usage, usageOf } from './processes.ts';
import type { Sample, Target, TargetName } from './workload.ts';

/** A target with a bucket of its own at the origin, which counts by bucket. */
export interface Subject extends Target {
  readonly rounds: Sample[][];
  readonly failures: string[];
  taken(): number;
  usage(): Usage | undefined;
}

/** @param pid of its process; undefined for the origin itself */
export function createSubject(
  name: TargetName,
  films: Films,
  agent: Agent,
  base: URL,
  pid: number | undefined,
): Subject {
  let number = 0;
  let taken = 0;
  const usage = () => (pid === undefined ? undefined : usageOf(pid));
  return {
    name,
    films,
    rounds: [],
    failures: [],
    newFilm: (size) => filmKey(size, number++),
    urlOf: (key) => new URL(key, base),
    async read(request) {
      const reading = await readFilm(films, agent, { ...request, url: this.urlOf(request.key) });
      taken += request.take;
      return reading;
    },
    took(bytes) {
      taken += bytes;
    },
    memory: () => usage()?.residentBytes,
    cpuSeconds: () => usage()?.cpuSeconds,
    taken: () => taken,
    usage,
  };
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
