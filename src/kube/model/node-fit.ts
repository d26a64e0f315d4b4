/**
 * Where pods may run: a pod's node selector, its required node affinity and its tolerations, against the
 * labels and taints of a Node. Sources: `nodeShouldRunDaemonPod` of the DaemonSet controller, and the
 * scheduler's plugins NodeAffinity and TaintToleration.
 */
import type { Node } from './objects.ts'
import {
  type NodeOperator,
  type NodeTerm,
  type Placement,
  type Taint,
  type Toleration,
  UNSCHEDULABLE,
} from './placement.ts'

/** Whether a pod may run on a node; a DaemonSet's pods also run on nodes that are unschedulable. */
export function mayRunOn(node: Node, placement: Placement | null, isDaemon: boolean): boolean {
  const tolerations = placement?.tolerations ?? []
  const isBarred = node.taints.some(
    (taint) =>
      !(isDaemon && taint.key === UNSCHEDULABLE.key) && !tolerations.some((one) => tolerates(one, taint)),
  )
  if (isBarred) return false
  if (placement === null) return true
  const { nodeSelector, terms } = placement
  for (const key in nodeSelector) if (labelOf(node, key) !== nodeSelector[key]) return false
  return terms === null || terms.some((term) => holds(term, node))
}

function tolerates({ key, operator, value, effect }: Toleration, taint: Taint): boolean {
  if (effect !== '' && effect !== taint.effect) return false
  if (key === '') return operator === 'Exists'
  return key === taint.key && (operator === 'Exists' || value === taint.value)
}

function holds({ labels, fields }: NodeTerm, node: Node): boolean {
  if (labels.length === 0 && fields.length === 0) return false
  return (
    labels.every(({ key, operator, values }) => TESTS[operator](labelOf(node, key), values)) &&
    fields.every(({ key, operator, values }) =>
      TESTS[operator](key === 'metadata.name' ? node.name : null, values),
    )
  )
}

/** `value`: `null`, if the node has no such label. */
type Test = (value: string | null, values: readonly string[]) => boolean

const TESTS: Readonly<Record<NodeOperator, Test>> = {
  In: (value, values) => value !== null && values.includes(value),
  NotIn: (value, values) => value === null || !values.includes(value),
  Exists: (value) => value !== null,
  DoesNotExist: (value) => value === null,
  Gt: (value, [limit = null]) => isLess(limit, value),
  Lt: (value, [limit = null]) => isLess(value, limit),
}

/** Whether both are whole numbers, and the first is less. */
function isLess(a: string | null, b: string | null): boolean {
  const [less, more] = [numberOf(a), numberOf(b)]
  return less !== null && more !== null && less < more
}

function numberOf(text: string | null): bigint | null {
  return text !== null && /^[+-]?\d{1,19}$/.test(text) ? BigInt(text.replace('+', '')) : null
}

/** A kubelet adds these labels to its Node, so that a hand-written Node without them has them, too. */
const OF_KUBELETS: Readonly<Record<string, (node: Node) => string>> = {
  'kubernetes.io/os': () => 'linux',
  'kubernetes.io/arch': () => 'amd64',
  'kubernetes.io/hostname': ({ name }) => name,
  'beta.kubernetes.io/os': (node) => labelOf(node, 'kubernetes.io/os') ?? '',
  'beta.kubernetes.io/arch': (node) => labelOf(node, 'kubernetes.io/arch') ?? '',
}

function labelOf(node: Node, key: string): string | null {
  const stated = node.labels?.[key]
  if (stated !== undefined) return stated
  return Object.hasOwn(OF_KUBELETS, key) ? (OF_KUBELETS[key]?.(node) ?? null) : null
}

/** The topology zone of a node; empty: it states none. */
export function zoneOf({ labels }: Node): string {
  return labels?.['topology.kubernetes.io/zone'] ?? labels?.['failure-domain.beta.kubernetes.io/zone'] ?? ''
}
