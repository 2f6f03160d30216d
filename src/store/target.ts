/**
 * Request target to bucket, key and query, pure. Decoded exactly once and never normalised: `//`,
 * `.` and `..` are characters of a key here, and what a folder cannot hold is refused in paths.ts.
 */
import { S3Error } from './s3-error.ts';

export type QueryParameters = readonly (readonly [name: string, value: string])[];

export interface Target {
  /** The whole decoded path, as the signature covers it. */
  readonly path: string;
  /** '' for the service itself. */
  readonly bucket: string;
  /** '' for the bucket itself. */
  readonly key: string;
  /** In the order of the request. */
  readonly query: QueryParameters;
}

/**
 * Reads the target of a request line, in origin-form or absolute-form (RFC 9112 section 3.2).
 * A `+` in the path is a plus; in the query it is a space.
 * @throws S3Error `InvalidURI`
 */
export function readTarget(raw: string): Target {
  const originForm = raw.replace(/^https?:\/\/[^/?]*/i, '');
  const mark = originForm.indexOf('?');
  const path = decode(mark === -1 ? originForm : originForm.slice(0, mark));
  if (!path.startsWith('/')) throw new S3Error('InvalidURI');
  const slash = path.indexOf('/', 1);
  return {
    path,
    bucket: slash === -1 ? path.slice(1) : path.slice(1, slash),
    key: slash === -1 ? '' : path.slice(slash + 1),
    query: mark === -1 ? [] : readQuery(originForm.slice(mark + 1)),
  };
}

/** First value of `name`, or undefined when the query does not hold it. */
export function parameter(query: QueryParameters, name: string): string | undefined {
  return query.find(([candidate]) => candidate === name)?.[1];
}

function readQuery(raw: string): QueryParameters {
  const pairs = raw.split('&').filter((pair) => pair !== '');
  return pairs.map((pair) => {
    const equals = pair.indexOf('=');
    const spaced = (text: string): string => decode(text.replaceAll('+', ' '));
    if (equals === -1) return [spaced(pair), ''] as const;
    return [spaced(pair.slice(0, equals)), spaced(pair.slice(equals + 1))] as const;
  });
}

function decode(text: string): string {
  // Raw bytes beyond ASCII would have to be guessed at; RFC 3986 wants them percent-encoded.
  if (/[^\x21-\x7e]/.test(text.replaceAll(' ', ''))) throw new S3Error('InvalidURI');
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI');
  }
}
