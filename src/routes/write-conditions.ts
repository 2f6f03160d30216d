/**
 * Preconditions of a write (RFC 9110 section 13.1): weighed against the object that is there, and
 * handed on to the storage, which weighs them again in the step in which it writes. Pure.
 */
import { GatewayError } from '../errors.ts';
import { evaluatePreconditions } from '../http/conditional.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Meta } from '../object/meta.ts';
import type { WriteCondition } from '../upload/writer.ts';
import { storedTags } from '../view/view-tag.ts';

/**
 * @param current undefined when there is no object
 * @param now milliseconds since the epoch
 * @throws GatewayError `precondition_failed`
 */
export function weighWrite(
  headers: Exchange['headers'],
  current: Meta | undefined,
  now: number,
): void {
  const holds =
    current === undefined
      ? headers['if-match'] === undefined
      : evaluatePreconditions(meantOf(headers), current, now) === 'proceed';
  if (!holds) {
    throw new GatewayError('precondition_failed', 'Cannot write: a precondition does not hold');
  }
}

/** What the storage can be asked to make sure of: that nothing is there, or just this version. */
export function conditionOf(headers: Exchange['headers']): WriteCondition | undefined {
  if (headers['if-none-match']?.trim() === '*') return { ifNoneMatch: '*' };
  const tag = meantOf(headers)['if-match']?.trim();
  return tag !== undefined && /^"[^"]*"$/.test(tag) ? { ifMatch: tag } : undefined;
}

/** As they hold for what is stored; `If-Modified-Since` is for reading only (RFC 9110 section 13.1.3). */
function meantOf(headers: Exchange['headers']): Exchange['headers'] {
  const { 'if-modified-since': _, 'if-match': match, 'if-none-match': none, ...others } = headers;
  return {
    ...others,
    ...(match !== undefined && { 'if-match': storedTags(match) }),
    ...(none !== undefined && { 'if-none-match': storedTags(none) }),
  };
}
