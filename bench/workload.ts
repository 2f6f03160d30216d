/** Workload: what is asked of every target, and what counts. measure.ts runs it. */
import type { FaultShares } from './faults.ts';
import type { Films } from './film.ts';
import type { Reading } from './load.ts';
import type { Peer } from './peer.ts';
import type { ChartSpec, WorkloadSummary } from './summary.ts';

/**
 * One who answers for films: `direct`, the origin itself; `gateway`; a peer; or whatever was
 * named with --target. Each has the bucket of its name at the origin.
 */
export interface Target {
  readonly name: string;
  readonly films: Films;
  /** Resident bytes of its processes before anything was asked; undefined where not known. */
  readonly idleBytes: number | undefined;
  /** Key of a film of `size` bytes that nobody has read. */
  newFilm(size: number): string;
  urlOf(key: string): URL;
  /** One viewer's read; every byte is checked. */
  read(request: {
    readonly key: string;
    readonly start: number;
    readonly take: number;
    readonly closed: boolean;
  }): Promise<Reading>;
  /** Tells of bytes that were taken in another way. */
  took(bytes: number): void;
  /** Resident bytes of its processes now; undefined where that is not known. */
  memory(): number | undefined;
  /** CPU time of its processes since they began; undefined where that is not known. */
  cpuSeconds(): number | undefined;
}

/**
 * Values by measure, whose name ends with its unit. One in ms is a latency and goes into a
 * histogram, all values of it when a sample has several viewers.
 */
export type Sample = Readonly<Record<string, number | readonly number[]>>;

/** The measure that every workload with first bytes gives. */
export const FIRST_BYTE = 'first body byte, ms';

export interface Workload {
  readonly name: string;
  /** One sentence: what it shows, and what good looks like. */
  readonly shows: string;
  /** Of each target in each round. */
  readonly samples: number;
  /** Default 3; the median of fewer says little. */
  readonly rounds?: number;
  /** Samples that are discarded; default 10. */
  readonly warmUp?: number;
  /** Samples of each round in the short form; without it, it is not in there. */
  readonly short?: number;
  /** Runs only when it is named. */
  readonly onDemand?: boolean;
  /** Why a direct read says nothing here; without it there is one, and it stands for 1. */
  readonly noDirect?: string;
  /** What to know of the direct read when comparing with it. */
  readonly aboutDirect?: string;
  /** Peers are worth comparing with here. */
  readonly peers?: boolean;
  /** Always there, whether peers are asked for or not. */
  readonly beside?: readonly Peer[];
  readonly faults?: FaultShares;
  /** Failed samples are counted; elsewhere one ends the run. A wrong byte always does. */
  readonly failuresCounted?: boolean;
  /** Flags of the origin that overrule the usual ones; asked for after `begin`. */
  readonly origin?: readonly string[];
  /** Options of the gateway, by environment variable. */
  readonly gateway?: Readonly<Record<string, string>>;
  /** Bytes of films that a sample asks for, each counted once however many ask. */
  readonly filmBytes?: number;
  /** How it is drawn; default: the distribution of its first latency. */
  readonly chart?: ChartSpec;
  /** Sentence on what it needs and is not here; it is skipped, then. */
  missing?(): string | undefined;
  /** Before anything is started, and after all of it has ended. */
  begin?(): Promise<void>;
  end?(): Promise<void>;
  prepare?(target: Target): Promise<void>;
  sample(target: Target): Promise<Sample>;
  /** Sentence on a bound that no sound gateway exceeds on any machine, or undefined: all is well. */
  bound?(summary: WorkloadSummary): string | undefined;
}
