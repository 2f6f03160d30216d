/**
 * Film: all that can be learned about one version of an object from its boxes. This is the face
 * of the room: who has bytes to read gives them, and gets a view or the reason why there is none.
 */
import { lengthOf, type Span } from '../span.ts';
import { chart } from './chart.ts';
import { type Layout, MAX_MOOV_BYTES, walkLayout } from './layout.ts';
import { type Movie, readMovie } from './movie.ts';
import type { NoView } from './no-view.ts';
import type { Step } from './step.ts';
import type { Timeline } from './timeline.ts';
import { type View, viewOf } from './view.ts';

export interface Film {
  /** The film with its index in front, or why it is shown as it is stored. */
  readonly view: View | NoView;
  /** Positions are those of the stored object, whether there is a view or not. */
  readonly timeline: Timeline | undefined;
}

/**
 * Steps towards a film of `size` bytes: yields spans within the object, expects their bytes. The
 * first are headers (see `walkLayout`), the last is the whole index, of at most `MAX_MOOV_BYTES`.
 */
export function* filmSteps(size: number): Generator<Step, Film, Uint8Array> {
  const layout = yield* walkLayout(size);
  if (typeof layout === 'string') return { view: layout, timeline: undefined };
  if (lengthOf(layout.moov) > MAX_MOOV_BYTES) return { view: 'in-front', timeline: undefined };
  const { start, end } = layout.moov;
  const index = yield { of: 'index', settled: layout.placement === 'in-front', start, end };
  return filmOf(layout, readMovie(index), size);
}

/** Takes `steps` to their end with what `read` has. @throws only what `read` throws */
export async function follow<T>(
  steps: Generator<Span, T, Uint8Array>,
  read: (span: Span) => Promise<Uint8Array>,
): Promise<T> {
  let step = steps.next();
  while (!step.done) step = steps.next(await read(step.value));
  return step.value;
}

/** @param read gives exactly the bytes of a span of the object; it is called once at a time */
export async function readFilm(
  size: number,
  read: (span: Span) => Promise<Uint8Array>,
): Promise<Film> {
  return await follow(filmSteps(size), read);
}

function filmOf(layout: Layout, movie: Movie | NoView, size: number): Film {
  const timeline = typeof movie === 'string' ? undefined : chart(movie, size);
  if (layout.placement === 'in-front') {
    // Fragments behind an index in front are worth telling apart, its other flaws are not.
    return { view: movie === 'fragmented' ? movie : 'in-front', timeline };
  }
  return { view: typeof movie === 'string' ? movie : viewOf(layout, movie), timeline };
}
