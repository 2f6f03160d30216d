/** Learned: what is known of one version of a film. Only types live here. */
import type { NoView } from '../mp4/no-view.ts';
import type { Timeline } from '../mp4/timeline.ts';
import type { View } from '../mp4/view.ts';

export interface Learned {
  /**
   * What is shown instead of the stored bytes; undefined when those are. Settled for good: a
   * version is never shown in two ways, since not every player looks at entity tags.
   */
  readonly view: View | undefined;
  /** Why there is no view; undefined while there is one, or only that there is none is known. */
  readonly reason: NoView | undefined;
  /** Positions are those of the stored object. */
  readonly timeline: Timeline | undefined;
  /** Tells that a reader has come to `position` of the object, so that there may be more to learn. */
  readonly further?: (position: number) => void;
}
