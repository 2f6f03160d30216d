/** Headers that describe an object. An allow-list: nothing else that the origin says passes. */
import type { AnswerHeaders } from '../http/answer.ts';
import { formatHttpDate } from '../http/http-date.ts';
import { mediaType } from '../http/media-type.ts';
import type { Meta } from '../object/meta.ts';

/**
 * An object is shown, never run: without this, an HTML page or an SVG in the bucket would act as
 * a page of the gateway's own.
 */
const INERT = [
  "default-src 'none'",
  "img-src 'self'",
  "media-src 'self'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
/** What a browser could run is of no origin at all besides: what it may not do, it does not do as us. */
const SANDBOXED = `${INERT}; sandbox`;

/** RFC 6838 section 4.2 for the name after the slash. */
const MEDIA = /^(?:video|audio|image)\/[a-z0-9!#$&^_.+-]+$/;
/** Further types in which nothing can run. */
const SHOWN: ReadonlySet<string> = new Set([
  'application/mp4',
  'application/ogg',
  'application/vnd.apple.mpegurl',
  'application/x-mpegurl',
  'text/plain',
  'text/vtt',
]);
const QUOTED = /"(?:[^"\\]|\\.)*"/g;

/**
 * What a 304 repeats of a 200 (RFC 9110 section 15.4.5).
 * @param cacheControl what to say of caching; undefined for what the origin said
 */
export function validatorHeaders(meta: Meta, cacheControl = meta.cacheControl): AnswerHeaders {
  return defined({
    ETag: meta.etag,
    'Last-Modified':
      meta.lastModified === undefined ? undefined : formatHttpDate(meta.lastModified),
    'Cache-Control': cacheControl,
  });
}

/**
 * All of them, for 200 and 206.
 * @param cacheControl as for `validatorHeaders`
 */
export function objectHeaders(
  meta: Meta,
  key: string,
  cacheControl?: string | undefined,
): AnswerHeaders {
  const type = mediaType(meta.contentType, key);
  return {
    'Accept-Ranges': 'bytes',
    'Content-Type': type,
    'Content-Security-Policy': canRun(type) ? SANDBOXED : INERT,
    // A signed address is all that it takes to watch: it is not told to whatever an object links to.
    'Referrer-Policy': 'no-referrer',
    ...validatorHeaders(meta, cacheControl),
    ...defined({
      'Content-Encoding': meta.contentEncoding,
      'Content-Language': meta.contentLanguage,
      'Content-Disposition': meta.contentDisposition,
    }),
  };
}

/**
 * Whether a browser that opens an object of `type` could run something in it, as far as we know:
 * anything but media and plain text. These are left out because `sandbox` would keep a film whose
 * own address is opened from playing by itself. XML of whatever name (`image/svg+xml`) can hold
 * scripts, and of several types in one header browsers take the last (Fetch standard).
 */
function canRun(type: string): boolean {
  const essence = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const shown = SHOWN.has(essence) || (MEDIA.test(essence) && !essence.endsWith('+xml'));
  return !shown || type.replace(QUOTED, '').includes(',');
}

function defined(headers: Readonly<Record<string, string | undefined>>): AnswerHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
