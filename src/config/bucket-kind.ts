/**
 * Buckets as the configuration names them: by name alone, or as an object that says under which
 * public name which bucket, or which part of it, is served from which account, to whom.
 */
import { z } from 'zod';
import { isBucketName } from '../bucket-name.ts';
import { isRegionName } from '../region-name.ts';
import { jsonOr } from './json-text.ts';
import type { Kind } from './kind.ts';
import { field } from './nested.ts';
import { isCredential, isHeaderText, isKeyPrefix, normalEndpoint } from './shapes.ts';

/** A bucket that may be served. What is undefined is as for every other bucket. */
export interface BucketOption {
  /** As viewers call it. */
  readonly name: string;
  /** As the storage calls it. */
  readonly bucket: string;
  /** Only keys that begin so are served; '' for all. */
  readonly prefix: string;
  /** `public`: anyone may watch, whatever `auth` says. */
  readonly access: 'viewers' | 'public';
  readonly cache_control: string | undefined;
  readonly endpoint_url: string | undefined;
  readonly region_name: string | undefined;
  readonly force_path_style: boolean | undefined;
  readonly access_key: string | undefined;
  readonly secret_key: string | undefined;
  readonly session_token: string | undefined;
}

const NAME =
  'different bucket names of 3 to 255 letters, digits, ".", "_" or "-", with a letter or digit at both ends';
const name = field(isBucketName, 'a bucket name');
const credential = field(isCredential, 'printable ASCII without spaces').optional();

const bucket = z
  .strictObject({
    name,
    bucket: name.optional(),
    prefix: field(
      isKeyPrefix,
      'a key prefix of at most 1024 bytes without "." and ".." segments',
    ).optional(),
    access: z.enum(['viewers', 'public'], { error: 'expected viewers or public' }).optional(),
    cache_control: field(isHeaderText, 'printable ASCII of at most 256 characters').optional(),
    endpoint_url: z
      .string({ error: 'expected a URL' })
      .transform((value, context) => {
        const normal = normalEndpoint(value);
        if (normal !== undefined) return normal;
        const message = 'expected an http or https URL without credentials, query or fragment';
        context.addIssue({ code: 'custom', message });
        return z.NEVER;
      })
      .optional(),
    region_name: field(isRegionName, 'a region name').optional(),
    force_path_style: z.boolean({ error: 'expected true or false' }).optional(),
    access_key: credential,
    secret_key: credential,
    session_token: credential,
  })
  .refine(
    ({ access_key: key, secret_key: secret, session_token: token }) => {
      return (key === undefined) === (secret === undefined) && (token === undefined || key);
    },
    { error: 'expected access_key and secret_key together, session_token only with them' },
  )
  .refine(({ endpoint_url: endpoint, access_key: key }) => endpoint === undefined || key, {
    // Those of another storage would be of no use there, and are nobody's business.
    error: 'expected access_key and secret_key with an endpoint_url of its own',
  })
  .transform(
    (given): BucketOption => ({
      name: given.name,
      bucket: given.bucket ?? given.name,
      prefix: given.prefix ?? '',
      access: given.access ?? 'viewers',
      cache_control: given.cache_control,
      endpoint_url: given.endpoint_url,
      region_name: given.region_name,
      force_path_style: given.force_path_style,
      access_key: given.access_key,
      secret_key: given.secret_key,
      session_token: given.session_token,
    }),
  );

/** At least one bucket, each public name once. As text: names separated by commas, or JSON. */
export function bucketList(): Kind<readonly BucketOption[]> {
  const expected = `${NAME}, or objects with such a name`;
  return {
    schema: z
      .array(z.preprocess((item) => (typeof item === 'string' ? { name: item } : item), bucket))
      .min(1)
      .check(({ value, issues }) => {
        const seen = new Set<string>();
        value.forEach((one, index) => {
          if (seen.has(one.name)) {
            const message = 'expected another name than those before it';
            issues.push({ code: 'custom', input: one, path: [index, 'name'], message });
          }
          seen.add(one.name);
        });
      }),
    expected,
    bounds: expected,
    nested: true,
    fromText: (value) =>
      value.trimStart().startsWith('[')
        ? jsonOr(value)
        : value.split(',').map((item) => item.trim()),
    blankIsUnset: false,
  };
}
