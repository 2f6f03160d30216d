/** One string for one object, to look it up by. */
import type { ObjectRef } from './origin.ts';

/** No bucket name and no key holds NUL, so different objects never share one. */
export function refKey({ bucket, key }: ObjectRef): string {
  return `${bucket}\0${key}`;
}
