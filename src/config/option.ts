/**
 * What the declaration of one option says, and how parts of it are worded for people. The
 * declarations themselves stand in options.ts.
 */
import type { Kind } from './kind.ts';

export interface Option<T = unknown> {
  /** Names in the environment; the first that is set and not empty wins. */
  readonly env: readonly string[];
  readonly kind: Kind<T>;
  readonly default: T | undefined;
  /** How the default reads in the help when it depends on other options. */
  readonly defaultSays?: string;
  /** One line without a final period. */
  readonly help: string;
  readonly flag?: `--${string}`;
  /** A secret: never printed, and `FOO_FILE` may name a file that holds `FOO`. */
  readonly secret?: true;
  /** `FOO_FILE` may name a file that holds `FOO`, as for a secret. */
  readonly file?: true;
  /** Never printed, because a wrong value may hold a secret (a password in a URL). */
  readonly hidden?: true;
  /** Why only this is accepted; ends the problem of any other value. */
  readonly because?: string;
}

/** The default as the help and the README's table word it. */
export function defaultOf(option: Option): string {
  return option.defaultSays ?? String(option.default);
}

/** All names of an option in the environment, those of `FOO_FILE` secrets included. */
export function envNames(option: Option): readonly string[] {
  return option.secret || option.file
    ? option.env.flatMap((name) => [name, `${name}_FILE`])
    : option.env;
}
