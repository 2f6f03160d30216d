/** What an observer is told: one event for every request that went to the origin, at its end. */
import type { FailureCode } from '../errors.ts';

export type OriginOperation =
  | 'read'
  | 'head'
  | 'list_buckets'
  | 'list_objects'
  | 'probe'
  | 'put'
  | 'begin_upload'
  | 'put_part'
  | 'list_parts'
  | 'complete_upload'
  | 'abort_upload'
  | 'remove'
  | 'head_bucket'
  | 'create_bucket';

export interface OriginEvent {
  readonly operation: OriginOperation;
  /** 1 for the first request of an operation, 2 and more for its retries. */
  readonly attempt: number;
  /** Undefined when no answer came. */
  readonly status: number | undefined;
  /** Undefined when the answer was usable; what its reader then met is not told here. */
  readonly failure: FailureCode | undefined;
  /** The failure in words, for the log: free of secrets. */
  readonly message: string | undefined;
  /** Milliseconds until the head of the answer; undefined when none came. */
  readonly headMs: number | undefined;
  /** Milliseconds until the connection was free again; the reader's own pace is in it. */
  readonly totalMs: number;
  /** Bytes of body received. */
  readonly bytes: number;
  /** Bytes of body that the request had. */
  readonly sent: number;
}

/** What somebody who watches wants of a request that is about to go out. */
export interface Asked {
  /** To be sent along, unsigned. */
  readonly headers: Readonly<Record<string, string>>;
  end(event: OriginEvent): void;
}
