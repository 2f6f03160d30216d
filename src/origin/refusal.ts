/**
 * Reads what an unwanted answer says: S3's error document where there is one, headers where a HEAD
 * has none. An error document that cannot be read is no reason to lose the status.
 */
import { headerOf } from './answer-headers.ts';
import { collect } from './collect.ts';
import type { Answer } from './exchange.ts';
import type { Refusal } from './failures.ts';
import { parseXml, textOf, type XmlNode } from './xml.ts';

/** S3's are under 2 KiB; an HTML page from a proxy is cut off here and not needed. */
const MAX_BYTES = 64 * 1024;
/** The viewer waits for this: a document that comes later would tell little more than the status. */
const WITHIN_MS = 1000;
/** Nothing else may enter a message: the rest of the document can quote secrets. */
const WORD = /^[A-Za-z0-9._:/+=-]{1,128}$/;

/**
 * @param nowMs for a Retry-After that is a date
 * @throws `signal.reason` of the answer's exchange when it is aborted meanwhile
 */
export async function readRefusal(
  answer: Answer,
  nowMs: number,
  signal: AbortSignal,
): Promise<Omit<Refusal, 'missing' | 'subject'>> {
  const document = await readDocument(answer, signal);
  const word = (name: string): string | undefined => plain(textOf(document, name));
  const header = (name: string): string | undefined => headerOf(answer.headers, name);
  return {
    status: answer.status,
    s3Code: word('Code'),
    requestId: plain(header('x-amz-request-id')) ?? word('RequestId'),
    region: plain(header('x-amz-bucket-region')) ?? word('Region'),
    retryAfterSeconds: retryAfter(header('retry-after'), nowMs),
  };
}

async function readDocument(answer: Answer, signal: AbortSignal): Promise<XmlNode> {
  try {
    const bytes = await collect(answer.body, { maxBytes: MAX_BYTES, withinMs: WITHIN_MS });
    return parseXml(bytes.toString('utf8'), 'Error');
  } catch {
    signal.throwIfAborted();
    return '';
  }
}

/** RFC 9110 section 10.2.3: seconds or a date; whole seconds, at most an hour. */
export function retryAfter(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - nowMs) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.min(3600, Math.max(0, seconds));
}

/** A word of the origin's that may be repeated; undefined when it might be anything else. */
export function plain(text: string | undefined): string | undefined {
  return text !== undefined && WORD.test(text) ? text : undefined;
}
