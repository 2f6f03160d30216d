/** What there is to see: the gateway's listings, and its problems in words for people. */
import { queryOf } from './place.js';

/** Rows asked for at a time: as many as the gateway gives. */
const PAGE_ROWS = 1000;

/** @typedef {{ key: string, size: number, etag: string | null, lastModified: string | null }} Entry */
/** @typedef {{ objects: Entry[], prefixes: string[], cursor: string | null, writable?: boolean }} Page */

/** Something that went wrong, with a title and a detail (may be '') that can be shown. */
export class Problem extends Error {
  /**
   * @param {string} title
   * @param {string} detail
   * @param {number} [status] of the gateway's answer, 0 where there was none
   */
  constructor(title, detail, status = 0) {
    super(title);
    this.name = 'Problem';
    this.detail = detail;
    this.status = status;
  }
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<string[]>} names of the buckets served here
 */
export async function listBuckets(signal) {
  const { buckets } = await getJson('/list_buckets', signal);
  return buckets.map((/** @type {{ name: string }} */ bucket) => bucket.name);
}

/**
 * @param {{ bucket: string, prefix: string }} folder
 * @param {string} cursor '' for the first page
 * @param {AbortSignal} signal
 * @returns {Promise<Page>}
 */
export async function listObjects({ bucket, prefix }, cursor, signal) {
  const query = queryOf({ bucket, prefix, delimiter: '/', limit: `${PAGE_ROWS}`, cursor });
  return await getJson(`/list_objects${query}`, signal);
}

/**
 * @param {{ bucket: string, key: string }} film
 * @returns {Promise<string>} why it cannot be played; '' when the gateway knows of no reason
 * @throws Problem
 */
export async function sentenceOn({ bucket, key }) {
  // A key is the first of all that begin with it.
  const query = queryOf({ bucket, prefix: key, limit: '1', details: 'true' });
  const { objects } = await getJson(`/list_objects${query}`, new AbortController().signal);
  return objects[0]?.key === key ? (objects[0].video?.sentence ?? '') : '';
}

/**
 * @param {Response} response one that is not ok
 * @returns {Promise<Problem>} what its problem+json says (RFC 9457), or the status in plain words
 */
export async function problemOf(response) {
  const type = response.headers.get('content-type') ?? '';
  const told = type.includes('json') ? await response.json().catch(() => null) : null;
  const title = told?.title ?? `The gateway answered ${response.status}`;
  const trail = told?.requestId && `Request ${told.requestId}`;
  const detail = [told?.detail, trail].filter(Boolean).join(' · ');
  return new Problem(title, detail, response.status);
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 */
async function getJson(url, signal) {
  let response;
  try {
    response = await fetch(url, { signal, headers: { accept: 'application/json' } });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Problem('The gateway cannot be reached', 'Is it still running?');
  }
  if (!response.ok) throw await problemOf(response);
  return await response.json().catch(() => {
    throw new Problem(
      'The gateway gave an unusable answer',
      'It is not the JSON that it should be.',
    );
  });
}
