/**
 * Players' words: what a player says of itself with a request that it may make (CMCD). It becomes
 * numbers and a line in the log, and the next object that it names is read ahead, if it may have
 * that too. Nothing of it changes the answer.
 */
import type { Auth } from '../auth/auth.ts';
import { type Cmcd, notesOf, readCmcd } from '../http/cmcd.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Prefetch } from '../object/prefetch.ts';
import { checkServed, type ServedBuckets } from './buckets.ts';
import { nextObject, nextRange } from './next-object.ts';
import { presentedOf } from './presented.ts';

export interface PlayerWordsOptions {
  readonly auth: Pick<Auth, 'mayRead'>;
  readonly buckets: ServedBuckets;
  readonly prefetch: Prefetch;
  readonly told: (report: Cmcd | 'invalid') => void;
}

/** Called for each permitted request for an object. */
export type PlayerWords = (exchange: Exchange) => void;

export function createPlayerWords(options: PlayerWordsOptions): PlayerWords {
  const { auth, buckets, prefetch, told } = options;

  async function readNext(exchange: Exchange, { nor = '', nrr }: Cmcd): Promise<void> {
    const next = nextObject(exchange.path, nor, buckets);
    if (next === undefined) return;
    const may = await auth.mayRead(presentedOf(exchange), next);
    if (!may) return;
    checkServed(next.bucket, buckets);
    prefetch(next, nextRange(nrr));
  }

  return (exchange) => {
    const report = reportOf(exchange);
    if (report === undefined) return;
    told(report);
    if (report === 'invalid') return;
    exchange.about.player = notesOf(report);
    // A hint that leads nowhere is no failure of this request.
    if (report.nor !== undefined) readNext(exchange, report).catch(() => {});
  };
}

function reportOf({ headers, query }: Exchange): Cmcd | 'invalid' | undefined {
  try {
    return readCmcd(headers, query.get('CMCD'));
  } catch {
    // Given twice, or not decodable: no report, and still a good request.
    return 'invalid';
  }
}
