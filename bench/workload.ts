/** Workload: what is asked of every target, and what counts. measure.ts runs it. */
import type { FaultShares } from './faults.ts';
import type { Films } from './film.ts';
import type { Reading } from './load.ts';

/** `direct`, `gateway`, or a peer's. */
export type TargetName = string;

/** One who answers for films: the origin itself, the gateway before it, or a peer. */
export interface Target {
  readonly name: TargetName;
  readonly films: Films;
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
  /** Resident bytes of its process now; undefined where that is not known. */
  memory(): number | undefined;
  /** CPU time of its process since it began; undefined where that is not known. */
  cpuSeconds(): number | undefined;
}

/** Figures by measure, whose name ends with its unit. */
export type Sample = Readonly<Record<string, number>>;

export interface Workload {
  readonly name: string;
  /** One sentence: what it shows, and what good looks like. */
  readonly shows: string;
  /** Of each target in each round. */
  readonly samples: number;
  /** Default 3. */
  readonly rounds?: number;
  /** Samples that are discarded; default 10. */
  readonly warmUp?: number;
  /** Why a direct read says nothing here; without it there is one, and it stands for 1. */
  readonly noDirect?: string;
  /** What to know of the direct read when comparing with it. */
  readonly aboutDirect?: string;
  /** Peers are worth comparing with here. */
  readonly peers?: boolean;
  readonly faults?: FaultShares;
  /** Failed samples are counted; elsewhere one ends the run. A wrong byte always does. */
  readonly failuresCounted?: boolean;
  /** Flags of the origin that overrule the usual ones. */
  readonly origin?: readonly string[];
  /** Options of the gateway, by environment variable. */
  readonly gateway?: Readonly<Record<string, string>>;
  /** Bytes of films that a sample asks for, each counted once however many ask. */
  readonly filmBytes?: number;
  prepare?(target: Target): Promise<void>;
  sample(target: Target): Promise<Sample>;
}
