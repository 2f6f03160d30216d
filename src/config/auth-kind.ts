/**
 * `auth`: who may watch. Either "public", or which ways in there are; several may be open
 * together, and one that says yes is enough. The words of it are explained in the README.
 */
import { z } from 'zod';
import { isUserName } from '../auth/basic.ts';
import { parseGrant } from '../auth/grants.ts';
import { algorithmProblem, defaultAlgorithms } from '../auth/jwt-algorithms.ts';
import { parseHash } from '../auth/password.ts';
import { jsonOr } from './json-text.ts';
import type { Kind } from './kind.ts';
import { field, sayUnknown, wholeField } from './nested.ts';
import { isHttpUrl } from './shapes.ts';

const grants = z.array(
  field((text) => parseGrant(text) !== undefined, '"*", "bucket" or "bucket/prefix"'),
  { error: 'expected a list of "*", "bucket" or "bucket/prefix"' },
);

const rights = { read: grants.default(['*']), write: grants.default([]) };

const user = z.strictObject({
  name: field((text) => isUserName(text) && text.length <= 128, 'up to 128 characters without ":"'),
  password_hash: field(
    (text) => parseHash(text) !== undefined,
    'a hash as "firstbyte hash-password" makes it',
  ),
  ...rights,
});

const users = z
  .array(user, { error: 'expected a list of users' })
  .min(1, { error: 'expected at least one user' })
  .refine((all) => new Set(all.map(({ name }) => name.normalize('NFC'))).size === all.length, {
    error: 'expected every name once',
  });

const secret = field(
  (text) => Buffer.byteLength(text) >= 32 && text.length <= 1024,
  'a secret of 32 to 1024 bytes',
);

const jwt = z
  .strictObject({
    jwks_url: field(isHttpUrl, 'an http or https URL').optional(),
    public_key: field((text) => text !== '', 'a PEM, a JWK or a JWKS').optional(),
    secret: secret.optional(),
    algorithms: z
      .array(z.string({ error: 'expected the name of an algorithm' }), {
        error: 'expected a list of algorithms',
      })
      .optional(),
    issuer: field((text) => text !== '', 'the value of "iss"').optional(),
    audience: field((text) => text !== '', 'the value of "aud"').optional(),
    clock_tolerance_seconds: wholeField(0, 300).default(5),
    grants_claim: field((text) => text !== '', 'the name of a claim').optional(),
    ...rights,
  })
  .transform(({ jwks_url, public_key, secret, algorithms, ...rest }, context) => {
    const keys = [
      ...(jwks_url === undefined ? [] : [{ jwksUrl: jwks_url } as const]),
      ...(public_key === undefined ? [] : [{ publicKey: public_key } as const]),
      ...(secret === undefined ? [] : [{ secret } as const]),
    ];
    const [only, ...more] = keys;
    const kind = secret !== undefined ? 'secret' : jwks_url !== undefined ? 'jwks' : 'publicKey';
    const pinned = algorithms ?? defaultAlgorithms(kind);
    const problem =
      only === undefined || more.length > 0
        ? 'expected one of jwks_url, public_key and secret'
        : algorithmProblem(pinned, kind);
    if (only !== undefined && problem === undefined)
      return { keys: only, algorithms: pinned, ...rest };
    context.addIssue({ code: 'custom', message: problem ?? '' });
    return z.NEVER;
  });

const linkKey = z.strictObject({
  id: field((text) => /^[A-Za-z0-9_-]{1,32}$/.test(text), '1 to 32 letters, digits, "-" or "_"'),
  secret,
});

const DAY = 86_400;

const links = z.strictObject({
  keys: z
    .array(linkKey, { error: 'expected a list of keys' })
    .min(1, { error: 'expected at least one key' })
    .max(8, { error: 'expected at most 8 keys' })
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, {
      error: 'expected every id once',
    }),
  longest_seconds: wholeField(1, 3650 * DAY).default(7 * DAY),
  cookie_seconds: wholeField(0, DAY).default(900),
  cookie_longest_seconds: wholeField(1, 30 * DAY).default(DAY / 2),
});

const auth = z
  .strictObject({
    realm: field(
      (text) => /^[\x20-\x21\x23-\x5b\x5d-\x7e]{1,64}$/.test(text),
      'a short name in ASCII',
    ).default('firstbyte'),
    basic: users.optional(),
    jwt: jwt.optional(),
    links: links.optional(),
  })
  .refine(({ basic, jwt, links }) => basic ?? jwt ?? links, {
    error: 'expected at least one of basic, jwt and links',
  });

/** The ways in that are configured; an absent one is closed. */
export type AuthOption = z.output<typeof auth>;

/** "public", or an object of ways in; as text also JSON. */
export function authKind(): Kind<'public' | AuthOption> {
  const expected = '"public" or an object of ways in (basic, jwt, links)';
  return {
    // Not a union: its problem would only be that no part of it fits.
    schema: z.unknown().transform((value, context): 'public' | AuthOption => {
      if (value === 'public') return value;
      const parsed = auth.safeParse(value);
      if (parsed.success) return parsed.data;
      for (const { path, message, ...issue } of parsed.error.issues) {
        const said = issue.code === 'unrecognized_keys' ? sayUnknown(issue.keys) : message;
        context.addIssue({ code: 'custom', path, message: said });
      }
      return z.NEVER;
    }),
    expected,
    bounds: expected,
    nested: true,
    fromText: (value) => (value.trimStart().startsWith('{') ? jsonOr(value) : value),
    blankIsUnset: true,
  };
}
