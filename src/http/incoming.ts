/** A request's body as it arrives, for routes that take long ones. */

export interface Incoming {
  /** Bytes that are announced; undefined when only the end will tell. */
  readonly length: number | undefined;
  /**
   * The body, no faster than it is iterated; to be asked for once. To begin with it tells a client that
   * waits for it to go on (`Expect: 100-continue`).
   * @throws GatewayError `request_malformed` when it breaks off, `request_timeout` when nothing came for `LIMITS.bodyIdleMs`
   */
  bytes(): AsyncIterable<Uint8Array>;
}
