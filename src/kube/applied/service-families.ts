/** The address families that a service needs an allocated address of, as an API server decides. */
import type { Family, Service } from '../model/objects.ts'

/**
 * The families of the cluster IPs (`svc`) or load balancer addresses (`lb`) to allocate to a service.
 * `configured` are the families of the service ranges, the cluster's default first.
 */
export function neededFamilies(
  kind: 'svc' | 'lb',
  stated: Service,
  configured: readonly Family[],
): readonly Family[] {
  if (kind === 'lb') {
    if (!stated.needsExternalAddress) return []
    return stated.clusterIPs.length > 0 ? stated.clusterIPs.map(familyOf) : families(stated, configured)
  }
  const needsNone = stated.type === 'ExternalName' || stated.headless || stated.clusterIPs.length > 0
  return needsNone ? [] : families(stated, configured)
}

/**
 * One family unless the service asks for two; the cluster's default first unless the service asks for
 * another.
 */
function families({ ipFamilies, ipFamilyPolicy }: Service, configured: readonly Family[]): readonly Family[] {
  const [first = 'IPv4'] = [...ipFamilies, ...configured]
  if (ipFamilyPolicy === 'SingleStack' || (ipFamilyPolicy === null && ipFamilies.length < 2)) return [first]
  const other = first === 'IPv4' ? 'IPv6' : 'IPv4'
  return configured.includes(other) || ipFamilyPolicy !== 'PreferDualStack' ? [first, other] : [first]
}

function familyOf(address: string): Family {
  return address.includes(':') ? 'IPv6' : 'IPv4'
}
