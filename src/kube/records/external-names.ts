/**
 * The names that one service owns in a zone for the world outside the cluster. Below `SERVICE.NAMESPACE.ZONE`:
 *
 *   (itself)          A and AAAA of its external addresses, SRV of every port. A load balancer with a host name instead of
 *                     addresses is an alias of that name, and of one only
 *   _PORT._PROTOCOL   SRV of that port, also to host names; A and AAAA too, unless strict
 *   ENDPOINT          of a headless service without external addresses, on request: A, AAAA and SRV of one endpoint
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
  /** Headless services have the addresses of their endpoints. */
  readonly headless: boolean
}

/** The names of a service below `name`, its own; none without an external address. `addresses` are its ready endpoints'. */
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
  // RFC 1034 §3.6.2: where there is an alias, there is nothing else.
  if (first !== undefined && own.every(isElsewhere)) names.set(name, [aliasRRset(first.target, options.ttl)])
  return names
}

/** An address leads to the service by its own name; a host name is where it leads itself. */
function externalCandidates(service: Service, name: NameKey, address: string): Candidate[] {
  const octets = parseAddress(address)
  const target = octets === null ? parseName(address) : name
  return target === null ? [] : candidatesOf(octets ?? '', target, service.ports)
}

function isElsewhere({ octets }: Candidate): boolean {
  return octets === ''
}
