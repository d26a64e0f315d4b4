/** The parts of a NetworkPolicy: which pods it is for, and which traffic a rule allows. */

export interface PolicyRule {
  /** Empty: all peers. */
  readonly peers: readonly PolicyPeer[]
  /** Empty: all ports. */
  readonly ports: readonly PolicyPort[]
}

/** An address range, or pods: those of the policy's namespace, or of the selected namespaces. */
export interface PolicyPeer {
  /** `null`: all pods of the namespaces. */
  readonly pods: LabelQuery | null
  /** `null`: the namespace of the policy. */
  readonly namespaces: LabelQuery | null
  /** A range of addresses instead of pods; `null`: pods. */
  readonly range: string | null
  readonly except: readonly string[]
}

export interface PolicyPort {
  readonly protocol: string
  /** A number or the name of a container's port; `null`: all ports. */
  readonly port: number | string | null
  /** The last port of a range; `null`: `port` alone. */
  readonly endPort: number | null
}

/** A `LabelSelector` of the API. */
export interface LabelQuery {
  /** `matchLabels`; `null`: none. */
  readonly labels: Readonly<Record<string, string>> | null
  readonly expressions: readonly LabelExpression[]
}

export interface LabelExpression {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  readonly values: readonly string[]
}
