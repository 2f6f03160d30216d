/** The bounds of the HTTP server, in one place. Each is generous to players and mean to floods. */

const SECOND = 1000;

export const LIMITS = {
  server: {
    /** Request line and headers together; cookies of other pages are the largest honest load. */
    maxHeaderSize: 16 * 1024,
    /** A request's head has to arrive within this, or the connection is refused and closed. */
    headersTimeout: 10 * SECOND,
    /** Uploads take as long as they take; bodies have bounds of their own, below. */
    requestTimeout: 0,
    /** Longer than the 60 s that common load balancers keep a connection idle, so that they close first. */
    keepAliveTimeout: 65 * SECOND,
    /** How often the timeout of heads is looked at. */
    connectionsCheckingInterval: 5 * SECOND,
    /** We look for it ourselves: Node's refusal has neither a problem nor a request id. */
    requireHostHeader: false,
    insecureHTTPParser: false,
    /** First bytes are small; waiting to fill a packet would only delay them. */
    noDelay: true,
  },
  body: {
    /** A long body of which no `leastBytes` come for so long, while somebody wants them, is given up. */
    idleMs: 60 * SECOND,
    leastBytes: 64 * 1024,
    /** The largest body that is read whole has 16 KiB. */
    wholeMs: 30 * SECOND,
    /** So much of a body that nobody wants costs less than a new connection. */
    dropBytes: 1024 * 1024,
    dropMs: 30 * SECOND,
    lingerMs: SECOND,
  },
  tls: {
    /** Milliseconds from the connection to the end of the handshake. */
    handshakeTimeout: 10 * SECOND,
    minVersion: 'TLSv1.2',
  },
  http2: {
    server: {
      settings: {
        /** Requests of one connection that are answered side by side. */
        maxConcurrentStreams: 100,
        maxHeaderListSize: 16 * 1024,
        /** Of a body, bytes that may be on their way before a route wants them. */
        initialWindowSize: 256 * 1024,
        enablePush: false,
      },
      maxSessionInvalidFrames: 100,
      maxSessionRejectedStreams: 100,
      /** MiB of one connection, bytes that wait to be sent included: below them no stream is refused. */
      maxSessionMemory: 64,
    },
    /** Of all bodies of a connection, bytes that may be between it and Node, which takes what comes. */
    windowBytes: 1024 * 1024,
    /**
     * Both, once somebody is let in who may write: no more gets across in a round trip, which makes
     * 40 MB/s at 100 ms at most.
     */
    wideBytes: 4 * 1024 * 1024,
    /** Connections at once that are so: every stream of theirs may hold as much. */
    mostWide: 16,
    /**
     * Answers given up by their viewer in excess of those that were complete, before the connection
     * takes no more: each seek in a film gives one up.
     */
    patience: 100,
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
