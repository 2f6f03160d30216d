/**
 * Preconditions in the order of RFC 9110 section 13.2.2. Pure. As S3 does, a tag without quotes
 * is taken for a strong one.
 */

/** Lower-case request headers, as Node gives them. */
export interface ConditionHeaders {
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
  readonly 'if-modified-since'?: string | undefined;
  readonly 'if-unmodified-since'?: string | undefined;
}

/** What a precondition is held against. */
export interface Version {
  readonly etag: string;
  /** Milliseconds since the epoch, whole seconds. */
  readonly lastModified: number;
}

export type Verdict = 'go on' | 'not modified' | 'failed';

/** For GET and HEAD of an object that exists. */
export function judgeRead(headers: ConditionHeaders, version: Version): Verdict {
  const match = headers['if-match'];
  if (match !== undefined) {
    if (!lists(match, version.etag, 'strong')) return 'failed';
  } else {
    const since = readDate(headers['if-unmodified-since']);
    if (since !== undefined && version.lastModified > since) return 'failed';
  }
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) {
    return lists(noneMatch, version.etag, 'weak') ? 'not modified' : 'go on';
  }
  const since = readDate(headers['if-modified-since']);
  return since !== undefined && version.lastModified <= since ? 'not modified' : 'go on';
}

/** For PUT: whether it may store. `current` is undefined when there is no such object. */
export function mayWrite(headers: ConditionHeaders, current: Version | undefined): boolean {
  const match = headers['if-match'];
  if (match !== undefined && !(current && lists(match, current.etag, 'strong'))) return false;
  const noneMatch = headers['if-none-match'];
  return !(noneMatch !== undefined && current && lists(noneMatch, current.etag, 'weak'));
}

/** Whether the list `header` (or `*`) holds `etag`, itself strong. */
function lists(header: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (header.trim() === '*') return true;
  return header.split(',').some((item) => {
    const tag = item.trim();
    const opaque = tag.startsWith('W/') && comparison === 'weak' ? tag.slice(2) : tag;
    return opaque === etag || `"${opaque}"` === etag;
  });
}

/** Milliseconds since the epoch; undefined for what is no HTTP-date in GMT, which is then ignored. */
function readDate(header: string | undefined): number | undefined {
  const ms = / GMT$/.test(header ?? '') ? Date.parse(header ?? '') : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
