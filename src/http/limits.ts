/** The bounds of the HTTP server, in one place. Each is generous to players and mean to floods. */

const SECOND = 1000;

export const LIMITS = {
  server: {
    /** Request line and headers together; cookies of other pages are the largest honest load. */
    maxHeaderSize: 16 * 1024,
    /** A request's head has to arrive within this, or the connection is refused and closed. */
    headersTimeout: 10 * SECOND,
    /** The largest body that a route takes has 16 KiB, so a whole request is soon here. */
    requestTimeout: 30 * SECOND,
    /** Longer than the 60 s that common load balancers keep a connection idle, so that they close first. */
    keepAliveTimeout: 65 * SECOND,
    /** How often the two timeouts above are looked at. */
    connectionsCheckingInterval: 5 * SECOND,
    /** We look for it ourselves: Node's refusal has neither a problem nor a request id. */
    requireHostHeader: false,
    insecureHTTPParser: false,
    /** First bytes are small; waiting to fill a packet would only delay them. */
    noDelay: true,
  },
  /** Headers of one request. */
  headers: 100,
  /** Requests of one connection that may wait for their turn. */
  pipelined: 32,
  /** A viewer who was refused has this long to read why; then the connection is gone. */
  lingerMs: SECOND,
  /**
   * A connection on which nothing moves for so long is closed. Paused players do not read; they
   * come back with a Range, so a long pause costs them one request.
   */
  idleMs: 10 * 60 * SECOND,
} as const;
