/** Limits of client connections over TCP, TLS and HTTPS. */
export interface TcpLimits {
  /** Open connections; a new one over the limit closes the one that has been idle longest. */
  readonly connections: number
  /**
   * Queries of one connection that are being answered; its socket is not read while their number is at the
   * limit.
   */
  readonly queriesInFlight: number
  /** A connection without a query or a reply for this long is closed. */
  readonly idleMs: number
  /** From the first octet of a message to its last. */
  readonly messageMs: number
  /** Queries of one connection in total; it is closed after the answer to the last one. */
  readonly queries: number
  /**
   * What the listener holds for all its clients together: messages without an end, queries without an answer,
   * and replies that are not read. Beyond it the clients whose last progress is longest ago are closed.
   */
  readonly heldOctets: number
}

/**
 * 10 s is the idle timeout of CoreDNS; 5 s is how long most resolvers wait. 16 MiB hold 8000 queries in
 * flight, or 128 zone transfers to clients that read slowly.
 */
export const TCP_LIMITS: TcpLimits = {
  connections: 1000,
  queriesInFlight: 128,
  idleMs: 10_000,
  messageMs: 5000,
  queries: Infinity,
  heldOctets: 16 * 1024 * 1024,
}
