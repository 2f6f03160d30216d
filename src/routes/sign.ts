/**
 * `POST /sign`: a link for somebody else, from somebody who is known by name and may do
 * themselves what the link allows. firstbyte sign makes the same on the command line.
 */
import { z } from 'zod';
import type { Auth } from '../auth/auth.ts';
import { covers } from '../auth/grants.ts';
import type { LinkClaim, LinkKey } from '../auth/link.ts';
import { presentLink } from '../auth/link-urls.ts';
import { GatewayError } from '../errors.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { Exchange, Handler } from '../http/exchange.ts';
import { normalAddress } from '../limits/address.ts';
import { checkServed, nameBucket, type ServedBuckets } from './buckets.ts';
import { checkKey } from './key.ts';
import { presentedOf } from './presented.ts';

export interface SignOptions {
  readonly auth: Auth;
  readonly key: LinkKey;
  readonly longestSeconds: number;
  readonly buckets: ServedBuckets;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
}

const MOST_BYTES = 16 * 1024;

const text = (most: number) =>
  z
    .string()
    .max(most)
    // JSON can hold half a character, which no link can.
    .refine((value) => !/[\0\p{Cs}]/u.test(value), {
      error: 'Invalid input: expected Unicode without NUL',
    });

const Order = z
  .strictObject({
    bucket: text(255).optional(),
    key: text(1024).optional(),
    prefix: text(1024).optional(),
    right: z.enum(['read', 'write']).default('read'),
    seconds: z.int().min(1).default(3600),
    address: z.union([z.ipv4(), z.ipv6()]).optional(),
  })
  .refine(({ key, prefix }) => (key === undefined) !== (prefix === undefined), {
    error: 'Invalid input: expected either key or prefix',
  });

/** Answers with the link, relative to this server's address. */
export function createSign(options: SignOptions): Handler {
  const { auth, key, longestSeconds, buckets, wallClock } = options;
  return async (exchange) => {
    const { name: viewer, grants, until } = await auth.self(presentedOf(exchange));
    exchange.about.viewer = viewer;
    const order = await orderOf(exchange);
    const bucket = nameBucket(order.bucket, buckets);
    exchange.about.bucket = bucket;
    const name = order.prefix ?? checkKey(order.key);
    if (!covers(grants[order.right], bucket, name)) {
      throw new GatewayError('bucket_not_allowed', `Cannot sign for "${bucket}": no right to it`);
    }
    checkServed(bucket, buckets);
    if (order.seconds > longestSeconds) throw invalid(`seconds: at most ${longestSeconds}`);
    const claim: LinkClaim = {
      right: order.right,
      kind: order.prefix === undefined ? 'object' : 'prefix',
      bucket,
      name,
      // Nobody gives away more time than they have.
      expires: Math.min(
        Math.floor(wallClock() / 1000) + order.seconds,
        Math.floor(until ?? Infinity),
      ),
      address: order.address && normalAddress(order.address),
    };
    return jsonAnswer(200, presentLink(key, claim));
  };
}

async function orderOf(exchange: Exchange): Promise<z.output<typeof Order>> {
  // A form of a foreign page cannot say so without asking first (Fetch standard, CORS-safelisted).
  if (!/^application\/json *(;|$)/i.test(exchange.headers['content-type'] ?? '')) {
    throw new GatewayError('media_type_unsupported', 'Cannot read an order that is not JSON', {
      detail: 'Send application/json',
    });
  }
  const bytes = await exchange.incoming.whole(MOST_BYTES);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid('not JSON in UTF-8');
  }
  const parsed = Order.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues.map(sayIssue).join('; '));
}

function sayIssue({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}

function invalid(detail: string): GatewayError {
  return new GatewayError('body_invalid', `Cannot read the order: ${detail}`, { detail });
}
