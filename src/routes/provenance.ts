/** Provenance: how an answer came about, in the words of `Cache-Status` (RFC 9211). */
import type { CacheOutcome, Provenance } from '../http/answer.ts';
import type { Opened, Outlook } from '../object/opened.ts';

const CACHE_STATUS: Readonly<Record<CacheOutcome, string>> = {
  hit: 'hit',
  partial: 'fwd=partial; stored',
  joined: 'fwd=uri-miss; collapsed',
  miss: 'fwd=uri-miss; stored',
  bypass: 'fwd=uri-miss',
  stale: 'fwd=stale',
};

/**
 * @param outlook where the first bytes came from; undefined when the answer shows none
 * @param waitedMs how long the request waited for the origin, if it did
 */
export function provenanceOf(
  opened: Opened,
  outlook: Outlook | undefined,
  waitedMs: number,
): Provenance {
  const cache = outcomeOf(opened, outlook);
  const asked = cache !== 'hit';
  return {
    cacheStatus: CACHE_STATUS[cache],
    cache,
    originMs: asked ? waitedMs : undefined,
  };
}

function outcomeOf({ knowledge, shared }: Opened, outlook: Outlook | undefined): CacheOutcome {
  const inMemory = outlook === undefined || outlook === 'hit';
  if (knowledge === 'stale') return 'stale';
  // What was known was too old to be served unasked, and turned out to be true.
  if (knowledge === 'checked' && inMemory) return 'stale';
  if (knowledge === 'known' && inMemory) return 'hit';
  if (!shared) return 'bypass';
  if (knowledge === 'joined') return 'joined';
  if (knowledge === 'flown') return outlook === undefined ? 'bypass' : 'miss';
  if (outlook === 'partial') return 'partial';
  return outlook === 'flying' ? 'joined' : 'miss';
}
