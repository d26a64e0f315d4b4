/**
 * The names of a service as CoreDNS transfers them to secondaries, which are fewer than those it answers.
 * Services with a cluster IP have only the names of their ports below them. Headless services have no SRV at
 * their own names. Weights differ, too: 100 for a cluster IP, and for an endpoint its share of the addresses
 * of its own slice.
 */
import { present } from '../../report/assert.ts'
import { parseAddress } from '../../wire/address.ts'
import { TYPE } from '../../wire/constants.ts'
import { joinName, type NameKey } from '../../wire/name.ts'
import { addressData, type Rdata } from '../../wire/rdata.ts'
import { SRV } from '../../wire/types/srv.ts'
import type { RRset } from '../../zone/draft.ts'
import { isBuiltIn } from '../applied/built-in.ts'
import type { ReadyAddress } from './endpoints.ts'
import type { EndpointPort, Service, ServiceImport } from '../model/objects.ts'
import { aliasNames, namesOf, type NamingOptions, type OwnedNames } from './service-names.ts'

/** Like `namesOf`. CoreDNS transfers no imported services; here they have the same names as in answers. */
export function listedNamesOf(
  service: Service | ServiceImport,
  name: NameKey,
  addresses: readonly ReadyAddress[],
  options: NamingOptions,
): OwnedNames {
  if (service.kind === 'ServiceImport') return namesOf(service, name, addresses, options)
  // CoreDNS lists only objects of the cluster; a built-in service is in no manifest.
  if (isBuiltIn(service)) return new Map()
  if (service.type === 'ExternalName') return aliasNames(service, name, options)
  const listing = new Listing(options.ttl)
  if (service.headless) listEndpoints(listing, name, addresses)
  else listCluster(listing, name, service)
  return listing.names()
}

function listCluster(listing: Listing, name: NameKey, service: Service): void {
  for (const address of service.clusterIPs) {
    const octets = parseAddress(address)
    if (octets !== null) listing.addAddress(name, octets)
  }
  for (const port of service.ports) {
    const data = SRV.data({ priority: 0, weight: 100, port: port.port, target: name })
    listing.add(name, TYPE.SRV, data)
    listing.add(portName(port, name), TYPE.SRV, data)
  }
}

function listEndpoints(listing: Listing, name: NameKey, addresses: readonly ReadyAddress[]): void {
  const sizes = new Map<number, number>()
  for (const { group } of addresses) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  for (const { octets, label, ports, group } of addresses) {
    const target = joinName([label], name)
    if (target === null) continue
    listing.addAddress(name, octets)
    listing.addAddress(target, octets)
    const weight = Math.max(
      1,
      Math.floor(100 / present(sizes.get(group), 'the group of an address has a size')),
    )
    for (const port of ports) {
      if (port.port !== null)
        listing.add(
          portName(port, name),
          TYPE.SRV,
          SRV.data({ priority: 0, weight, port: port.port, target }),
        )
    }
  }
}

/** `null` for a port without a name. */
function portName(
  { name, protocol }: Pick<EndpointPort, 'name' | 'protocol'>,
  below: NameKey,
): NameKey | null {
  return name === '' ? null : joinName([`_${name}`.toLowerCase(), `_${protocol}`.toLowerCase()], below)
}

class Listing {
  readonly #ttl: number
  readonly #names = new Map<NameKey, Map<number, Rdata[]>>()

  constructor(ttl: number) {
    this.#ttl = ttl
  }

  addAddress(owner: NameKey, octets: string): void {
    this.add(owner, octets.length === 4 ? TYPE.A : TYPE.AAAA, addressData(octets))
  }

  add(owner: NameKey | null, type: number, data: Rdata): void {
    if (owner === null) return
    const types = this.#names.get(owner) ?? new Map<number, Rdata[]>()
    this.#names.set(owner, types)
    const others = types.get(type)
    if (others === undefined) types.set(type, [data])
    else others.push(data)
  }

  names(): OwnedNames {
    const rrsets = (types: Map<number, Rdata[]>): RRset[] =>
      Array.from(types, ([type, rdatas]) => ({ type, ttl: this.#ttl, rdatas }))
    return new Map(Array.from(this.#names, ([owner, types]) => [owner, rrsets(types)]))
  }
}
