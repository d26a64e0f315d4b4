/**
 * The names that every zone of a cluster has besides those of its services: the apex with its NS records,
 * `ns.dns`, and in forward zones `svc`, `pod` and the schema version. If a service has an address of this
 * server among its endpoints, as the DNS service of a cluster does, the NS records name the service; else
 * they name `ns.dns`, with the addresses of this server.
 */
import { addressText } from '../../wire/address.ts'
import { TYPE } from '../../wire/constants.ts'
import { joinName, type NameKey } from '../../wire/name.ts'
import { addressRecord, targetData, textData } from '../../wire/rdata.ts'
import { record } from '../../wire/section.ts'
import type { RRset, ZoneDraft } from '../../zone/draft.ts'
import type { Authority } from '../../zone/zone.ts'
import type { ZoneSet } from '../../zone/zone-set.ts'
import type { ReadyAddress } from './endpoints.ts'
import { nameOf, namespaceOf, type ServiceKey } from '../model/keys.ts'
import type { Service } from '../model/objects.ts'

/** The schema version of the Kubernetes DNS specification, and the TTL of its example (K8s DNS §2.2). */
const SCHEMA_VERSION = '1.1.0'
const SCHEMA_VERSION_TTL = 28800
/** SOA timers of CoreDNS. NOTIFY informs secondaries of changes, so the timers seldom matter. */
const SOA_TIMES = { refresh: 7200, retry: 1800, expire: 86400 }
const MAX_SOA_TTL = 300
/** The labels of this server's own name in the zones of a cluster. */
export const OWN_NAME = ['ns', 'dns']

/** The name of a name server below a zone, and its addresses as text. */
export interface NameServer {
  readonly labels: readonly string[]
  readonly addresses: readonly string[]
}

export function authorityOf(origin: NameKey, ttl: number): Authority {
  return {
    ...SOA_TIMES,
    mname: joinName(OWN_NAME, origin) ?? origin,
    rname: joinName(['hostmaster'], origin) ?? origin,
    minimum: ttl,
    ttl: Math.min(ttl, MAX_SOA_TTL),
  }
}

/** Adds the names that every forward zone has. */
export function putFixedNames(draft: ZoneDraft, origin: NameKey): void {
  for (const tree of ['svc', 'pod']) {
    const name = joinName([tree], origin)
    if (name !== null) draft.put(name, [])
  }
  const version = joinName(['dns-version'], origin)
  if (version === null) return
  draft.put(version, [{ type: TYPE.TXT, ttl: SCHEMA_VERSION_TTL, rdatas: [textData([SCHEMA_VERSION])] }])
}

/**
 * The name servers of a service that this server is an endpoint of; `mine` are the endpoints with the
 * server's addresses.
 */
export type ServersOf = (
  key: ServiceKey,
  service: Service | null,
  mine: readonly ReadyAddress[],
) => readonly NameServer[]

export const clusterServers: ServersOf = (key, service, mine) => {
  const [namespace, name] = [namespaceOf(key), nameOf(key)]
  const labels = [name, namespace, 'svc']
  return service === null || service.headless
    ? mine.map((one) => ({ labels: [one.label, ...labels], addresses: [addressText(one.octets)] }))
    : [{ labels, addresses: service.clusterIPs }]
}

export class Apex {
  readonly #ttl: number
  readonly #ownName: readonly string[]
  readonly #addressTtl: number
  readonly #serversOf: ServersOf
  #own: readonly string[] = []
  /** The services that this server is an endpoint of, whether or not their namespace is shown. */
  readonly #services = new Map<ServiceKey, readonly NameServer[]>()
  #hasChanged = true

  /** `ownName` (labels below the zone) has the addresses of the name servers, with the TTL `addressTtl`. */
  constructor(ttl: number, ownName: readonly string[], serversOf: ServersOf, addressTtl = ttl) {
    this.#ttl = ttl
    this.#ownName = ownName
    this.#serversOf = serversOf
    this.#addressTtl = addressTtl
  }

  /** The addresses (octets) at which this server is reached. */
  setServerAddresses(addresses: readonly string[]): void {
    this.#own = addresses
    this.#hasChanged = true
  }

  /** Updates the name servers of a service with its ready addresses. */
  note(key: ServiceKey, service: Service | null, addresses: readonly ReadyAddress[]): void {
    const mine = addresses.filter(({ octets }) => this.#own.includes(octets))
    const servers = mine.length === 0 ? [] : this.#serversOf(key, service, mine)
    if (servers.length === 0) {
      if (this.#services.delete(key)) this.#hasChanged = true
      return
    }
    this.#services.set(key, servers)
    this.#hasChanged = true
  }

  /** Puts the apex and the server's own name into the drafts of all zones, if they have changed. */
  build(zones: ZoneSet): void {
    if (!this.#hasChanged) return
    this.#hasChanged = false
    const services = [...this.#services]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, servers]) => servers)
    const own: NameServer = { labels: this.#ownName, addresses: this.#own.map(addressText) }
    const servers = services.length > 0 ? services : [own]
    for (const { origin } of zones.zones) this.#put(zones.draft(origin), origin, servers)
  }

  #put(draft: ZoneDraft, origin: NameKey, servers: readonly NameServer[]): void {
    const ttl = this.#ttl
    const named = servers.flatMap(({ labels, addresses }) => {
      const target = joinName(labels, origin)
      return target === null || addresses.length === 0 ? [] : [{ target, addresses }]
    })
    const glue = named.flatMap(({ target, addresses }) =>
      addresses.flatMap((address) => {
        const data = addressRecord(address)
        return data === null ? [] : [record(target, data.type, ttl, data.rdata)]
      }),
    )
    const ns: RRset = { type: TYPE.NS, ttl, rdatas: named.map(({ target }) => targetData(target)), glue }
    draft.put(origin, [ns])
    const name = joinName(this.#ownName, origin)
    if (name === null) return
    const addressesOf = (type: number): RRset => {
      return {
        type,
        ttl: this.#addressTtl,
        rdatas: glue.filter((one) => one.type === type).map(({ rdata }) => rdata),
      }
    }
    draft.put(name, [addressesOf(TYPE.A), addressesOf(TYPE.AAAA)])
  }
}
