/** What a request presents to be let in: headers, a link in its query or before its path. */
import { type PresentedLink, parsePathToken } from '../auth/link.ts';
import type { Presented } from '../auth/presented.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Query } from '../http/query.ts';

/** Signed by nobody. */
const BROKEN: PresentedLink = {
  token: '',
  expires: '',
  keyId: undefined,
  scope: undefined,
  bound: false,
};

/** @throws GatewayError `parameter_invalid` */
export function presentedOf(exchange: Exchange): Presented {
  const { headers, query, path, token, address, secure } = exchange;
  return {
    authorization: headers.authorization,
    cookie: headers.cookie,
    link: token === undefined ? linkOf(query) : (parsePathToken(token) ?? BROKEN),
    wantsCookie: query.get('cookie') === 'true',
    path,
    address,
    secure,
  };
}

function linkOf(query: Query): PresentedLink | undefined {
  const token = query.get('token');
  if (token === undefined) return undefined;
  return {
    token,
    expires: query.get('expires') ?? '',
    keyId: query.get('kid'),
    scope: query.get('scope'),
    bound: query.get('bound') === 'address',
  };
}
