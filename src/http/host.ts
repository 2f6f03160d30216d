/**
 * The Host of a request. A server that was never told to be public answers only to names that
 * mean this machine: otherwise any web page whose name is made to point here (DNS rebinding)
 * would be same-origin with everything that the gateway may read.
 */
import { isIP } from 'node:net';
import { GatewayError } from '../errors.ts';

/** `any` once somebody has chosen to be public; else the extra name that the server goes by. */
export type KnownAs = 'any' | { readonly name: string };

/** uri-host and port of RFC 9110 section 7.2; an empty one is allowed. */
const HOST = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._~%!$&'()*+,;=-]*))(?::\d*)?$/;

/**
 * RFC 9112 section 3.2: one well-formed Host line, which only HTTP/1.0 may leave out; in HTTP/2 the
 * `:authority` may stand for it.
 * @throws GatewayError `request_malformed`, `host_not_allowed`
 */
export function checkHost(
  httpVersion: string,
  hosts: readonly string[] | undefined,
  knownAs: KnownAs,
): void {
  const [host, ...others] = hosts ?? [];
  if (host === undefined && httpVersion === '1.0') return;
  if (host === undefined || others.length > 0) {
    throw malformed(`A request names one Host, not ${hosts?.length ?? 0}`);
  }
  const match = HOST.exec(host);
  if (match === null) throw malformed('The Host is not valid');
  const name = (match[1] ?? match[2] ?? '').toLowerCase();
  if (knownAs !== 'any' && !meansThisMachine(name, knownAs.name.toLowerCase())) {
    throw new GatewayError('host_not_allowed', `Cannot answer as ${JSON.stringify(name)}`, {
      detail: 'Set "auth" to be reached by other names than localhost',
    });
  }
}

/** Names without a dot cannot be bought, so nobody can make one point here. */
function meansThisMachine(name: string, configured: string): boolean {
  return (
    isIP(name) !== 0 || !name.includes('.') || name.endsWith('.localhost') || name === configured
  );
}

function malformed(detail: string): GatewayError {
  return new GatewayError('request_malformed', detail, { detail });
}
