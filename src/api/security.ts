/** The API description: the ways in, and which of them each operation takes. Data only. */
import { count, inQuery, type JsonObject, text } from './parts.ts';

export const SCHEMES = {
  basic: { type: 'http', scheme: 'basic', description: 'A name and a password (RFC 7617)' },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A signed JWT (RFC 6750)',
  },
  link: {
    type: 'apiKey',
    in: 'query',
    name: 'token',
    description:
      'A signed link: its `token`, beside `expires` and `kid`, and `scope` and `bound` where it was made with them',
  },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: 'firstbyte_…',
    description:
      'What a signed link was exchanged for with `cookie=true`; eight hexadecimal digits in its name say for what',
  },
  operator: {
    type: 'http',
    scheme: 'bearer',
    description: 'The token of whoever runs the gateway, `admin_token` (RFC 6750)',
  },
} as const;

export type Way = keyof typeof SCHEMES;
export type Security = readonly Readonly<Partial<Record<Way, readonly never[]>>>[];

/** One of them is enough. */
const oneOf = (...ways: readonly Way[]): Security => ways.map((way) => ({ [way]: [] }));
/** Some buckets may be open to everybody, or the path is a link itself. */
const OR_NONE: Security = [{}];

export const ANYONE: Security = [];
export const READ: Security = [...oneOf('basic', 'bearer', 'link', 'cookie'), ...OR_NONE];
export const READ_BEHIND_TOKEN: Security = [...oneOf('basic', 'bearer', 'cookie'), ...OR_NONE];
export const LIST: Security = [...oneOf('basic', 'bearer', 'link'), ...OR_NONE];
export const LIST_BUCKETS: Security = [...oneOf('basic', 'bearer'), ...OR_NONE];
export const WRITE: Security = oneOf('basic', 'bearer', 'link');
export const WRITE_BEHIND_TOKEN: Security = [...oneOf('basic', 'bearer'), ...OR_NONE];
export const BY_NAME: Security = oneOf('basic', 'bearer');
export const OPERATE: Security = oneOf('operator');

const LINK_PARAMETERS: readonly JsonObject[] = [
  inQuery('expires', count('Of a signed link: until when it is good, UNIX seconds')),
  inQuery('kid', text('Of a signed link: the key that it was signed with')),
  inQuery('scope', text('Of a signed link to a prefix: the prefix')),
  inQuery('bound', text('Of a signed link for one address', { enum: ['address'] })),
];
const COOKIE_PARAMETER = inQuery(
  'cookie',
  text('With a signed link: answer with a cookie that opens the same', { enum: ['true'] }),
);

/** Those of `security` that are open. */
export function openWays(security: Security, open: ReadonlySet<string>): Security {
  return security.filter((one) => Object.keys(one).every((way) => open.has(way)));
}

/** What a way in takes beside its credential. */
export function parametersOf(security: Security): readonly JsonObject[] {
  const takes = (way: Way): boolean => security.some((one) => way in one);
  if (!takes('link')) return [];
  return takes('cookie') ? [...LINK_PARAMETERS, COOKIE_PARAMETER] : LINK_PARAMETERS;
}
