/** The address families of a service, as an API server decides them. */
import { familyOf } from '../model/family.ts'
import type { Family, Service } from '../model/objects.ts'

/** One instance for each value, as every service has one. */
const FAMILIES = {
  none: [],
  IPv4: ['IPv4'],
  IPv6: ['IPv6'],
  IPv4First: ['IPv4', 'IPv6'],
  IPv6First: ['IPv6', 'IPv4'],
} as const satisfies Record<string, readonly Family[]>

/**
 * The families of a service: those of its stated cluster IPs first, or else those that it asks for, or else
 * the cluster's default, and a second one if it asks for two. `configured` are the families of the service
 * ranges, the cluster's default first. Source: `initIPFamilyFields` of kube-apiserver.
 */
export function familiesOf(stated: Service, configured: readonly Family[]): readonly Family[] {
  const { type, clusterIPs, ipFamilies, ipFamilyPolicy, isAllocated } = stated
  if (type === 'ExternalName') return FAMILIES.none
  const own = clusterIPs.map(familyOf)
  const known = new Set(own.length > 0 && isAllocated ? own : [...own, ...ipFamilies])
  const [first = 'IPv4'] = [...known, ...configured]
  if (isAllocated && known.size === 1) return FAMILIES[first]
  const isSingle = ipFamilyPolicy === 'SingleStack' || (ipFamilyPolicy === null && known.size < 2)
  if (isSingle && new Set(own).size < 2) return FAMILIES[first]
  const other = first === 'IPv4' ? 'IPv6' : 'IPv4'
  const hasOther = known.has(other) || configured.includes(other) || ipFamilyPolicy !== 'PreferDualStack'
  if (!hasOther) return FAMILIES[first]
  return first === 'IPv4' ? FAMILIES.IPv4First : FAMILIES.IPv6First
}

/** The families of the cluster IPs (`svc`) or load balancer addresses (`lb`) to allocate to a service. */
export function neededFamilies(
  kind: 'svc' | 'lb',
  stated: Service,
  configured: readonly Family[],
): readonly Family[] {
  const families = familiesOf(stated, configured)
  if (kind === 'lb') return stated.needsExternalAddress ? families : FAMILIES.none
  if (stated.headless) return FAMILIES.none
  return families.filter((family) => stated.clusterIPs.every((address) => familyOf(address) !== family))
}
