/** What the program can do instead of serving. server.ts runs one and prints what it returns. */
import type { Config } from '../config/config.ts';

export interface CommandInputs {
  /** Behind the name of the command. */
  readonly args: readonly string[];
  /** Of the file at `path`, or as the server would find it. @throws Error with all problems */
  readonly readConfig: (path: string | undefined) => Config;
  /** All of stdin, as UTF-8. */
  readonly readInput: () => Promise<string>;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
}

export interface Command {
  readonly name: string;
  /** One line. */
  readonly usage: string;
  /** @returns what to print. @throws Error whose message completes `firstbyte NAME: …` */
  run(inputs: CommandInputs): Promise<string>;
}
