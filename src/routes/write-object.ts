/** `PUT` and `DELETE` of `/objects/B/KEY`: an object comes, or goes. */
import { GatewayError } from '../errors.ts';
import type { Answer } from '../http/answer.ts';
import type { Exchange, Handler } from '../http/exchange.ts';
import { mediaType } from '../http/media-type.ts';
import type { Meta } from '../object/meta.ts';
import type { ObjectRef, Origin } from '../object/origin.ts';
import { isMediaType } from '../upload/upload-id.ts';
import type { Uploads } from '../upload/uploads.ts';
import { checkedAtEnd } from '../upload/verified.ts';
import type { Writer } from '../upload/writer.ts';
import { isFilmKey, isFilmType } from '../view/film-name.ts';
import { bodyDigests } from './body-digests.ts';
import type { ServedBuckets } from './buckets.ts';
import { objectAt, pathOf } from './object-path.ts';
import type { PermitWrite } from './permit-write.ts';
import { conditionOf, weighWrite } from './write-conditions.ts';

export interface WriteObjectOptions {
  readonly origin: Pick<Origin, 'head'>;
  readonly writer: Pick<Writer, 'remove'>;
  readonly uploads: Uploads;
  readonly permit: PermitWrite;
  readonly buckets: ServedBuckets;
  /** What was known of an object may be no longer true. */
  readonly forget: (ref: ObjectRef) => void;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
}

/** 201 for an object that is new, 204 for one that took the place of another (RFC 9110 section 9.3.4). */
export function createPutObject(options: WriteObjectOptions): Handler {
  const { origin, uploads, permit, buckets, forget, wallClock } = options;
  return async (exchange) => {
    const ref = objectAt(exchange.rest, buckets);
    await permit(exchange, ref);
    checkWhole(exchange);
    const digests = bodyDigests(exchange.headers);
    const { headers, incoming, signal } = exchange;
    const before = await currentOf(origin, ref, signal);
    weighWrite(headers, before, wallClock());
    const how = {
      length: incoming.length,
      contentType: typeOf(headers, ref),
      condition: conditionOf(headers),
      signal,
    };
    // Whatever came of it: an answer that was lost may have been a yes.
    const body = digests.length > 0 ? checkedAtEnd(incoming.bytes(), digests) : incoming.bytes();
    const stored = uploads.store(ref, body, how).finally(() => forget(ref));
    const { etag } = await stored;
    const tag = etag === undefined || isShownOtherwise(how.contentType, ref) ? {} : { ETag: etag };
    if (before !== undefined) return { status: 204, headers: tag };
    return created(ref, tag);
  };
}

/** What is no media type says nothing; storages refuse it as a wrong signature. */
function typeOf({ 'content-type': given = '' }: Exchange['headers'], { key }: ObjectRef): string {
  return mediaType(isMediaType(given) ? given : undefined, key);
}

/** A film may be shown in another order, under a tag of its own: then PUT tells none (RFC 9110 section 9.3.4). */
function isShownOtherwise(contentType: string, { key }: ObjectRef): boolean {
  return isFilmKey(key) || isFilmType(contentType);
}

function created(ref: ObjectRef, headers: Answer['headers']): Answer {
  return { status: 201, headers: { ...headers, Location: pathOf(ref) } };
}

export function createDeleteObject(options: WriteObjectOptions): Handler {
  const { origin, writer, permit, buckets, forget, wallClock } = options;
  return async (exchange) => {
    const ref = objectAt(exchange.rest, buckets);
    await permit(exchange, ref);
    // Stores say yes to deleting what is not there; whoever mistypes a key should hear of it.
    const before = await origin.head(ref, exchange.signal);
    weighWrite(exchange.headers, before, wallClock());
    await writer.remove(ref, exchange.signal).finally(() => forget(ref));
    return { status: 204, headers: {} };
  };
}

async function currentOf(
  origin: Pick<Origin, 'head'>,
  ref: ObjectRef,
  signal: AbortSignal,
): Promise<Meta | undefined> {
  try {
    return await origin.head(ref, signal);
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'object_not_found') return undefined;
    throw error;
  }
}

/** A part of an object in place of all of it (RFC 9110 section 14.5), or in a coding that players do not undo. */
function checkWhole({ headers }: Exchange): void {
  if (headers['content-range'] !== undefined) {
    const detail = 'A PUT brings the whole object: Content-Range is not taken';
    throw new GatewayError('body_invalid', detail, { detail });
  }
  const coding = headers['content-encoding'] ?? 'identity';
  if (coding.toLowerCase() !== 'identity') {
    const detail = 'Send the bytes as they are: no Content-Encoding is taken';
    throw new GatewayError('media_type_unsupported', detail, { detail });
  }
}
