/** Collect: the first bytes of a source, as one piece in memory of its own. */
import type { Source } from '../object/source.ts';
import { untilAborted } from '../until-aborted.ts';

/**
 * @param length bytes that `source` has at least
 * @throws as `source` does; the signal's reason
 */
export async function collect(
  source: Source,
  length: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  // Not from Node's pool: what is kept of it must not keep others' bytes alive.
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const pulled = source.pull();
    if (pulled === undefined) throw new Error(`Cannot read ${length} bytes: only ${at} came`);
    if (pulled instanceof Promise) {
      await untilAborted(pulled, signal);
      continue;
    }
    for (const piece of pulled) {
      const part = piece.subarray(0, length - at);
      bytes.set(part, at);
      at += part.length;
    }
  }
  return bytes;
}
