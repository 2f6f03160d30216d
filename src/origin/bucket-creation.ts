/** Makes buckets. Stores answer 200 to whoever makes their own anew, so it is looked whether it is there first. */
import { GatewayError } from '../errors.ts';
import type { Writer } from '../upload/writer.ts';
import type { Addressing } from './address.ts';
import type { Caller } from './calls.ts';

export interface BucketCreationOptions {
  /** Where the bucket is to be; undefined where the store is told nothing. */
  readonly location: string | undefined;
}

/** What says that there is such a bucket, here or in another region. */
const THERE = [200, 301, 307];

export function createBucketCreation(
  call: Caller,
  addressing: Addressing,
  { location }: BucketCreationOptions,
): Writer['createBucket'] {
  return async (name, signal) => {
    const subject = `Cannot make the bucket ${JSON.stringify(name)}`;
    const common = {
      address: addressing.bucket(name),
      missing: 'bucket_not_found',
      subject,
    } as const;
    const exists = await call(
      {
        ...common,
        operation: 'head_bucket',
        method: 'HEAD',
        accepts: [...THERE, 404],
        take({ status, body }) {
          body.discard();
          return status !== 404;
        },
        // A HEAD has no document to say why: that the name can be none, that the bucket is somebody
        // else's, that we may not. To be refused the making of it tells.
        forgive: ({ status }) => (status === 400 || status === 403 ? { value: false } : undefined),
      },
      signal,
    );
    if (exists) throw new GatewayError('bucket_exists', `${subject}: there is one`);
    await call(
      {
        ...common,
        operation: 'create_bucket',
        method: 'PUT',
        ...(location !== undefined && {
          contentType: 'application/xml',
          body: Buffer.from(configuration(location)),
        }),
        accepts: [200],
        take: ({ body }) => body.discard(),
        // It was not there when it was looked for: an attempt whose answer was lost has made it.
        forgive: ({ s3Code }, attempt) =>
          attempt > 1 && s3Code === 'BucketAlreadyOwnedByYou' ? { value: undefined } : undefined,
      },
      signal,
    );
  };
}

/** A region's name is letters, digits and hyphens. */
function configuration(location: string): string {
  return `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${location}</LocationConstraint></CreateBucketConfiguration>`;
}
