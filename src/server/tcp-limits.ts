/** What connections of clients may take, over TCP and over what is put on top of it. */
export interface TcpLimits {
  /** Open connections; one more closes the one that has been idle longest. */
  readonly connections: number
  /** Queries of one connection that wait for their answers; its socket is not read meanwhile. */
  readonly queriesInFlight: number
  /** Without a query or an answer. */
  readonly idleMs: number
  /** From a message's first octet to its last. */
  readonly messageMs: number
  /** Of one connection in all; behind the answer to the last one it is closed. */
  readonly queries: number
}

/** A thousand connections are 20 MB at worst; 10 s is what CoreDNS waits, and 5 s the patience of most resolvers. */
export const TCP_LIMITS: TcpLimits = {
  connections: 1000,
  queriesInFlight: 128,
  idleMs: 10_000,
  messageMs: 5000,
  queries: Infinity,
}
