/**
 * Peer: what else is put between players and S3, started for the bench in the shape that its own
 * manual recommends for ranges of large objects. It serves `/BUCKET/KEY` as the origin does, and
 * its name is its bucket.
 */
import type { Running } from './processes.ts';

export interface Peer {
  readonly name: string;
  /** Where it serves a film; `/{bucket}/{key}` unless told. */
  readonly path?: string;
  /** Sentence on what is missing, or undefined when it can run here. */
  missing(): string | undefined;
  /**
   * Whatever it forks stays a descendant of the process that is returned: what leaves the tree is
   * neither counted nor ended.
   *
   * @param folder of its own, empty, removed after it has stopped
   */
  start(originUrl: string, folder: string): Promise<Running>;
}
