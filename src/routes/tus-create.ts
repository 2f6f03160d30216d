/** `POST /uploads`: begins a resumable upload; bytes may come along. */
import type { Answer } from '../http/answer.ts';
import type { Exchange, Handler } from '../http/exchange.ts';
import type { ObjectRef } from '../object/origin.ts';
import { tooLarge } from '../upload/part-size.ts';
import { checkServed, type ServedBuckets } from './buckets.ts';
import { addBody, type TusAdding } from './tus-add.ts';
import { parseMetadata } from './tus-metadata.ts';
import {
  bytesOf,
  checkPatchType,
  checkVersion,
  expiresHeader,
  headerInvalid,
  methodNotAllowed,
  methodOf,
} from './tus-protocol.ts';
import { targetOf } from './tus-target.ts';

export interface TusOptions extends TusAdding {
  readonly buckets: ServedBuckets;
  /** Aborted after so many milliseconds. */
  readonly timeLimit: (ms: number) => AbortSignal;
  /** Lets in who may write the object. @throws GatewayError `unauthenticated`, `token_*`, `bucket_not_allowed`, `cross_site_refused` */
  readonly permit: (exchange: Exchange, ref: ObjectRef) => Promise<void>;
}

/** What makes a signed link: it opens the upload as it opens the object. */
const LINK = ['token', 'expires', 'kid', 'scope', 'bound'] as const;

export function createTusCreate(options: TusOptions): Handler {
  const { resumables, buckets, permit } = options;
  return async (exchange): Promise<Answer> => {
    const { headers, query, signal, incoming } = exchange;
    checkVersion(headers);
    const method = methodOf(exchange);
    if (method !== 'POST') throw methodNotAllowed(method, ['POST', 'OPTIONS']);
    checkExtensions(exchange);
    const metadata = String(headers['upload-metadata'] ?? '');
    const target = targetOf(parseMetadata(metadata), query, buckets);
    const { ref } = target;
    Object.assign(exchange.about, ref);
    await permit(exchange, ref);
    checkServed(ref.bucket, buckets);
    const length = bytesOf(headers, 'Upload-Length');
    const bringsBytes = incoming.length !== 0;
    if (bringsBytes) checkPatchType(headers);
    // One of no bytes is an object as soon as it is begun.
    if ((incoming.length ?? 0) > length) throw tooLarge(length);
    const onlyNew = target.onlyNew || headers['if-none-match'] === '*';
    const named = await resumables.begin({ ...target, onlyNew, length, metadata }, signal);
    const offset = bringsBytes ? await addFirst(options, exchange, named) : undefined;
    return {
      status: 201,
      headers: {
        Location: `/uploads/${named.id}${linkOf(exchange)}`,
        'Cache-Control': 'no-store',
        ...expiresHeader(named.upload),
        ...(offset !== undefined && { 'Upload-Offset': String(offset) }),
      },
    };
  };
}

/** Nobody hears where the upload is when this fails, so it is over then. */
async function addFirst(
  options: TusOptions,
  exchange: Exchange,
  named: Parameters<typeof addBody>[2],
): Promise<number> {
  try {
    return await addBody(options, exchange, named, 0);
  } catch (thrown) {
    // What fails here too, the sweeper comes back to.
    await options.resumables.end(named, options.timeLimit(END_MS)).catch(() => {});
    throw thrown;
  }
}

const END_MS = 10_000;

/** Taken for the whole, a part of an upload would replace it. */
function checkExtensions({ headers }: Exchange): void {
  for (const name of ['Upload-Concat', 'Upload-Defer-Length']) {
    if (headers[name.toLowerCase()] !== undefined) throw headerInvalid(`${name} is not offered`);
  }
}

function linkOf({ query }: Exchange): string {
  if (query.get('token') === undefined) return '';
  const pairs = LINK.flatMap((name) => {
    const value = query.get(name);
    return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`];
  });
  return `?${pairs.join('&')}`;
}
