/**
 * The names that one service owns in a zone for clients outside the cluster. Below `SERVICE.NAMESPACE.ZONE`:
 *
 *   (itself)          A and AAAA of its external addresses, SRV of every port. If a load balancer has host
 *                     names instead of addresses, the CNAME of the first
 *   _PORT._PROTOCOL   SRV of that port, also to host names; A and AAAA too, unless strict
 *   ENDPOINT          of a headless service without external addresses, on request: A, AAAA and SRV of one
 *                     endpoint
 */
import { parseAddress } from '../../wire/address.ts'
import { type NameKey, parseName } from '../../wire/name.ts'
import type { ReadyAddress } from './endpoints.ts'
import type { Service } from '../model/objects.ts'
import {
  aliasRRset,
  type Candidate,
  candidateNames,
  candidatesOf,
  endpointCandidates,
  type OwnedNames,
  type PortNaming,
} from './service-names.ts'

export interface ExternalNaming extends PortNaming {
  /** Whether headless services have records of their endpoints. */
  readonly headless: boolean
}

/**
 * The names of a service at and below `name`; empty without an external address. `addresses` are those of its
 * endpoints.
 */
export function externalNamesOf(
  service: Service,
  name: NameKey,
  addresses: readonly ReadyAddress[],
  options: ExternalNaming,
): OwnedNames {
  const own = service.externalAddresses.flatMap((address) => externalCandidates(service, name, address))
  if (own.length === 0) {
    const endpoints = options.headless && service.headless ? endpointCandidates(addresses, name, false) : []
    return endpoints.length === 0 ? new Map() : candidateNames(name, endpoints, endpoints, options)
  }
  const names = candidateNames(name, own, [], options)
  const [first] = own
  // RFC 1034 §3.6.2: a name with a CNAME record has no other data.
  if (first !== undefined && own.every(isElsewhere)) names.set(name, [aliasRRset(first.target, options.ttl)])
  return names
}

/**
 * The SRV target of an address is the service's own name; the SRV target of a host name is that host name.
 */
function externalCandidates(service: Service, name: NameKey, address: string): Candidate[] {
  const octets = parseAddress(address)
  const target = octets === null ? parseName(address) : name
  return target === null ? [] : candidatesOf(octets ?? '', target, service.ports)
}

function isElsewhere({ octets }: Candidate): boolean {
  return octets === ''
}
