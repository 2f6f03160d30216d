/**
 * Views: the face of this room. Opens objects as viewers are to see them: films whose index is
 * behind their media with the index in front, everything else as it is stored.
 */
import { versionKey } from '../object/block.ts';
import { isStrong } from '../object/meta.ts';
import type { Objects } from '../object/objects.ts';
import type { Knowledge, Opened } from '../object/opened.ts';
import { isFilmKey, isFilmType } from './film-name.ts';
import type { Films } from './films.ts';
import type { Learner, Lesson } from './learner.ts';
import { showStored, showView } from './shown.ts';
import { storedRange } from './stored-range.ts';

export interface ViewsOptions {
  readonly objects: Objects;
  readonly films: Films;
  readonly learner: Learner;
}

/** Takes the place of `Objects`: ranges, sizes and tags are those of what is shown. */
export type Views = Pick<Objects, 'open' | 'forget' | 'purge'>;

export function createViews({ objects, films, learner }: ViewsOptions): Views {
  async function show(
    opened: Opened,
    lesson: Lesson | undefined,
    signal: AbortSignal,
  ): Promise<Opened> {
    const { ref, meta } = opened;
    const isFilm = isFilmKey(ref.key) || isFilmType(meta.contentType);
    // Views are put together from several reads, which only a strong tag ties to one version.
    if (!isFilm || !isStrong(meta.etag) || meta.size === 0) return opened;
    try {
      const version = versionKey(ref, meta);
      let told = lesson && versionKey(ref, lesson.meta) === version ? lesson : undefined;
      let learned = told?.learned ?? films.get(version);
      if (learned === undefined) {
        told = await learner.learn(ref, meta, signal);
        learned = told.learned;
      }
      const knowledge = knowledgeOf(opened, told);
      const { view } = learned;
      return view ? showView(opened, view, knowledge) : showStored(opened, knowledge);
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  return {
    async open(ref, range, wanted, signal) {
      const last = films.last(ref);
      if (last !== undefined || !isFilmKey(ref.key)) {
        const stored = last?.view ? storedRange(last.view, range) : range;
        return await show(await objects.open(ref, stored, wanted, signal), undefined, signal);
      }
      // What is wanted is asked for beside what tells how it is shown, as if it were shown as it
      // is stored: most films are, and then nothing was waited for that would not have been anyway.
      const opening = wanted ? objects.open(ref, range, true, signal) : undefined;
      opening?.catch(() => {});
      let lesson: Lesson;
      try {
        lesson = await learner.learn(ref, undefined, signal);
      } catch (error) {
        opening?.then(
          (opened) => opened.close(),
          () => {},
        );
        throw error;
      }
      return await show(await (opening ?? objects.open(ref, range, false, signal)), lesson, signal);
    },
    forget(ref) {
      objects.forget(ref);
      learner.forget(ref);
    },
    purge(isMeant) {
      learner.purge(isMeant);
      return objects.purge(isMeant);
    },
  };
}

/** What is known of the version is not all: the origin may have been asked how to show it. */
function knowledgeOf({ knowledge }: Opened, lesson: Lesson | undefined): Knowledge {
  if (knowledge !== 'known' || lesson === undefined) return knowledge;
  return lesson.how;
}
