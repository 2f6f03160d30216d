/** Permit to write: asked for each object by whatever would change one. */
import type { Auth } from '../auth/auth.ts';
import type { Exchange } from '../http/exchange.ts';
import type { ObjectRef } from '../object/origin.ts';
import { untilAborted } from '../until-aborted.ts';
import { checkServed, type ServedBuckets } from './buckets.ts';
import { presentedOf } from './presented.ts';
import { checkSameSite } from './same-site.ts';

export interface PermitWriteOptions {
  readonly auth: Auth;
  readonly buckets: ServedBuckets;
  readonly corsOrigins: readonly string[];
}

/**
 * Resolves when the request may write `ref`; for a bucket as a whole the key is ''.
 * @throws GatewayError `cross_site_refused`, `bucket_not_allowed` and what `auth.object` throws
 */
export type PermitWrite = (exchange: Exchange, ref: ObjectRef) => Promise<void>;

export function createPermitWrite({ auth, buckets, corsOrigins }: PermitWriteOptions): PermitWrite {
  return async (exchange, ref) => {
    Object.assign(exchange.about, ref);
    checkSameSite(exchange.headers, corsOrigins);
    const asked = auth.object(presentedOf(exchange), { right: 'write', ...ref });
    const permit = await untilAborted(asked, exchange.signal);
    exchange.mark('permitted');
    if (permit.viewer !== undefined) exchange.about.viewer = permit.viewer;
    checkServed(ref.bucket, buckets);
    exchange.incoming.widen();
  };
}
