/**
 * Reads what pods require of their node, and the taints of Nodes. A part that is not readable counts as
 * missing: it decides which Nodes of the manifests have a pod, and no name.
 */
import type { Labels } from '../model/objects.ts'
import {
  type NodeOperator,
  type NodeRequirement,
  type NodeTerm,
  type Placement,
  type Taint,
  type Toleration,
  UNSCHEDULABLE,
} from '../model/placement.ts'
import { exactList } from './exact-list.ts'
import { type Field, isMapping } from './fields.ts'
import { sharedText } from './shared-text.ts'

const OPERATORS: readonly NodeOperator[] = ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']
/** The taints that keep pods away. PreferNoSchedule does not. */
const BARRING = ['NoSchedule', 'NoExecute']
/** The nodes of a healthy cluster have no taints of conditions. */
const OF_CONDITIONS: ReadonlySet<string> = new Set([
  'node.kubernetes.io/not-ready',
  'node.kubernetes.io/unreachable',
  'node.kubernetes.io/memory-pressure',
  'node.kubernetes.io/disk-pressure',
  'node.kubernetes.io/pid-pressure',
  'node.kubernetes.io/network-unavailable',
  'node.cloudprovider.kubernetes.io/uninitialized',
])

/** `spec` is that of a pod. `null`: the pod requires nothing of its node, and tolerates no taint. */
export function readPlacement(spec: Field): Placement | null {
  const required = spec
    .get('affinity')
    .get('nodeAffinity')
    .get('requiredDuringSchedulingIgnoredDuringExecution')
  const nodeSelector = readNodeSelector(spec.get('nodeSelector'))
  const terms = isMapping(required.value) ? mappingsOf(required.get('nodeSelectorTerms')).map(readTerm) : null
  const tolerations = mappingsOf(spec.get('tolerations')).map(readToleration)
  if (nodeSelector === null && terms === null && tolerations.length === 0) return null
  return { nodeSelector, terms, tolerations: exactList(tolerations) }
}

/** `spec` is that of a Node. */
export function readTaints(spec: Field): readonly Taint[] {
  const taints = mappingsOf(spec.get('taints'))
    .map((one) => ({
      key: textOf(one.get('key')),
      value: textOf(one.get('value')),
      effect: textOf(one.get('effect')),
    }))
    .filter(({ key, effect }) => BARRING.includes(effect) && !OF_CONDITIONS.has(key))
  const isMarked = taints.some(({ key }) => key === UNSCHEDULABLE.key)
  if (spec.get('unschedulable').value === true && !isMarked) taints.push(UNSCHEDULABLE)
  return exactList(taints)
}

function readNodeSelector({ value }: Field): Labels {
  if (!isMapping(value)) return null
  const entries = Object.entries(value).map(([key, one]) => [key, sharedText(String(one))] as const)
  return entries.length === 0 ? null : Object.fromEntries(entries)
}

function readTerm(term: Field): NodeTerm {
  return {
    labels: mappingsOf(term.get('matchExpressions')).flatMap(readRequirement),
    fields: mappingsOf(term.get('matchFields')).flatMap(readRequirement),
  }
}

function readRequirement(one: Field): NodeRequirement[] {
  const operator = OPERATORS.find((known) => known === one.get('operator').value)
  const { value } = one.get('values')
  const values = Array.isArray(value) ? value.map(String) : []
  return operator === undefined ? [] : [{ key: textOf(one.get('key')), operator, values }]
}

function readToleration(one: Field): Toleration {
  return {
    key: textOf(one.get('key')),
    operator: one.get('operator').value === 'Exists' ? 'Exists' : 'Equal',
    value: textOf(one.get('value')),
    effect: textOf(one.get('effect')),
  }
}

function mappingsOf(list: Field): Field[] {
  return Array.isArray(list.value) ? list.sections() : []
}

function textOf({ value }: Field): string {
  return typeof value === 'string' ? sharedText(value) : ''
}
