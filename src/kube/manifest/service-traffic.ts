/**
 * Judges the fields of a Service that say how traffic reaches it. DNS does not read them, but an API server
 * refuses the Service if one is wrong, so its name would not exist.
 */
import { judgeAddressRange } from './address-range.ts'
import { readChoice } from './choices.ts'
import type { Field } from './fields.ts'
import type { Service } from '../model/objects.ts'
import { readPortNumber } from './ports.ts'
import { judgeQualifiedName } from './qualified-name.ts'

const AFFINITIES = ['ClientIP', 'None'] as const
const POLICIES = ['Cluster', 'Local'] as const
const DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode'] as const
const MAX_AFFINITY_SECONDS = 86_400

export function judgeTraffic(spec: Field, type: Service['type']): void {
  judgeAffinity(spec)
  judgePolicies(spec, type)
  judgeNodePorts(spec.get('ports'), type)
  if (type !== 'LoadBalancer') {
    for (const key of ['loadBalancerClass', 'loadBalancerSourceRanges', 'allocateLoadBalancerNodePorts']) {
      const field = spec.get(key)
      const isEmptyList = Array.isArray(field.value) && field.value.length === 0
      if (field.isPresent && !isEmptyList) rejectForType(field, type)
    }
    return
  }
  judgeQualifiedName(spec.get('loadBalancerClass'))
  spec.get('allocateLoadBalancerNodePorts').flag()
  for (const item of spec.get('loadBalancerSourceRanges').items())
    judgeAddressRange(item, 'KZ_SERVICE_EXTERNAL_IP')
}

function judgeAffinity(spec: Field): void {
  if (readChoice(spec.get('sessionAffinity'), AFFINITIES, 'None') !== 'ClientIP') return
  const seconds = spec.section('sessionAffinityConfig').section('clientIP').get('timeoutSeconds')
  const { value } = seconds
  if (!seconds.isPresent) return
  const isValid =
    typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= MAX_AFFINITY_SECONDS
  if (!isValid) seconds.reportValue('KZ_OBJECT_FIELD', `a whole number from 1 to ${MAX_AFFINITY_SECONDS}`)
}

function judgePolicies(spec: Field, type: Service['type']): void {
  const external = spec.get('externalTrafficPolicy')
  const externalIPs = spec.get('externalIPs').value
  const isExternal =
    type === 'NodePort' ||
    type === 'LoadBalancer' ||
    (type === 'ClusterIP' && Array.isArray(externalIPs) && externalIPs.length > 0)
  const policy = readChoice(external, POLICIES, null)
  if (policy !== null && !isExternal) {
    const fact = `is ${policy}, but only a Service with type NodePort or LoadBalancer, or with externalIPs, can have it`
    external.report('KZ_OBJECT_CONFLICT', fact)
  }
  const health = spec.get('healthCheckNodePort')
  if (health.isPresent && health.value !== 0) {
    const isUsed = type === 'LoadBalancer' && policy === 'Local'
    if (isUsed) readPortNumber(health, 1)
    else {
      const fact =
        'is set, but only a Service with type LoadBalancer and externalTrafficPolicy Local can have it'
      health.report('KZ_OBJECT_CONFLICT', fact)
    }
  }
  for (const [key, choices] of [
    ['internalTrafficPolicy', POLICIES],
    ['trafficDistribution', DISTRIBUTIONS],
  ] as const) {
    const field = spec.get(key)
    if (field.value === '') field.reportValue('KZ_OBJECT_FIELD', choices.join(' or '))
    else readChoice<string, null>(field, choices, null)
  }
}

function judgeNodePorts(list: Field, type: Service['type']): void {
  const seen = new Set<unknown>()
  for (const item of Array.isArray(list.value) ? list.items() : []) {
    const field = item.get('nodePort')
    if (!field.isPresent || field.value === 0) continue
    if (readPortNumber(field, 1) === null) continue
    if (type === 'ClusterIP') rejectForType(field, type)
    else if (seen.has(field.value)) {
      field.report('KZ_PORT_REPEATED', `repeats the node port ${String(field.value)} of an earlier port`)
    }
    seen.add(field.value)
  }
}

function rejectForType(field: Field, type: Service['type']): void {
  field.report('KZ_OBJECT_CONFLICT', `is set, but a Service of type ${type} cannot have it`)
}
