/** Headers that describe an object. An allow-list: nothing else that the origin says passes. */
import type { AnswerHeaders } from '../http/answer.ts';
import { formatHttpDate } from '../http/http-date.ts';
import { mediaType } from '../http/media-type.ts';
import type { Meta } from '../object/meta.ts';

/**
 * An object is shown, never run: without this, an HTML page or an SVG in the bucket would act as
 * a page of the gateway's own. No `sandbox`: it would keep a film whose own address is opened
 * from playing by itself.
 */
const INERT = [
  "default-src 'none'",
  "img-src 'self'",
  "media-src 'self'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** What a 304 repeats of a 200 (RFC 9110 section 15.4.5). */
export function validatorHeaders(meta: Meta): AnswerHeaders {
  return defined({
    ETag: meta.etag,
    'Last-Modified':
      meta.lastModified === undefined ? undefined : formatHttpDate(meta.lastModified),
    'Cache-Control': meta.cacheControl,
  });
}

/** All of them, for 200 and 206. */
export function objectHeaders(meta: Meta, key: string): AnswerHeaders {
  return {
    'Accept-Ranges': 'bytes',
    'Content-Type': mediaType(meta.contentType, key),
    'Content-Security-Policy': INERT,
    ...validatorHeaders(meta),
    ...defined({
      'Content-Encoding': meta.contentEncoding,
      'Content-Language': meta.contentLanguage,
      'Content-Disposition': meta.contentDisposition,
    }),
  };
}

function defined(headers: Readonly<Record<string, string | undefined>>): AnswerHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
