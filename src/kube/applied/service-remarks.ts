/** Diagnostics about the addresses of services. */
import { type Diagnostic, diagnostic } from '../../report/diagnostic.ts'
import { suggest } from '../../report/suggestion.ts'
import { quote } from '../manifest/fields.ts'
import type { ServiceKey } from '../model/keys.ts'
import type { Family, Service } from '../model/objects.ts'

/** An override of the service's cluster IPs names a host that has no address. */
export function hostWithoutAddress(key: ServiceKey, { location }: Service, host: string): Diagnostic {
  const message = `Service ${key}: the host ${host}, whose address overrides its cluster IP, has no address`
  const hint = 'the service gets an allocated address until the system resolves that host'
  return diagnostic('KZ_SERVICE_OVERRIDE', location.place, message, { hint })
}

/** An override for a service that does not exist was most likely meant for another. */
export function unusedOverride(key: ServiceKey, services: Iterable<ServiceKey>): Diagnostic {
  const likely = suggest(key, services)
  const details = likely === null ? {} : { hint: `did you mean ${quote(likely)}` }
  const message = `no manifest states a Service ${key}, so its cluster IP is not used`
  return diagnostic('KZ_SERVICE_OVERRIDE_UNUSED', `cluster_ip ${key}`, message, details)
}

/** The cluster has no range of a family that the service asks for. */
export function noRange(key: ServiceKey, { location, ipFamilyPolicy }: Service, family: Family): Diagnostic {
  const wish = ipFamilyPolicy === 'RequireDualStack' ? 'RequireDualStack' : `ipFamilies ${family}`
  const message = `Service ${key} asks for ${wish}, but no ${family} service range is configured: it gets no ${family} address`
  const hint = 'configure a range of each family with service_cidr'
  return diagnostic('KZ_SERVICE_FAMILY', location.place, message, { hint })
}

export function rangeFull(key: ServiceKey, { location }: Service, family: Family, range: string): Diagnostic {
  const message = `Service ${key} gets no ${family} address: ${range} is full`
  const hint = 'choose a larger range with service_cidr or lb_cidr'
  return diagnostic('KZ_SERVICE_RANGE_FULL', location.place, message, { hint })
}

export function outsideRange(
  key: ServiceKey,
  { location }: Service,
  address: string,
  ranges: readonly string[],
): Diagnostic {
  const message = `Service ${key} has the clusterIP ${address}, which is outside ${ranges.join(' and ')}; it is kept`
  return diagnostic('KZ_SERVICE_ADDRESS_RANGE', location.place, message)
}

/** A cluster refuses the first address of a range, and for IPv4 the last. */
export function excludedAddress(
  key: ServiceKey,
  { location }: Service,
  address: string,
  range: string,
): Diagnostic {
  const message = `Service ${key} has the clusterIP ${address}, which no service of the range ${range} can have: it is not served`
  const hint = 'choose another address, or the range of the cluster with service_cidr'
  return diagnostic('KZ_SERVICE_ADDRESS_EXCLUDED', location.place, message, { hint })
}

/**
 * A service has other addresses now, because `cause` states one of the old ones; `null`: the addresses are
 * the same.
 */
export function displaced(key: ServiceKey, old: Service, now: Service, cause: ServiceKey): Diagnostic | null {
  const [from, to] = [old, now].map((one) => [...one.clusterIPs, ...one.externalAddresses].join(', '))
  if (from === to) return null
  const message = `Service ${key} moves from ${from} to ${to}, because Service ${cause} states that address`
  return diagnostic('KZ_SERVICE_ADDRESS_MOVED', now.location.place, message)
}
