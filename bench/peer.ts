/**
 * Peer: what else is put between players and S3, in the shape that its own manual recommends for
 * ranges of large objects. A peer asks the origin unsigned, under its own bucket, and serves the
 * origin's paths as they are.
 */
import type { Running } from './processes.ts';

export interface Peer {
  readonly name: string;
  /** Sentence on what is missing, or undefined when it can run here. */
  missing(): string | undefined;
  /** @param folder empty, for everything that it writes; the caller removes it after the stop */
  start(originUrl: string, folder: string): Promise<Running>;
}
