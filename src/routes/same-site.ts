/**
 * Same site: whether a request that changes something comes from a page of this gateway, or from no
 * page at all. Browsers send a viewer's passwords and cookies along whoever asks, and reach
 * loopback from any page: a form of a foreign page must not be able to write. Pure.
 */
import { GatewayError } from '../errors.ts';
import type { Exchange } from '../http/handle.ts';

/**
 * By Fetch Metadata where there is any, else by `Origin`; what sends neither is no browser's page.
 * @param listed origins whose pages may; a star is no name
 * @throws GatewayError `cross_site_refused`
 */
export function checkSameSite(headers: Exchange['headers'], listed: readonly string[]): void {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (origin !== undefined && listed.includes(origin)) return;
  if (site === 'same-origin' || site === 'none') return;
  if (site === undefined && (origin === undefined || hostOf(origin) === host?.toLowerCase()))
    return;
  throw new GatewayError('cross_site_refused', `Cannot write for a page of ${origin ?? site}`, {
    detail: 'Pages of other origins may write when "cors_origins" names theirs',
  });
}

/** Host and port; the scheme may be another behind a proxy. Undefined for what is none, `null` too. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
