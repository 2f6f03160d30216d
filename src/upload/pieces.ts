/** Pieces of a body as they come, until the body ends or there is no more use for them. */
import { untilAborted } from '../until-aborted.ts';

/**
 * Unlike the body itself, which may be silent for long, this ends as soon as `signal` is aborted.
 * @throws the signal's reason, and what the body throws
 */
export async function* piecesOf(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces = body[Symbol.asyncIterator]();
  let over = false;
  try {
    for (;;) {
      const next = await untilAborted(pieces.next(), signal);
      over = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } catch (thrown) {
    over ||= !signal.aborted;
    throw thrown;
  } finally {
    // Not waited for: a body that is silent would only hear of it with its next piece.
    if (!over) pieces.return?.()?.catch(() => {});
  }
}
