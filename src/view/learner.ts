/**
 * Learner: finds out what a film is and how it is shown, once for all who want to know at the same
 * time. Whoever leaves takes only itself away; the last one out ends it, and failures are not kept.
 */
import { filmSteps } from '../mp4/film.ts';
import { type VersionKey, versionKey } from '../object/block.ts';
import { isStrong, type Meta } from '../object/meta.ts';
import type { ObjectRef } from '../object/origin.ts';
import { purgeFrom } from '../object/purge-scope.ts';
import { refKey } from '../object/ref-key.ts';
import { untilAborted } from '../until-aborted.ts';
import { conclude } from './conclude.ts';
import type { Films } from './films.ts';
import { createFurther, type FurtherTools } from './further.ts';
import type { Learned } from './learned.ts';
import { type Look, type LookTools, openLook } from './look.ts';
import type { Tails } from './tails.ts';

/** What a learner has found out. */
export interface Lesson {
  /** The version that it is true of. */
  readonly meta: Meta;
  readonly learned: Learned;
  /** Whether it took a request to the origin, or waiting for somebody else's. */
  readonly how: 'known' | 'flown' | 'joined';
}

export interface Learner {
  /**
   * @param known the version to learn about; undefined for the one that is there, with its meta
   * @throws as `Objects.open` does; `overloaded`
   */
  learn(ref: ObjectRef, known: Meta | undefined, signal: AbortSignal): Promise<Lesson>;
  /** Whoever wants to know from now on which version is there is not told what was found out before. */
  forget(ref: ObjectRef): void;
  /** As `forget`, of every object whose `refKey` is meant. */
  purge(isMeant: (key: string) => boolean): void;
}

export interface LearnerOptions extends LookTools, Omit<FurtherTools, 'objects'> {
  readonly films: Films;
  readonly tails: Tails;
}

/** Objects whose bytes cannot be put together from several reads have no view. */
const STORED: Learned = { view: undefined, reason: undefined, timeline: undefined };

interface Running {
  readonly lesson: Promise<Lesson>;
  /** What it is found by: the object, and the version once that is known. */
  readonly names: string[];
  readonly leaving: AbortController;
  waiting: number;
}

const DONE = new DOMException('Nobody waits for it any more', 'AbortError');

export function createLearner(options: LearnerOptions): Learner {
  const { films, study, tails, later } = options;
  const running = new Map<string, Running>();

  function end(one: Running): void {
    // Whoever comes now starts afresh instead of joining what is dying.
    for (const name of one.names) if (running.get(name) === one) running.delete(name);
    // Ends also what was asked for and turned out not to be needed, once the viewer has its bytes:
    // that costs more than a moment.
    later(() => one.leaving.abort(DONE));
  }

  function start(ref: ObjectRef, known: Meta | undefined, name: string): Running {
    const leaving = new AbortController();
    const names = [name];
    const lesson = find(ref, known, leaving.signal, (version) => {
      if (running.has(version) || running.get(name) !== one) return;
      names.push(version);
      running.set(version, one);
    }).finally(() => end(one));
    const one = { lesson, names, leaving, waiting: 0 };
    running.set(name, one);
    return one;
  }

  async function find(
    ref: ObjectRef,
    known: Meta | undefined,
    signal: AbortSignal,
    onVersion: (version: VersionKey) => void,
  ): Promise<Lesson> {
    const look = await openLook(options, ref, known, signal);
    try {
      const { meta } = look;
      const version = versionKey(ref, meta);
      onVersion(version);
      const isWhole = isStrong(meta.etag) && meta.size > 0;
      const learned = isWhole ? await lookInto(ref, version, look, signal) : STORED;
      return { meta, learned, how: look.waited ? 'flown' : 'known' };
    } finally {
      later(() => look.close());
    }
  }

  async function lookInto(
    ref: ObjectRef,
    version: VersionKey,
    look: Look,
    signal: AbortSignal,
  ): Promise<Learned> {
    const before = films.get(version);
    if (before !== undefined) return before;
    const { meta } = look;
    const steps = filmSteps(meta.size);
    let step = steps.next();
    let needed = 0;
    while (!step.done && !step.value.settled) {
      if (step.value.of === 'index') needed = meta.size - step.value.start;
      step = await study(steps, step.value, look.read, signal);
    }
    tails.saw(ref.bucket, needed);
    if (step.done) return conclude(options, ref, version, step.value);
    // The viewer must not wait for what makes no difference to it: the rest is learned in passing.
    const further = createFurther(options, ref, meta, steps, step.value);
    const learned = { ...STORED, further };
    films.remember(ref, version, learned);
    return learned;
  }

  return {
    async learn(ref, known, signal) {
      const name = known === undefined ? refKey(ref) : versionKey(ref, known);
      const found = running.get(name);
      const one = found ?? start(ref, known, name);
      one.waiting++;
      try {
        const lesson = await untilAborted(one.lesson, signal);
        return found !== undefined && lesson.how === 'flown'
          ? { ...lesson, how: 'joined' }
          : lesson;
      } finally {
        one.waiting--;
        if (one.waiting === 0) end(one);
      }
    },
    forget: (ref) => running.delete(refKey(ref)),
    purge(isMeant) {
      purgeFrom(running, isMeant);
    },
  };
}
