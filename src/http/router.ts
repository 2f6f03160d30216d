/** Router: method and path to a route. Pure; the table itself is laid out in compose/routes.ts. */
import { GatewayError } from '../errors.ts';
import type { AnswerHeaders } from './answer.ts';

export interface RouteRule<Handler> {
  /** The name in logs and metrics; a closed set, whatever paths viewers ask for. */
  readonly name: string;
  /** GET implies HEAD. */
  readonly methods: readonly string[];
  /** A whole path, or, ending in `/*`, every longer path that begins so. Several rules may share one. */
  readonly path: string;
  readonly handler: Handler;
  /** Also found behind `/t/TOKEN`, a link that is spent as a path. */
  readonly behindToken?: true;
  /** Takes a body; that of every other request is thrown away unread. */
  readonly takesBody?: true;
  /** On every answer of this route, problems too. */
  readonly headers?: AnswerHeaders;
  /** What answers to OPTIONS say beyond that. */
  readonly options?: AnswerHeaders;
}

export interface Match<Handler> {
  /** All rules of one path. */
  readonly rules: readonly [RouteRule<Handler>, ...RouteRule<Handler>[]];
  /** What `*` stood for: raw, still percent-encoded; '' for a whole path. */
  readonly rest: string;
}

/** Methods to tell in `Allow`. */
export function allowedMethods(rules: readonly RouteRule<unknown>[]): readonly string[] {
  const own = rules.flatMap(({ methods }) => methods);
  const methods = own.includes('GET') ? ['GET', 'HEAD', ...own] : own;
  return [...new Set([...methods, 'OPTIONS'])];
}

/**
 * The rules for a path: those that share the first path that fits.
 * @param behind whether the path was found behind a token
 * @throws GatewayError `route_not_found`
 */
export function matchPath<H>(
  rules: readonly RouteRule<H>[],
  path: string,
  behind: boolean,
): Match<H> {
  for (const first of rules) {
    const rest = restOf(first.path, path);
    if (rest === undefined) continue;
    if (behind && !first.behindToken) {
      throw new GatewayError('route_not_found', `Cannot route to ${first.name} behind a token`);
    }
    const others = rules.filter((rule) => rule !== first && rule.path === first.path);
    return { rules: [first, ...others], rest };
  }
  // Not which: a link that was put together wrongly is in it, and still opens.
  throw new GatewayError('route_not_found', 'Cannot route: nothing is served at this path');
}

function restOf(pattern: string, path: string): string | undefined {
  if (pattern === path) return '';
  const stem = pattern.endsWith('/*') ? pattern.slice(0, -1) : undefined;
  return stem !== undefined && path.startsWith(stem) ? path.slice(stem.length) : undefined;
}

/**
 * The rule for a method; for OPTIONS, which all of them share, the first.
 * @throws GatewayError `method_not_allowed`, with what is allowed
 */
export function pickRule<H>(
  rules: readonly [RouteRule<H>, ...RouteRule<H>[]],
  method: string,
): RouteRule<H> {
  if (method === 'OPTIONS') return rules[0];
  const wanted = method === 'HEAD' ? 'GET' : method;
  const rule = rules.find(({ methods }) => methods.includes(method) || methods.includes(wanted));
  if (rule !== undefined) return rule;
  const allow = allowedMethods(rules);
  throw new GatewayError('method_not_allowed', `Cannot ${method} on ${rules[0].name}`, {
    detail: `Allowed here: ${allow.join(', ')}`,
    allow,
  });
}
