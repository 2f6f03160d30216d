/** Film name: what may be an MP4, M4V or MOV by its key or its type. What it is, its boxes tell. */

const ENDINGS = /\.(?:mp4|m4v|mov)$/i;

const TYPES = /^video\/(?:mp4|x-m4v|quicktime)[ \t]*(?:;|$)/i;

/** Whether `key` ends as those of such films do: known before anything is asked of the origin. */
export function isFilmKey(key: string): boolean {
  return ENDINGS.test(key);
}

/** Whether the origin gave a type of such films. */
export function isFilmType(contentType: string | undefined): boolean {
  return contentType !== undefined && TYPES.test(contentType);
}
