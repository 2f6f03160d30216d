/**
 * Diagnosis: whether a film can be played, for whoever asks "why does it not play". Reads headers
 * only, one after the other: it is asked of a whole page of films at once.
 */
import { follow } from '../mp4/film.ts';
import { walkLayout } from '../mp4/layout.ts';
import { type NoView, sentenceFor } from '../mp4/no-view.ts';
import { versionKey } from '../object/block.ts';
import type { Objects } from '../object/objects.ts';
import type { ObjectRef } from '../object/origin.ts';
import { lengthOf, type Span } from '../span.ts';
import type { NoteBroken } from './broken-films.ts';
import { collect } from './collect.ts';
import { isFilmKey } from './film-name.ts';
import type { Films } from './films.ts';

export interface Diagnosis {
  /** `ok` when the index is there, in front or at the end. */
  readonly state: 'ok' | Exclude<NoView, 'in-front'>;
  /** Unless it is `ok`. */
  readonly sentence?: string;
}

export interface DiagnosisOptions {
  readonly objects: Pick<Objects, 'open'>;
  readonly films: Pick<Films, 'get'>;
  readonly noteBroken: NoteBroken;
}

/** Resolves to undefined for what is no MP4, M4V or MOV by its key. @throws as `Objects.open` does */
export type Diagnose = (ref: ObjectRef, signal: AbortSignal) => Promise<Diagnosis | undefined>;

export function createDiagnose({ objects, films, noteBroken }: DiagnosisOptions): Diagnose {
  async function walk(ref: ObjectRef, signal: AbortSignal): Promise<NoView | undefined> {
    const opened = await objects.open(ref, { first: 0, last: 0 }, true, signal);
    try {
      const { meta } = opened;
      const version = versionKey(ref, meta);
      const learned = films.get(version);
      // Of a film that is shown as it is stored, why may be open still.
      if (learned?.view !== undefined || learned?.reason !== undefined) return learned.reason;
      const read = async (span: Span): Promise<Uint8Array> => {
        const source = opened.read(span);
        try {
          return await collect(source, lengthOf(span), signal);
        } finally {
          source.close();
        }
      };
      const layout = await follow(walkLayout(meta.size), read);
      const reason = typeof layout === 'string' ? layout : undefined;
      noteBroken(ref, version, reason);
      return reason;
    } finally {
      opened.close();
    }
  }

  return async (ref, signal) => {
    if (!isFilmKey(ref.key)) return undefined;
    const reason = await walk(ref, signal);
    if (reason === undefined || reason === 'in-front') return { state: 'ok' };
    return { state: reason, sentence: sentenceFor(reason) };
  };
}
