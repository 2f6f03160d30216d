/** `/watch?v=KEY[&bucket=B]` and `/objects/B/KEY`: two ways to name the same bytes. */
import type { Answer } from '../http/answer.ts';
import type { Exchange, Handler } from '../http/handle.ts';
import { percentDecode } from '../http/target.ts';
import { chooseBucket, type ServedBuckets } from './buckets.ts';
import { checkKey, invalid } from './key.ts';
import { type ServeOptions, serveObject } from './serve-object.ts';

export interface WatchOptions extends ServeOptions {
  readonly buckets: ServedBuckets;
}

/** The object named by query parameters. */
export function createWatch(options: WatchOptions): Handler {
  return (exchange) => {
    const key = checkKey(exchange.query.get('v'));
    const bucket = chooseBucket(exchange.query.get('bucket'), options.buckets);
    return serveObject(options, exchange, { bucket, key });
  };
}

/** The object named by its path, so that relative URLs inside playlists work. */
export function createObjectPaths(options: WatchOptions): Handler {
  return (exchange: Exchange): Promise<Answer> => {
    const slash = exchange.rest.indexOf('/');
    const rawBucket = slash === -1 ? exchange.rest : exchange.rest.slice(0, slash);
    const bucket = chooseBucket(percentDecode(rawBucket) ?? rawBucket, options.buckets);
    const key = slash === -1 ? '' : percentDecode(exchange.rest.slice(slash + 1));
    if (key === undefined) throw invalid('The path is not percent-encoded UTF-8');
    return serveObject(options, exchange, { bucket, key: checkKey(key) });
  };
}
