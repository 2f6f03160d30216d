/** The one rule for names of buckets: what the configuration takes, requests may ask and paths may hold. */

/** ASCII letters, digits, dots, underscores and hyphens, a letter or digit at both ends. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/;

/**
 * Whether a store may have a bucket of this name: 3 to 255 characters. Today's rules of S3 end at
 * 63 and lower case; buckets from before 2018 may be longer. Such a name is safe in a path,
 * unencoded, and cannot lead out of it.
 */
export function isBucketName(text: string): boolean {
  return NAME.test(text);
}
