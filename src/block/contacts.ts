/** Whom a site may ask over the network; a command that only reads files asks fewer than a server. */
export interface Contacts {
  /** Host names of manifests and of the Corefile are looked up. */
  readonly hosts: boolean
  /** Other servers are queried and notified: upstreams, primaries, secondaries. */
  readonly servers: boolean
}

export const ALL_CONTACTS: Contacts = { hosts: true, servers: true }
