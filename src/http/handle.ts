/**
 * Handle: the life of one request, and the one catch. Routes hand back answers or throw; what
 * they throw becomes a problem answer here, or, once bytes have left, the end of the connection.
 */
import { randomUUID } from 'node:crypto';
import type { GatewayError } from '../errors.ts';
import type { Answer, AnswerHeaders, CacheOutcome } from './answer.ts';
import { timingHeaders, withHeaders } from './common-headers.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import type { Exchange, Handler, Step } from './exchange.ts';
import { checkHeaders } from './header-bounds.ts';
import { checkHost, type KnownAs } from './host.ts';
import { createIncoming, type IncomingBounds } from './incoming.ts';
import { dismissBody, dropLeftover, type LeftoverBounds } from './leftover.ts';
import { asGatewayError, problemAnswer } from './problem.ts';
import { parseQuery } from './query.ts';
import type { Around, RequestRecord, Served } from './request-record.ts';
import { allowedMethods, matchPath, pickRule, type RouteRule } from './router.ts';
import { type Sent, send } from './send.ts';
import { parseTarget } from './target.ts';
import { splitTokenPath } from './token-path.ts';
import {
  cutOff,
  hostsOf,
  isComplete,
  type ViewerRequest,
  type ViewerResponse,
} from './viewer-request.ts';
import { type AddressOf, whoAsks } from './who-asks.ts';

export interface HandleOptions {
  readonly routes: readonly RouteRule<Handler>[];
  readonly corsOrigins: readonly string[];
  /** For how long browsers are told to come by TLS only; 0 tells them nothing. */
  readonly hstsSeconds?: number;
  /** Names that requests may call this server by. */
  readonly knownAs: KnownAs;
  readonly addressOf: AddressOf;
  /** Throws GatewayError `rate_limited` when an address asks too often. */
  readonly admit: (address: string) => void;
  /** Of bodies that come in. */
  readonly bounds: IncomingBounds & LeftoverBounds;
  /** Paths that are answered however often an address asks. */
  readonly alwaysAnswered: readonly string[];
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Told of body bytes as they are handed to connections. */
  readonly onBytes: (bytes: number) => void;
  /** Runs a request within whatever watches over it. */
  readonly around: Around;
  /** Called once for every request, at its end. */
  readonly onEnd: (record: RequestRecord) => void;
}

/** On every answer: a body is what its type says, never what a browser guesses. */
const ALWAYS = { 'X-Content-Type-Options': 'nosniff' };

export type Handle = (
  req: ViewerRequest,
  res: ViewerResponse,
  signal: AbortSignal,
) => Promise<void>;

export function createHandle(options: HandleOptions): Handle {
  const { now, hstsSeconds = 0 } = options;
  const hsts = hstsSeconds > 0 && { 'Strict-Transport-Security': `max-age=${hstsSeconds}` };
  const always = { ...ALWAYS, ...hsts };

  return async (req, res, signal) => {
    const { dismissed } = await options.around(req.headers, () => serve(req, res, signal));
    await (dismissed?.() ?? dropLeftover(req, options.bounds));
  };

  async function serve(
    req: ViewerRequest,
    res: ViewerResponse,
    signal: AbortSignal,
  ): Promise<Served> {
    const startedAt = now();
    const requestId = randomUUID();
    const method = req.method ?? '';
    const about: Exchange['about'] = {};
    const sent: Sent = { bytes: 0, firstByteAt: undefined };
    const cors = corsHeaders(options.corsOrigins, req.headers.origin);
    const common = { ...always, ...cors, 'X-Request-Id': requestId };
    const incoming = createIncoming(req, res, options.bounds, now);
    let route = 'none';
    let cache: CacheOutcome | undefined;
    let takesBody = false;
    let routeHeaders: AnswerHeaders = {};
    let dismissed: (() => Promise<void>) | undefined;
    let error: GatewayError | undefined;
    const timeline: Partial<Record<Step, number>> = {};

    const answerWith = (answer: Answer): Promise<void> => {
      cache = answer.provenance?.cache;
      dismissed ??= dismissBody(req, res, incoming, takesBody, options.bounds);
      return send(res, withHeaders(answer, { ...common, ...routeHeaders }), sent, {
        headOnly: method === 'HEAD',
        signal,
        now,
        onBytes: options.onBytes,
        lateHeaders: () => timingHeaders(answer, now() - startedAt),
      });
    };

    try {
      checkHeaders(req);
      checkHost(req.httpVersion, hostsOf(req), options.knownAs);
      const viewer = whoAsks(req, options.addressOf);
      const target = parseTarget(req.url ?? '');
      if (!options.alwaysAnswered.includes(target.path)) options.admit(viewer.address);
      const { token, path } = splitTokenPath(target.path);
      const match = matchPath(options.routes, path, token !== undefined);
      const [first] = match.rules;
      route = first.name;
      routeHeaders = first.headers ?? {};
      const rule = pickRule(match.rules, method);
      route = rule.name;
      routeHeaders = rule.headers ?? {};
      takesBody = rule.takesBody === true;
      // Unread, it would hide that the viewer has gone; HTTP/2 tells that beside it.
      if (!takesBody && !incoming.waits && !req.stream) req.resume();
      const exchange = {
        requestId,
        method,
        headers: req.headers,
        path: target.path,
        token,
        ...viewer,
        rest: match.rest,
        query: parseQuery(target.query),
        signal,
        about,
        mark(step: Step) {
          timeline[step] = now() - startedAt;
        },
        incoming,
      };
      await answerWith(
        method === 'OPTIONS' ? optionsAnswer(match.rules, cors) : await rule.handler(exchange),
      );
    } catch (thrown) {
      if (!signal.aborted) error = asGatewayError(thrown);
      if (error === undefined || res.headersSent) {
        cutOff(res);
      } else {
        await answerWith(problemAnswer(error, requestId)).catch(() => cutOff(res));
      }
    }
    await settled(res, signal);
    if (incoming.endedAt !== undefined) timeline.received = incoming.endedAt - startedAt;
    const record: RequestRecord = {
      requestId,
      method,
      route,
      status: res.headersSent ? res.statusCode : undefined,
      about,
      bytes: sent.bytes,
      received: incoming.received,
      cache,
      firstByteMs: sent.firstByteAt === undefined ? undefined : sent.firstByteAt - startedAt,
      totalMs: now() - startedAt,
      bodyMs: incoming.waitedMs,
      timeline,
      aborted: !isComplete(res),
      error,
    };
    options.onEnd(record);
    return { record, dismissed };
  }
}

function optionsAnswer(rules: readonly RouteRule<Handler>[], cors: AnswerHeaders): Answer {
  const methods = allowedMethods(rules);
  const allowed = cors['Access-Control-Allow-Origin'] !== undefined;
  const own = Object.assign({}, ...rules.map(({ options }) => options));
  return {
    status: 204,
    headers: { Allow: methods.join(', '), ...(allowed && preflightHeaders(methods)), ...own },
  };
}

/** When the answer is wholly handed to the network, or the viewer is gone. */
function settled(res: ViewerResponse, signal: AbortSignal): Promise<void> {
  const { closed, destroyed } = res.stream ?? res;
  if (closed || destroyed || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    res.once('close', resolve);
    // A pipelined answer that never got its turn on the connection never hears of its end.
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
