/** `/watch?v=KEY[&bucket=B]` and `/objects/B/KEY`: two ways to name the same bytes. */
import type { Auth } from '../auth/auth.ts';
import { GatewayError } from '../errors.ts';
import type { Answer } from '../http/answer.ts';
import type { Exchange, Handler } from '../http/exchange.ts';
import type { ObjectRef } from '../object/origin.ts';
import { untilAborted } from '../until-aborted.ts';
import { checkServed, nameBucket, type ServedBuckets } from './buckets.ts';
import { checkKey } from './key.ts';
import type { Limit } from './limited.ts';
import { objectAt } from './object-path.ts';
import type { PlayerWords } from './player-words.ts';
import { presentedOf } from './presented.ts';
import { type ServeOptions, serveObject } from './serve-object.ts';

export interface WatchOptions extends Omit<ServeOptions, 'objects'> {
  readonly buckets: ServedBuckets;
  readonly auth: Auth;
  readonly limit: Limit;
  readonly playerWords: PlayerWords;
  /** As viewers are to see them. */
  readonly shown: ServeOptions['objects'];
  /** As they are stored. */
  readonly stored: ServeOptions['objects'];
}

/** The object named by query parameters. */
export function createWatch(options: WatchOptions): Handler {
  return (exchange) => {
    const key = checkKey(exchange.query.get('v'));
    const bucket = nameBucket(exchange.query.get('bucket'), options.buckets);
    return watch(options, exchange, { bucket, key });
  };
}

/** The object named by its path, so that relative URLs inside playlists work. */
export function createObjectPaths(options: WatchOptions): Handler {
  return (exchange: Exchange): Promise<Answer> => {
    return watch(options, exchange, objectAt(exchange.rest, options.buckets));
  };
}

/** Who may see it comes before whether there is anything to see. */
async function watch(options: WatchOptions, exchange: Exchange, ref: ObjectRef): Promise<Answer> {
  Object.assign(exchange.about, ref);
  const asked = options.auth.object(presentedOf(exchange), { right: 'read', ...ref });
  const permit = await untilAborted(asked, exchange.signal);
  exchange.mark('permitted');
  if (permit.viewer !== undefined) exchange.about.viewer = permit.viewer;
  checkServed(ref.bucket, options.buckets);
  options.playerWords(exchange);
  const seen = asAsked(options, exchange);
  return await options.limit(exchange, () => serveObject(seen, exchange, ref, permit));
}

/** `view=original` asks for the object as it is stored. */
function asAsked({ shown, stored, ...options }: WatchOptions, { query }: Exchange): ServeOptions {
  const view = query.get('view');
  if (view === undefined) return { ...options, objects: shown };
  if (view === 'original') return { ...options, objects: stored };
  const detail = 'The parameter "view" has to be "original" or left out';
  throw new GatewayError('parameter_invalid', detail, { detail });
}
