/**
 * Refusals: how a request that no way in lets through is told why. Nobody known: 401, with what to
 * come back with. Known without the right, or with a token that is spent: 403, by what is wrong.
 */
import { GatewayError } from '../errors.ts';

/** Why one way in said no. */
export type Refusal = 'expired' | 'invalid' | 'not_allowed' | 'not_found' | 'wrong' | 'none';

/** The most telling one first. */
const TELLING: readonly Refusal[] = [
  'expired',
  'not_found',
  'not_allowed',
  'invalid',
  'wrong',
  'none',
];

/**
 * @param what for the log, e.g. a bucket
 * @param challenges for `WWW-Authenticate`, at least one (RFC 9110 section 15.5.2)
 */
export function refusalError(
  refusals: readonly Refusal[],
  what: string,
  challenges: readonly string[],
): GatewayError {
  const refusal = TELLING.find((one) => refusals.includes(one)) ?? 'none';
  switch (refusal) {
    case 'expired':
      return new GatewayError('token_expired', `Cannot open ${what}: the token has expired`);
    case 'invalid':
      return new GatewayError(
        'token_invalid',
        `Cannot open ${what}: the token is not valid for it`,
      );
    case 'not_allowed':
      return new GatewayError('bucket_not_allowed', `Cannot open ${what}: no right to it`);
    case 'not_found':
      return new GatewayError('object_not_found', `Cannot open ${what}: outside what may be seen`);
    case 'wrong':
      return new GatewayError('unauthenticated', `Cannot open ${what}: wrong name or password`, {
        challenges,
      });
    case 'none':
      return new GatewayError('unauthenticated', `Cannot open ${what}: nobody is known`, {
        challenges,
      });
  }
}

/** The schemes that are open, for `WWW-Authenticate` (RFC 7617 section 2, RFC 6750 section 3). */
export function challengesOf(realm: string, basic: boolean, bearer: boolean): readonly string[] {
  const challenges = [
    ...(basic ? [`Basic realm="${realm}", charset="UTF-8"`] : []),
    ...(bearer ? [`Bearer realm="${realm}"`] : []),
  ];
  // A 401 has to name a scheme; signed links are none that is registered.
  return challenges.length > 0 ? challenges : [`SignedLink realm="${realm}"`];
}
