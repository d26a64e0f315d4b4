/** The parts of a NetworkPolicy: which traffic a rule allows. */
import type { LabelQuery } from './label-query.ts'

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
