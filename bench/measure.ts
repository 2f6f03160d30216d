/**
 * How a workload is measured: a stage set for it alone, a warm-up that is discarded, then rounds
 * in which the samples of all targets are shuffled into one another, so that whatever else the
 * machine does falls on all of them alike.
 */
import { Agent } from 'node:http';
import { shuffle } from './chance.ts';
import { createFilms } from './film.ts';
import { WrongByte } from './load.ts';
import { addSample, createRound, type Result, type Round } from './result.ts';
import { type StageOptions, setStage } from './stage.ts';
import { difference, type Subject, snapshots } from './subject.ts';
import type { Workload } from './workload.ts';

export interface MeasureOptions extends StageOptions {
  /** Of each target in each round; overrules the workload's, unless that is 1. */
  readonly samples: number | undefined;
}

/** Told of every sample, those of the warm-up too. */
export interface Watcher {
  begun(targets: readonly string[], samples: number): void;
  sampled(): void;
}

const ROUNDS = 3;
const WARM_UP = 10;
/** A peer or a target that has failed so often in a row is left alone: each may take a timeout. */
const GIVEN_UP_AFTER = 5;

export async function measure(
  workload: Workload,
  options: MeasureOptions,
  watcher: Watcher,
): Promise<Result> {
  try {
    await workload.begin?.();
    return await measureOnStage(workload, options, watcher);
  } finally {
    await workload.end?.();
  }
}

async function measureOnStage(
  workload: Workload,
  options: MeasureOptions,
  watcher: Watcher,
): Promise<Result> {
  const agent = new Agent({ keepAlive: true });
  const stage = await setStage(workload, options, createFilms(), agent);
  const { originUrl, subjects } = stage;
  // A single sample is a play of its own, seconds long.
  const samples = workload.samples === 1 ? 1 : (options.samples ?? workload.samples);
  const rounds = workload.rounds ?? ROUNDS;
  const warmUp = Math.min(workload.warmUp ?? WARM_UP, rounds * samples);
  try {
    watcher.begun(
      subjects.map(({ name }) => name),
      subjects.length * (warmUp + rounds * samples),
    );
    for (const subject of subjects) await prepare(workload, subject);
    await sampleAll(workload, times(warmUp, subjects), watcher, () => createRound());
    for (const subject of subjects) forget(subject);
    const before = await snapshots(originUrl, subjects);
    for (let round = 0; round < rounds; round++) {
      for (const subject of subjects) subject.rounds.push(createRound());
      const order = shuffle(times(samples, subjects));
      await sampleAll(workload, order, watcher, (subject) => subject.rounds.at(-1));
    }
    const after = await snapshots(originUrl, subjects);
    const series = subjects.map(({ name, rounds, attempts, failures, busyMs }, index) => ({
      name,
      rounds,
      attempts,
      failures,
      busySeconds: busyMs / 1000,
      ...difference(before[index], after[index]),
    }));
    return { samples, series };
  } finally {
    agent.destroy();
    await stage.close();
  }
}

async function prepare(workload: Workload, subject: Subject): Promise<void> {
  try {
    await workload.prepare?.(subject);
  } catch (error) {
    if (!subject.foreign) throw error;
    subject.failures.push(messageOf(error));
    subject.failuresInARow = GIVEN_UP_AFTER;
  }
}

async function sampleAll(
  workload: Workload,
  order: readonly Subject[],
  watcher: Watcher,
  roundOf: (subject: Subject) => Round | undefined,
): Promise<void> {
  for (const subject of order) {
    const round = roundOf(subject);
    const givenUp = subject.foreign && subject.failuresInARow >= GIVEN_UP_AFTER;
    if (!givenUp && round !== undefined) await attempt(workload, subject, round);
    watcher.sampled();
  }
}

async function attempt(workload: Workload, subject: Subject, round: Round): Promise<void> {
  const began = performance.now();
  subject.attempts++;
  try {
    addSample(round, await workload.sample(subject));
    subject.failuresInARow = 0;
  } catch (error) {
    const wrong = error instanceof WrongByte;
    if (!subject.foreign && (wrong || !workload.failuresCounted)) throw error;
    subject.failures.push(messageOf(error));
    subject.failuresInARow++;
  } finally {
    subject.busyMs += performance.now() - began;
  }
}

/** The warm-up, but for what ended it. */
function forget(subject: Subject): void {
  subject.busyMs = 0;
  subject.attempts = 0;
  if (subject.failuresInARow < GIVEN_UP_AFTER) subject.failures.length = 0;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function times<T>(count: number, items: readonly T[]): T[] {
  return Array<readonly T[]>(count).fill(items).flat();
}
