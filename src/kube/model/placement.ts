/** What pods require of their nodes, and what nodes require of pods. */

export type NodeOperator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt'

export interface NodeRequirement {
  readonly key: string
  readonly operator: NodeOperator
  readonly values: readonly string[]
}

/** Requirements of one term: all must hold. A term without any holds for no node. */
export interface NodeTerm {
  readonly labels: readonly NodeRequirement[]
  /** Of these, `metadata.name` is the only field. */
  readonly fields: readonly NodeRequirement[]
}

export interface Toleration {
  /** Empty, with the operator Exists: every key. */
  readonly key: string
  readonly operator: 'Exists' | 'Equal'
  readonly value: string
  /** Empty: every effect. */
  readonly effect: string
}

/** What a pod requires of its node. */
export interface Placement {
  /** `null`: no labels are required. */
  readonly nodeSelector: Readonly<Record<string, string>> | null
  /** One of them must hold; `null`: no term is required. */
  readonly terms: readonly NodeTerm[] | null
  readonly tolerations: readonly Toleration[]
}

export interface Taint {
  readonly key: string
  readonly value: string
  readonly effect: string
}

/** The taint of a Node to which no new pods are to be assigned. */
export const UNSCHEDULABLE: Taint = {
  key: 'node.kubernetes.io/unschedulable',
  value: '',
  effect: 'NoSchedule',
}
