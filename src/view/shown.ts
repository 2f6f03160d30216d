/**
 * Shown: an opened object as the viewer is to see it. A view has a size and a tag of its own; its
 * bytes are literal ones and those of the object, read as always.
 */
import { slice, type View } from '../mp4/view.ts';
import type { Meta } from '../object/meta.ts';
import type { Knowledge, Opened } from '../object/opened.ts';
import { counted, literal, sequence } from '../object/source.ts';
import { UNCOUNTED } from '../object/tally.ts';
import { storedSpans } from './stored-range.ts';
import { viewTag } from './view-tag.ts';

/** The object as it is stored. @param knowledge how the version, and how to show it, became known */
export function showStored(opened: Opened, knowledge: Knowledge): Opened {
  if (knowledge === opened.knowledge) return opened;
  return {
    ref: opened.ref,
    meta: opened.meta,
    knowledge,
    get shared() {
      return opened.shared;
    },
    look: (spans) => opened.look(spans),
    read: (span, begun, tally) => opened.read(span, begun, tally),
    close: () => opened.close(),
  };
}

/** @param view of the version that `opened` is of, which has a strong tag */
export function showView(opened: Opened, view: View, knowledge: Knowledge): Opened {
  return {
    ref: opened.ref,
    meta: viewMeta(opened.meta, view),
    knowledge,
    get shared() {
      return opened.shared;
    },
    look(spans) {
      const stored = storedSpans(view, spans);
      if (stored.length === 0) return 'hit';
      const outlook = opened.look(stored);
      const [first] = spans.flatMap((span) => slice(view, span));
      // The beginning is in memory, then, and what follows may or may not be.
      return first instanceof Uint8Array && outlook !== 'hit' ? 'partial' : outlook;
    },
    read(span, begun = false, tally = UNCOUNTED) {
      return sequence(
        slice(view, span).map((piece, i) => () => {
          if (piece instanceof Uint8Array) {
            return counted(literal(piece), (bytes) => tally.served('literal', bytes));
          }
          return opened.read(piece, begun || i > 0, tally);
        }),
      );
    },
    close: () => opened.close(),
  };
}

/**
 * No date: it is the object's, and a date that is true of both would let `If-Range` and
 * `If-Modified-Since` take the one for the other (RFC 9110 sections 8.8.2 and 13.1.5).
 */
function viewMeta(meta: Meta, view: View): Meta {
  const etag = meta.etag && viewTag(meta.etag);
  return { ...meta, size: view.size, etag, lastModified: undefined };
}
