/**
 * Same site: whether a request that changes something comes from a page of this gateway, or from no
 * page at all. Browsers send a viewer's passwords and cookies along whoever asks, and reach
 * loopback from any page: a form of a foreign page must not be able to write. Pure.
 */
import { GatewayError } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';

/**
 * By Fetch Metadata where there is any, else by `Origin`; what sends neither is no browser's page.
 * @param listed origins whose pages may; a star is no name
 * @throws GatewayError `cross_site_refused`
 */
export function checkSameSite(headers: Exchange['headers'], listed: readonly string[]): void {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (origin !== undefined && listed.includes(origin)) return;
  if (site === 'same-origin' || site === 'none') return;
  if (site === undefined && (origin === undefined || isOwn(origin, headers))) return;
  throw new GatewayError('cross_site_refused', `Cannot write for a page of ${origin ?? site}`, {
    detail: 'Pages of other origins may write when "cors_origins" names theirs',
  });
}

/** By host and port: the scheme may be another behind a proxy. `null` is nobody's. */
function isOwn(origin: string, { host, ':authority': authority }: Exchange['headers']): boolean {
  // HTTP/2 says there what Host says elsewhere (RFC 9113 section 8.3.1).
  const own = host ?? String(authority);
  return URL.canParse(origin) && new URL(origin).host === own.toLowerCase();
}
