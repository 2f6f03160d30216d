/**
 * What an origin's headers say, made safe: values that could not be sent on as they are (control
 * characters, bytes that were not Latin-1) count as not given, and entity tags are well-formed or
 * absent. Pure.
 */
import type { Meta } from '../object/meta.ts';

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** RFC 9110 section 5.5 field content. */
const FIELD_CONTENT = /^[\t\x20-\x7e\x80-\xff]+$/;
/** RFC 9110 section 8.8.3. */
const ENTITY_TAG = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/;
const BARE_TAG = /^[\x21\x23-\x2e\x30-\x7e]+$/;
/** RFC 9110 section 5.6.7: the one form that is still generated. */
const IMF_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/** The field's value, undefined when absent, empty or not valid; several lines are one list. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  const text = Array.isArray(value) ? value.join(', ') : value;
  return text !== undefined && FIELD_CONTENT.test(text) ? text : undefined;
}

/** Everything of Meta that headers tell; `size` is for the caller to know. */
export function metaFrom(headers: Headers, size: number): Meta {
  return {
    size,
    etag: entityTag(headerOf(headers, 'etag')),
    lastModified: httpDate(headerOf(headers, 'last-modified')),
    contentType: headerOf(headers, 'content-type'),
    contentEncoding: contentCodings(headerOf(headers, 'content-encoding')),
    contentLanguage: headerOf(headers, 'content-language'),
    contentDisposition: headerOf(headers, 'content-disposition'),
    cacheControl: headerOf(headers, 'cache-control'),
  };
}

/**
 * The codings without `aws-chunked`: with it S3 clients frame uploads, and some stores keep the
 * word although the framing is gone.
 */
function contentCodings(text: string | undefined): string | undefined {
  if (text === undefined || !/aws-chunked/i.test(text)) return text;
  const codings = text.split(',').map((coding) => coding.trim());
  const kept = codings.filter((coding) => !/^(?:aws-chunked)?$/i.test(coding));
  return kept.length === 0 ? undefined : kept.join(', ');
}

/** A well-formed entity tag, in quotes also when the store left them out; else undefined. */
export function entityTag(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (ENTITY_TAG.test(text)) return text;
  return BARE_TAG.test(text) ? `"${text}"` : undefined;
}

/** Whole bytes from Content-Length; undefined without one. */
export function contentLength(headers: Headers): number | undefined {
  const text = headerOf(headers, 'content-length');
  const bytes = Number(text);
  return text !== undefined && /^\d+$/.test(text) && Number.isSafeInteger(bytes)
    ? bytes
    : undefined;
}

function httpDate(text: string | undefined): number | undefined {
  const ms = text !== undefined && IMF_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
