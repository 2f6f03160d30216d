/** Exchange: one request as routes see it, and what a route is. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './answer.ts';
import type { CmcdNotes } from './cmcd.ts';
import type { Incoming } from './incoming.ts';
import type { Query } from './query.ts';
import type { WhoAsks } from './who-asks.ts';

/** One request as routes see it. */
export interface Exchange extends WhoAsks {
  readonly requestId: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** As it was asked for, raw, with the token that it may begin with. */
  readonly path: string;
  /** What stood behind `/t/` in it, raw. */
  readonly token: string | undefined;
  /** What the route's `*` stood for, raw. */
  readonly rest: string;
  readonly query: Query;
  /** Aborted when the viewer has gone. */
  readonly signal: AbortSignal;
  /** What this request is about, for its log line; routes add to it as they learn it. */
  readonly about: {
    bucket?: string;
    key?: string;
    span?: string;
    viewer?: string;
    player?: CmcdNotes;
  };
  /** Notes that a step is done, for the timeline of a slow request. */
  readonly mark: (step: Step) => void;
  /** The request's body, for routes that take one. */
  readonly incoming: Incoming;
}

/** Steps of a request in the order in which they are done; a request takes some of them. */
export type Step = 'permitted' | 'received' | 'opened' | 'first_bytes';

export type Handler = (exchange: Exchange) => Answer | Promise<Answer>;
