/**
 * `POST /reports`: how a film began and whether it stood still, from the page itself (sendBeacon).
 * Anybody may send anything, so it is bounded, in number too, and counted apart from what players
 * say.
 */
import { z } from 'zod';
import { GatewayError } from '../errors.ts';
import type { Handler } from '../http/exchange.ts';
import { checkSameSite } from './same-site.ts';

/** An hour: nobody waits for longer. */
const MOST_MS = 3_600_000;

const Report = z.strictObject({
  /** Milliseconds to the first frame from the choice of a film, or of the page that opened with it. */
  firstFrameMs: z.number().min(0).max(MOST_MS).optional(),
  stalls: z.int().min(0).max(1000).default(0),
  stalledMs: z.number().min(0).max(MOST_MS).default(0),
});

export type PageReport = z.output<typeof Report>;

export interface ReportsOptions {
  readonly corsOrigins: readonly string[];
  /** Throws GatewayError `rate_limited` for an address that tells too much. */
  readonly admit: (address: string) => void;
  readonly told: (report: PageReport | 'invalid') => void;
}

const MOST_BYTES = 2048;

export function createReports({ corsOrigins, admit, told }: ReportsOptions): Handler {
  return async ({ headers, address, incoming }) => {
    checkSameSite(headers, corsOrigins);
    admit(address);
    const body = await incoming.whole(MOST_BYTES).catch((error: unknown) => {
      if (error instanceof GatewayError && error.code === 'body_too_large') told('invalid');
      throw error;
    });
    const parsed = Report.safeParse(jsonIn(body));
    told(parsed.success ? parsed.data : 'invalid');
    if (parsed.success) return { status: 204, headers: {} };
    throw new GatewayError('body_invalid', 'Cannot read a report: it is none', {
      detail: 'Send {"firstFrameMs", "stalls", "stalledMs"} as JSON',
    });
  };
}

/** Undefined for what is no JSON. */
function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
}
