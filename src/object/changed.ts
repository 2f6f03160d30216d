/** The failure that ends every read of a version which is no longer there. */
import { GatewayError } from '../errors.ts';
import type { ObjectRef } from './origin.ts';

/** `object_changed`: bytes of two versions never meet. */
export function changed(ref: ObjectRef): GatewayError {
  return new GatewayError('object_changed', `Cannot go on reading "${ref.key}": it has changed`);
}
