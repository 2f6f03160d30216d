/** Header bounds: how many lines a request may have, and how long they may be altogether. Pure. */
import { GatewayError } from '../errors.ts';
import { LIMITS } from './limits.ts';
import type { ViewerRequest } from './viewer-request.ts';

/**
 * Node would drop what is over the count, and answer as if it had never been sent (RFC 9110
 * section 5.4); and of HTTP/2, the other side need not know the bound on the size yet.
 * @throws GatewayError `headers_too_large`
 */
export function checkHeaders({ rawHeaders }: Pick<ViewerRequest, 'rawHeaders'>): void {
  const isName = (name: string, index: number) => index % 2 === 0 && !name.startsWith(':');
  const count = rawHeaders.filter(isName).length;
  if (count > LIMITS.headers) {
    const detail = `The limit is ${LIMITS.headers} headers`;
    throw new GatewayError('headers_too_large', `Cannot take ${count} headers`, { detail });
  }
  const size = rawHeaders.reduce((sum, text) => sum + text.length, 0);
  if (size <= LIMITS.server.maxHeaderSize) return;
  throw new GatewayError('headers_too_large', `Cannot take ${size} bytes of headers`);
}
