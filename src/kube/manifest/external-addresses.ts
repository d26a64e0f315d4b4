/** Reads the addresses at which a Service is reached from outside the cluster. */
import { canonicalAddress } from '../../wire/address.ts'
import { readAddress, readAddresses, readEndpointAddress } from './addresses.ts'
import { exactList } from './exact-list.ts'
import type { Field } from './fields.ts'
import { isTargetName } from '../model/kube-names.ts'
import type { Service } from '../model/objects.ts'

/**
 * `externalIPs`, then the address or else the host name of each ingress in the status; without an ingress,
 * `loadBalancerIP`.
 */
export function readExternalAddresses(
  spec: Field,
  status: Field,
  type: Service['type'],
): { readonly addresses: readonly string[]; readonly isMissing: boolean } {
  const addresses = [...readAddresses(spec.get('externalIPs'), 'KZ_SERVICE_EXTERNAL_IP', readEndpointAddress)]
  const count = addresses.length
  for (const ingress of status.section('loadBalancer').get('ingress').sections()) {
    const ip = ingress.get('ip')
    const hostname = ingress.get('hostname')
    if (ip.isPresent && ip.value !== '') {
      const address = readAddress(ip, 'KZ_SERVICE_EXTERNAL_IP')
      if (address !== null) addresses.push(address)
    } else if (typeof hostname.value === 'string' && isTargetName(hostname.value.replace(/\.$/, ''))) {
      addresses.push(hostname.text().replace(/\.$/, ''))
    } else if (hostname.isPresent && hostname.value !== '') {
      hostname.reportValue('KZ_SERVICE_EXTERNAL_IP', 'a host name')
    }
  }
  if (type !== 'LoadBalancer' || addresses.length > count) {
    return { addresses: exactList(addresses), isMissing: false }
  }
  const wanted = readWantedAddress(spec.get('loadBalancerIP'))
  if (wanted !== null) addresses.push(wanted)
  return { addresses: exactList(addresses), isMissing: wanted === null }
}

/** An API server takes any text, and leaves it to the load balancer. */
function readWantedAddress(field: Field): string | null {
  if (field.text() === '') return null
  const address = canonicalAddress(field.text())
  if (address === null) {
    field.reportValue('KZ_SERVICE_LOAD_BALANCER_IP', 'an IP address; the Service is served without it')
  }
  return address
}
