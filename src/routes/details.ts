/** Details of a listing: of each film whether it can be played, a few films at a time. */
import { GatewayError } from '../errors.ts';
import type { Diagnose, Diagnosis } from '../view/diagnosis.ts';

export type VideoDetails =
  | Diagnosis
  /** It could not be looked into. */
  | { readonly state: 'unknown'; readonly sentence: string };

/** Leaves most connections to the origin to those who watch. */
const AT_ONCE = 4;

/** What is known of those of `keys` that are films. @throws the signal's reason */
export async function detailsOf(
  diagnose: Diagnose,
  bucket: string,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, VideoDetails>> {
  const details = new Map<string, VideoDetails>();
  const left = keys.values();
  const work = async (): Promise<void> => {
    for (const key of left) {
      signal.throwIfAborted();
      const video = await diagnose({ bucket, key }, signal).catch(whyNot);
      if (video !== undefined) details.set(key, video);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return details;
}

/** One film that cannot be read is no reason to show none. */
function whyNot(error: unknown): VideoDetails {
  if (error instanceof GatewayError) return { state: 'unknown', sentence: error.title };
  throw error;
}
