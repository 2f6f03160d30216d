/** Connection: what the listener knows of one that speaks HTTP, whichever version. */
export interface Connection {
  /** Requests being answered, or waiting for their turn. */
  readonly waiting: number;
  /** Settles, never rejects, when those that it has now are over. */
  readonly settled: Promise<unknown>;
  /** Ends it as soon as nothing is owed any more. */
  leave(): void;
  /** Ends it at once. */
  cut(): void;
}
