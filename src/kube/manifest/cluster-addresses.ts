/**
 * Reads the cluster IPs, IP families and family policy of a Service. `clusterIP` repeats the first of
 * `clusterIPs`; addresses, families and policy must agree, or an API server refuses the Service.
 */
import { readAddress } from './addresses.ts'
import { readChoice } from './choices.ts'
import { exactList } from './exact-list.ts'
import type { Field } from './fields.ts'
import type { Family, Labels, Service } from '../model/objects.ts'

const FAMILIES = ['IPv4', 'IPv6'] as const
const FAMILY_POLICIES = ['SingleStack', 'PreferDualStack', 'RequireDualStack'] as const
/** The most addresses of a Service: one of each family. */
const MAX_ADDRESSES = 2

/** The value that makes a Service headless; Kubernetes compares it case-sensitively. */
export const NONE = 'None'

export interface ClusterAddresses {
  readonly addresses: readonly string[]
  readonly headless: boolean
  readonly families: readonly Family[]
  readonly policy: Service['ipFamilyPolicy']
}

export function readClusterAddresses(spec: Field, type: Service['type'], selector: Labels): ClusterAddresses {
  if (type === 'ExternalName') {
    for (const key of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'])
      rejectOnExternal(spec.get(key))
    return { addresses: [], headless: false, families: [], policy: null }
  }
  const { addresses, headless } = readAddressesOf(spec, type)
  const families = readFamilies(spec.get('ipFamilies'))
  const policy = readChoice(spec.get('ipFamilyPolicy'), FAMILY_POLICIES, null, 'KZ_SERVICE_TYPE')
  judgeFamilies(spec, addresses, families)
  // A headless Service without a selector is dual-stack, if it does not say otherwise.
  const isDualByDefault = headless && selector === null
  const isDual = addresses.length > 1 || families.length > 1
  if (isDual && policy === 'SingleStack') {
    const fact = `is SingleStack, but the Service has two ${addresses.length > 1 ? 'cluster IPs' : 'IP families'}`
    spec.get('ipFamilyPolicy').report('KZ_OBJECT_CONFLICT', fact, 'write PreferDualStack')
  } else if (isDual && policy === null && !isDualByDefault && !spec.get('ipFamilyPolicy').isPresent) {
    spec.noteMissing('ipFamilyPolicy', 'must be RequireDualStack or PreferDualStack for two IP families')
  }
  return { addresses, headless, families, policy }
}

function rejectOnExternal(field: Field): void {
  const isEmpty = field.value === '' || (Array.isArray(field.value) && field.value.length === 0)
  if (!field.isPresent || isEmpty) return
  field.report('KZ_OBJECT_CONFLICT', 'is set, but a Service of type ExternalName cannot have it')
}

function readAddressesOf(
  spec: Field,
  type: Service['type'],
): { readonly addresses: readonly string[]; readonly headless: boolean } {
  const single = spec.get('clusterIP')
  const list = spec.get('clusterIPs')
  const given = list.items().filter((item) => item.isPresent && item.value !== '')
  const hasSingle = single.isPresent && single.value !== ''
  if (given.length > 0 && !hasSingle) {
    spec.noteMissing('clusterIP', 'without it clusterIPs must be empty')
  }
  const fields = given.length > 0 ? given : hasSingle ? [single] : []
  const [first] = fields
  if (first?.value === NONE) {
    judgeHeadless(first, type)
    if (fields.length > 1)
      list.report('KZ_OBJECT_CONFLICT', 'has other values beside None, expected None alone')
    if (hasSingle && single.value !== NONE) rejectOtherFirst(list)
    return { addresses: [], headless: true }
  }
  const addresses = fields.flatMap((field) => readAddress(field, 'KZ_SERVICE_CLUSTER_IP') ?? [])
  if (given.length > 0 && hasSingle) {
    const address = readAddress(single, 'KZ_SERVICE_CLUSTER_IP')
    if (address !== null && addresses[0] !== undefined && address !== addresses[0]) rejectOtherFirst(list)
  }
  if (fields.length > MAX_ADDRESSES) {
    list.report(
      'KZ_OBJECT_CONFLICT',
      `has ${fields.length} addresses, expected at most one of each IP family`,
    )
  } else if (addresses.length > 1 && familyOf(addresses[0]) === familyOf(addresses[1])) {
    list.report('KZ_OBJECT_CONFLICT', 'has two addresses of one IP family, expected one of each')
  }
  return { addresses: exactList(addresses), headless: false }
}

function judgeHeadless(field: Field, type: Service['type']): void {
  if (type !== 'NodePort' && type !== 'LoadBalancer') return
  field.report('KZ_OBJECT_CONFLICT', `is None, but a Service of type ${type} needs a cluster IP`)
}

function rejectOtherFirst(list: Field): void {
  list.report('KZ_OBJECT_CONFLICT', 'begins with another address than clusterIP, expected the same one first')
}

function readFamilies(list: Field): readonly Family[] {
  const families: Family[] = []
  for (const item of list.items()) {
    if (item.value === '') item.reportValue('KZ_SERVICE_TYPE', 'IPv4 or IPv6')
    const family = readChoice(item, FAMILIES, null, 'KZ_SERVICE_TYPE')
    if (family === null) continue
    if (families.includes(family)) item.report('KZ_OBJECT_CONFLICT', `repeats ${family}`)
    else families.push(family)
  }
  return exactList(families)
}

function judgeFamilies(spec: Field, addresses: readonly string[], families: readonly Family[]): void {
  for (const [i, address] of addresses.entries()) {
    const family = families[i]
    if (family === undefined || family === familyOf(address)) continue
    const fact = `has ${family} at ${i}, but the cluster IP ${address} is ${familyOf(address)}`
    spec.get('ipFamilies').report('KZ_OBJECT_CONFLICT', fact)
  }
}

function familyOf(address: string | undefined): Family {
  return address?.includes(':') === true ? 'IPv6' : 'IPv4'
}
