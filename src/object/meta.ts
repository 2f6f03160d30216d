/** Meta: what is known of one version of an object without reading its bytes. */
export interface Meta {
  /** Bytes in the whole object. */
  readonly size: number;
  /** Entity tag as HTTP writes it (`"x"` or `W/"x"`), when the origin gave a well-formed one. */
  readonly etag: string | undefined;
  /** Milliseconds since the epoch, whole seconds (HTTP-dates carry no more). */
  readonly lastModified: number | undefined;
  /** As the origin said; undefined when it said nothing. */
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly contentLanguage: string | undefined;
  readonly contentDisposition: string | undefined;
  readonly cacheControl: string | undefined;
}

/** Whether `etag` names one exact sequence of bytes (RFC 9110 section 8.8.1). */
export function isStrong(etag: string | undefined): etag is string {
  return etag?.startsWith('"') === true;
}

/**
 * Whether both describe the same version. A strong tag settles it; without one, size and date are
 * all there is to go by.
 */
export function sameVersion(a: Meta, b: Meta): boolean {
  if (a.size !== b.size || a.etag !== b.etag) return false;
  return isStrong(a.etag) || a.lastModified === b.lastModified;
}
