/** `POST /create_bucket?bucket_name=B`: for whoever may write all of it. */
import { GatewayError } from '../errors.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { Handler } from '../http/exchange.ts';
import type { Writer } from '../upload/writer.ts';
import { nameBucket, type ServedBuckets } from './buckets.ts';
import type { PermitWrite } from './permit-write.ts';

export interface CreateBucketOptions {
  readonly writer: Pick<Writer, 'createBucket'>;
  readonly permit: PermitWrite;
  readonly buckets: ServedBuckets;
}

export function createCreateBucket({ writer, permit, buckets }: CreateBucketOptions): Handler {
  return async (exchange) => {
    const name = nameBucket(exchange.query.get('bucket_name'), undefined);
    await permit(exchange, { bucket: name, key: '' });
    if (buckets !== undefined) {
      throw new GatewayError('bucket_not_allowed', `Cannot create "${name}": buckets are listed`, {
        detail: 'The buckets that are served are configured here',
      });
    }
    await writer.createBucket(name, exchange.signal);
    return jsonAnswer(201, { name });
  };
}
