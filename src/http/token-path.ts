/**
 * `/t/TOKEN/PATH`: a link spent as a path, so that what is named relative to it (the segments of a
 * playlist) carries the link too. Pure.
 */

export interface TokenPath {
  /** Raw; undefined when the path has none. */
  readonly token: string | undefined;
  /** What stands behind it, beginning with `/`: the path that is meant. */
  readonly path: string;
}

export function splitTokenPath(path: string): TokenPath {
  const [, token, rest = ''] = /^\/t\/([^/]+)(\/.*)$/s.exec(path) ?? [];
  return token === undefined ? { token: undefined, path } : { token, path: rest };
}
