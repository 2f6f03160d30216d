/**
 * Reads the system's word for a failure (`ENOENT`, ...) off an error, and turns the failures of
 * a disk that a client can do something about into S3's words.
 */
import { S3Error } from './s3-error.ts';

/** The system error code of `error`, or undefined when it is no system error. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Resolves to undefined, instead of rejecting, when `promise` fails with one of `codes`. */
export async function unless<T>(promise: Promise<T>, ...codes: string[]): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (codes.includes(errnoOf(error) ?? '')) return undefined;
    throw error;
  }
}

/** What to tell the client when `error` ended its request; undefined when it is a fault of ours. */
export function asS3Error(error: unknown): S3Error | undefined {
  if (error instanceof S3Error) return error;
  switch (errnoOf(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new S3Error('AccessDenied', 'The folder of the store does not allow this');
    case 'ENOSPC':
    case 'EDQUOT':
      return new S3Error('InsufficientStorage');
    case 'ENAMETOOLONG':
      return new S3Error('KeyTooLongError', 'The key is too long for the folder of the store');
    default:
      return undefined;
  }
}
