/** What there is to see: the gateway's listings, and its problems in words for people. */
import { queryOf } from './place.js';

/** Rows asked for at a time. */
const PAGE_ROWS = 100;

/** @typedef {{ key: string, size: number, lastModified: string | null }} Entry */
/** @typedef {{ objects: Entry[], prefixes: string[], cursor: string | null, writable?: boolean }} Page */

/** Something that went wrong, with a title and a detail (may be '') that can be shown. */
export class Problem extends Error {
  /**
   * @param {string} title
   * @param {string} detail
   */
  constructor(title, detail) {
    super(title);
    this.name = 'Problem';
    this.detail = detail;
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
 * @param {Response} response one that is not ok
 * @returns {Promise<Problem>} what its problem+json says (RFC 9457), or the status in plain words
 */
export async function problemOf(response) {
  const type = response.headers.get('content-type') ?? '';
  const told = type.includes('json') ? await response.json().catch(() => null) : null;
  const title = told?.title ?? `The gateway answered ${response.status}`;
  return new Problem(title, [told?.detail, told?.requestId].filter(Boolean).join(' · '));
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
