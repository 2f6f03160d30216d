/**
 * Further: the rest about a film that is shown as it is stored, learned from what a reader has
 * left in the cache in passing: its timeline, or that it was cut short. Costs the origin nothing.
 */
import type { Step } from '../mp4/step.ts';
import { versionKey } from '../object/block.ts';
import type { Meta } from '../object/meta.ts';
import type { Objects } from '../object/objects.ts';
import type { ObjectRef } from '../object/origin.ts';
import { lengthOf, type Span } from '../span.ts';
import { collect } from './collect.ts';
import { type ConcludeTools, conclude } from './conclude.ts';
import { keepLongest } from './keep.ts';
import type { Steps, Study } from './study.ts';

export interface FurtherTools extends ConcludeTools {
  readonly objects: Pick<Objects, 'at'>;
  readonly study: Study;
}

/**
 * @param wanted what `steps` is waiting for
 * @returns to be told how far a reader has come
 */
export function createFurther(
  tools: FurtherTools,
  ref: ObjectRef,
  meta: Meta,
  steps: Steps,
  wanted: Step,
): (position: number) => void {
  const version = versionKey(ref, meta);
  // Nobody waits for it, so nobody's departure ends it: it is short, and all of it is in memory.
  const { signal } = new AbortController();
  const opened = tools.objects.at(ref, meta, signal);
  let next: Step | undefined = wanted;
  let busy = false;

  async function read(span: Span): Promise<Uint8Array> {
    const source = opened.read(span);
    try {
      return await collect(source, lengthOf(span), signal);
    } finally {
      source.close();
    }
  }

  async function goOn(): Promise<void> {
    while (next !== undefined && opened.look([next]) === 'hit') {
      if (next.of === 'index') keepLongest(tools.cache, version, next);
      const step = await tools.study(steps, next, read, signal);
      next = step.done ? undefined : step.value;
      if (step.done) conclude(tools, ref, version, step.value);
    }
  }

  return (position) => {
    if (busy || next === undefined || position < next.end) return;
    busy = true;
    // What could not be read is read when the next reader comes by.
    goOn()
      .catch(() => {})
      .finally(() => {
        busy = false;
      });
  };
}
