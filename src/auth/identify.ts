/**
 * Identify: the `Authorization` header to who asks (RFC 9110 section 11.6.2). Basic and Bearer, each
 * where it is configured; a scheme that is not is as good as no header. Guesses of one address are
 * slowed down before they cost anything; who is remembered is not held up by them.
 */
import { GatewayError } from '../errors.ts';
import type { Basic, Identity } from './basic.ts';
import type { Bearer } from './bearer.ts';

/** `none`: nothing that could be looked at. `wrong`: name and password do not belong together. */
export type Known =
  | { readonly state: 'known'; readonly identity: Identity }
  | { readonly state: 'none' | 'wrong' | 'expired' | 'invalid' };

/** Failures by the viewer's address. */
export interface Attempts {
  /** Seconds to wait before the next; 0: none. */
  blocked(address: string): number;
  failed(address: string): void;
}

export interface IdentifyOptions {
  readonly basic: Basic | undefined;
  readonly bearer: Bearer | undefined;
  readonly attempts: Attempts;
}

const NONE: Known = { state: 'none' };

/** @throws GatewayError `rate_limited`, `overloaded`, `keys_unavailable` */
export async function identify(
  { basic, bearer, attempts }: IdentifyOptions,
  authorization: string | undefined,
  address: string,
): Promise<Known> {
  if (authorization === undefined) return NONE;
  const [, scheme = '', rest = ''] = /^([A-Za-z]+) +(.*)$/.exec(authorization) ?? [];
  const way = scheme.toLowerCase();
  if (way === 'basic' && basic !== undefined) {
    const remembered = basic.remembered(authorization);
    if (remembered !== undefined) return { state: 'known', identity: remembered };
    holdUp(attempts, address);
    const identity = await basic.check(authorization);
    if (identity !== undefined) return { state: 'known', identity };
    attempts.failed(address);
    return { state: 'wrong' };
  }
  if (way === 'bearer' && bearer !== undefined) {
    const result = await bearer.check(rest);
    if (result.state === 'good') return { state: 'known', identity: result.identity };
    // Every token expires one day, in the hands of those it was given to.
    if (result.state === 'invalid') {
      // Looked at first: a signature cannot be guessed, and good ones must not wait for bad ones.
      holdUp(attempts, address);
      attempts.failed(address);
    }
    return { state: result.state };
  }
  return NONE;
}

/** @throws GatewayError `rate_limited` when there were too many failures */
export function holdUp(attempts: Attempts, address: string): void {
  const retryAfterSeconds = attempts.blocked(address);
  if (retryAfterSeconds === 0) return;
  const message = 'Cannot look at credentials: too many of this address were wrong';
  throw new GatewayError('rate_limited', message, {
    retryAfterSeconds,
    limit: 'wrong_credentials',
  });
}
