/** Router: method and path to a route. Pure; the table itself is laid out in gateway.ts. */
import { GatewayError } from '../errors.ts';
import type { AnswerHeaders } from './answer.ts';

export interface RouteRule<Handler> {
  /** The name in logs and metrics; a closed set, whatever paths viewers ask for. */
  readonly name: string;
  /** GET implies HEAD. */
  readonly methods: readonly string[];
  /** A whole path, or, ending in `/*`, every longer path that begins so. */
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
  readonly rule: RouteRule<Handler>;
  /** What `*` stood for: raw, still percent-encoded; '' for a whole path. */
  readonly rest: string;
}

/** Methods to tell in `Allow`. */
export function allowedMethods(rule: RouteRule<unknown>): readonly string[] {
  const methods = rule.methods.includes('GET') ? ['GET', 'HEAD', ...rule.methods] : rule.methods;
  return [...new Set([...methods, 'OPTIONS'])];
}

/**
 * The rule for a path; the first that fits.
 * @throws GatewayError `route_not_found`
 */
export function matchPath<H>(rules: readonly RouteRule<H>[], path: string): Match<H> {
  for (const rule of rules) {
    if (rule.path === path) return { rule, rest: '' };
    const stem = rule.path.endsWith('/*') ? rule.path.slice(0, -1) : undefined;
    if (stem !== undefined && path.startsWith(stem)) return { rule, rest: path.slice(stem.length) };
  }
  // Not which: a link that was put together wrongly is in it, and still opens.
  throw new GatewayError('route_not_found', 'Cannot route: nothing is served at this path');
}

/** @throws GatewayError `method_not_allowed`, with what is allowed */
export function checkMethod(rule: RouteRule<unknown>, method: string): void {
  const allow = allowedMethods(rule);
  if (!allow.includes(method)) {
    throw new GatewayError('method_not_allowed', `Cannot ${method} on ${rule.name}`, {
      detail: `Allowed here: ${allow.join(', ')}`,
      allow,
    });
  }
}
