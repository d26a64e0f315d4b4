/**
 * Judges the specification of a pod, or of a workload's template. DNS reads little of it, but an API server
 * refuses the whole object if a part is wrong, so that no pod and no name of it would exist.
 */
import { readAddress } from './addresses.ts'
import { readChoice } from './choices.ts'
import { judgeContainers } from './containers.ts'
import type { Field } from './fields.ts'
import { isSubdomain } from '../model/kube-names.ts'
import { readLabels } from './metadata.ts'
import { readCount } from './numbers.ts'
import { POD_SPEC } from './pod-types.ts'
import { judgeTypes } from './value-types.ts'

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'] as const
const DNS_POLICIES = ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'] as const
const MAX_NAMESERVERS = 3
const SEARCH_DOMAIN = /^_?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?(?:\._?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?)*\.?$/
const MAX_DOMAIN = 254

export type RestartPolicy = (typeof RESTART_POLICIES)[number]

export interface PodRules {
  /** The restart policies that the owner of the pods allows. */
  readonly restartPolicies: readonly RestartPolicy[]
  /** The owner overwrites host name and subdomain of the template, so that theirs do not matter. */
  readonly isIdentityOverwritten: boolean
}

/** The rules for a Pod that no workload makes. */
export const ANY_POD: PodRules = { restartPolicies: RESTART_POLICIES, isIdentityOverwritten: false }

export function judgePodSpec(spec: Field, { restartPolicies }: PodRules): void {
  judgeTypes(spec, POD_SPEC)
  judgeRestartPolicy(spec, restartPolicies)
  judgeDns(spec)
  judgeContainers(spec)
  readLabels(spec.get('nodeSelector'))
  for (const key of ['nodeName', 'serviceAccountName', 'hostnameOverride']) judgeSubdomain(spec.get(key))
  const deadline = spec.get('activeDeadlineSeconds')
  if (restartPolicies === RESTART_POLICIES || restartPolicies.includes('Never')) {
    readCount(deadline, 'KZ_OBJECT_FIELD', 1)
  } else if (deadline.isPresent) {
    deadline.report('KZ_OBJECT_CONFLICT', 'is set, but pods of this workload run without end')
  }
}

function judgeRestartPolicy(spec: Field, allowed: readonly RestartPolicy[]): void {
  const field = spec.get('restartPolicy')
  // The default is Always. A Job must say otherwise.
  if ((!field.isPresent || field.value === '') && !allowed.includes('Always'))
    spec.noteMissing('restartPolicy')
  const policy = readChoice(field, RESTART_POLICIES, null)
  if (policy === null || allowed.includes(policy)) return
  field.reportValue('KZ_OBJECT_CONFLICT', `${allowed.join(' or ')}, as the workload requires`)
}

function judgeDns(spec: Field): void {
  const policy = readChoice(spec.get('dnsPolicy'), DNS_POLICIES, 'ClusterFirst')
  const config = spec.section('dnsConfig')
  const nameservers = config.get('nameservers')
  const servers = nameservers.items()
  for (const item of servers) {
    if (item.value === '') item.reportValue('KZ_OBJECT_FIELD', 'an IP address')
    readAddress(item, 'KZ_OBJECT_FIELD')
  }
  if (servers.length > MAX_NAMESERVERS) {
    nameservers.report('KZ_OBJECT_FIELD', `has ${servers.length} items, expected at most ${MAX_NAMESERVERS}`)
  }
  if (policy === 'None' && servers.length === 0) {
    spec.get('dnsPolicy').report('KZ_OBJECT_CONFLICT', 'is None, but dnsConfig has no nameservers')
  }
  for (const item of config.get('searches').items()) judgeSearchDomain(item)
  for (const alias of spec.get('hostAliases').sections()) {
    readAddress(alias.get('ip'), 'KZ_OBJECT_FIELD')
    for (const name of alias.get('hostnames').items()) judgeSubdomain(name)
  }
}

/** A domain with underscores; a final dot is allowed, and so is the root. */
function judgeSearchDomain(field: Field): void {
  const { value } = field
  const isDomain = typeof value === 'string' && value.length <= MAX_DOMAIN && SEARCH_DOMAIN.test(value)
  if (isDomain || value === '.') return
  field.reportValue('KZ_OBJECT_FIELD', 'a domain of lower-case letters, digits, "-", "_" and "."')
}

function judgeSubdomain(field: Field): void {
  if (!field.isPresent || field.value === '') return
  if (typeof field.value === 'string' && isSubdomain(field.value)) return
  field.reportValue('KZ_OBJECT_FIELD', 'lower-case letters, digits, "-" and "."')
}
