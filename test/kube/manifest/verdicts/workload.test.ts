/** Verdicts about workloads. */
import { describe } from 'vitest'
import { judges } from './verdict.ts'

const C = 'containers: [{name: c, image: x}]'
const S = 'selector: {matchLabels: {a: b}}'
const T = 'template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: x}]}}'

const taken = String.raw`
Deployment | spec: {${S}, ${T}}
Deployment | spec: {selector: {matchExpressions: [{key: a, operator: In, values: [b]}]}, ${T}}
Deployment | spec: {selector: {matchExpressions: [{key: a, operator: Exists}]}, ${T}}
Deployment | spec: {selector: {matchExpressions: [{key: a, operator: NotIn, values: [c]}]}, ${T}}
Deployment | spec: {selector: {matchExpressions: [{key: z, operator: DoesNotExist}]}, ${T}}
Deployment | spec: {selector: {matchExpressions: [{key: z, operator: NotIn, values: [c]}]}, ${T}}
Deployment | spec: {${S}, replicas: null, ${T}}
Deployment | spec: {${S}, strategy: {type: Recreate}, ${T}}
Deployment | spec: {${S}, strategy: {rollingUpdate: {maxSurge: "25%"}}, ${T}}
Deployment | spec: {${S}, template: {metadata: {labels: {a: b}, name: X_}, spec: {${C}}}}
Deployment {name: a.b} | spec: {${S}, ${T}}
Deployment {name: ${'a'.repeat(64)}} | spec: {${S}, ${T}}
ReplicaSet | spec: {${S}, ${T}}
StatefulSet | spec: {${S}, ${T}, serviceName: x}
StatefulSet | spec: {${S}, ${T}}
StatefulSet | spec: {${S}, ${T}, serviceName: ""}
StatefulSet | spec: {${S}, ${T}, ordinals: {start: 2000000000}}
StatefulSet | spec: {${S}, ${T}, podManagementPolicy: Parallel}
StatefulSet | spec: {${S}, ${T}, updateStrategy: {type: OnDelete}}
StatefulSet | spec: {${S}, ${T}, volumeClaimTemplates: [{metadata: {name: d}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]}
StatefulSet | spec: {${S}, template: {metadata: {labels: {a: b}}, spec: {${C}, hostname: A, subdomain: B_}}}
DaemonSet | spec: {${S}, ${T}}
DaemonSet | spec: {${S}, ${T}, updateStrategy: {type: OnDelete}}
DaemonSet | spec: {${S}, ${T}, replicas: 3}
ReplicationController | spec: {selector: {a: b}, ${T}}
ReplicationController | spec: {${T}}
ReplicationController | spec: {selector: {}, ${T}}
Deployment | spec: {${S}, ${T}, paused: true}
`

const lacking = String.raw`
Deployment | spec: {${S}} | spec
Deployment | spec: {${T}} | spec.selector
Deployment | spec: {} | spec
Deployment | spec: {${S}, template: null} | spec
Deployment | spec: {selector: null, ${T}} | spec.selector
Deployment | spec: {${S}, template: {metadata: {labels: {a: b}}, spec: {containers: []}}} | spec.template.spec.containers
ReplicaSet | spec: {${T}} | spec.selector
StatefulSet | spec: {${T}} | spec.selector
DaemonSet | spec: {${T}} | spec.selector
DaemonSet | spec: {${S}} | spec
ReplicationController | spec: {} | spec
ReplicationController | spec: {selector: {a: b}} | spec
ReplicationController | spec: {template: {spec: {${C}}}} | spec.selector
`

const refused = String.raw`
Deployment | spec: {${S}, template: {}} | spec.selector
Deployment | spec: {selector: {}, ${T}} | spec.selector
Deployment | spec: {selector: {matchLabels: {}}, ${T}} | spec.selector
Deployment | spec: {selector: {a: b}, ${T}} | spec.selector
Deployment | spec: {selector: {matchLabels: {a: c}}, ${T}} | spec.selector
Deployment | spec: {selector: {matchLabels: {a: b, c: d}}, ${T}} | spec.selector
Deployment | spec: {selector: {matchLabels: {a: "b c"}}, ${T}} | spec.selector.matchLabels.a
Deployment | spec: {selector: {matchLabels: {a: 1}}, ${T}} | spec.selector.matchLabels.a
Deployment | spec: {selector: {matchExpressions: [{key: a, operator: In}]}, ${T}} | spec.selector.matchExpressions[0]
Deployment | spec: {selector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}, ${T}} | spec.selector.matchExpressions[0]
Deployment | spec: {selector: {matchExpressions: [{key: a, operator: DoesNotExist}]}, ${T}} | spec.selector
Deployment | spec: {selector: {matchExpressions: [{key: a, operator: in, values: [b]}]}, ${T}} | spec.selector.matchExpressions[0].operator
Deployment | spec: {selector: {matchExpressions: [{operator: Exists}]}, ${T}} | spec.selector.matchExpressions[0].key
Deployment | spec: {${S}, template: {spec: {${C}}}} | spec.selector
Deployment | spec: {${S}, replicas: "3", ${T}} | spec.replicas
Deployment | spec: {${S}, replicas: -1, ${T}} | spec.replicas
Deployment | spec: {${S}, replicas: 1.5, ${T}} | spec.replicas
Deployment | spec: {${S}, replicas: 3000000000, ${T}} | spec.replicas
Deployment | spec: {${S}, minReadySeconds: -1, ${T}} | spec.minReadySeconds
Deployment | spec: {${S}, revisionHistoryLimit: -1, ${T}} | spec.revisionHistoryLimit
Deployment | spec: {${S}, progressDeadlineSeconds: 5, minReadySeconds: 10, ${T}} | spec.progressDeadlineSeconds
Deployment | spec: {${S}, progressDeadlineSeconds: 0, ${T}} | spec.progressDeadlineSeconds
Deployment | spec: {${S}, paused: "true", ${T}} | spec.paused
Deployment | spec: {${S}, strategy: {type: recreate}, ${T}} | spec.strategy.type
Deployment | spec: {${S}, strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}, ${T}} | spec.strategy.rollingUpdate
Deployment | spec: {${S}, strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}, ${T}} | spec.strategy.rollingUpdate
Deployment | spec: {${S}, strategy: {rollingUpdate: {maxSurge: "25"}}, ${T}} | spec.strategy.rollingUpdate.maxSurge
Deployment | spec: {${S}, strategy: {rollingUpdate: {maxUnavailable: "101%"}}, ${T}} | spec.strategy.rollingUpdate.maxUnavailable
Deployment | spec: {${S}, strategy: {rollingUpdate: {maxSurge: -1}}, ${T}} | spec.strategy.rollingUpdate.maxSurge
Deployment | spec: {${S}, strategy: Recreate, ${T}} | spec.strategy
Deployment | spec: {${S}, template: {metadata: {labels: {a: b}}, spec: {${C}, restartPolicy: OnFailure}}} | spec.template.spec.restartPolicy
Deployment | spec: {${S}, template: {metadata: {labels: {a: b}}, spec: {${C}, activeDeadlineSeconds: 5}}} | spec.template.spec.activeDeadlineSeconds
Deployment | spec: {${S}, template: {metadata: {labels: {a: b}, annotations: {x: 1}}, spec: {${C}}}} | spec.template.metadata.annotations.x
Deployment | spec: {${S}, template: {metadata: {labels: {a: b, "x y": z}}, spec: {${C}}}} | spec.template.metadata.labels["x y"]
Deployment | spec: {${S}, template: {metadata: {labels: {a: b}}, spec: {${C}, hostname: A}}} | spec.template.spec.hostname
Deployment | spec: {${S}, template: {metadata: {labels: {a: b}}, spec: {${C}, subdomain: A.b}}} | spec.template.spec.subdomain
Deployment {name: ${'a'.repeat(254)}} | spec: {${S}, ${T}} | metadata.name
ReplicaSet | spec: {selector: {}, ${T}} | spec.selector
StatefulSet | spec: {selector: {}, ${T}} | spec.selector
StatefulSet | spec: {${S}, ${T}, serviceName: A} | spec.serviceName
StatefulSet | spec: {${S}, ${T}, serviceName: 5} | spec.serviceName
StatefulSet | spec: {${S}, ${T}, ordinals: {start: 3000000000}} | spec.ordinals.start
StatefulSet | spec: {${S}, ${T}, podManagementPolicy: parallel} | spec.podManagementPolicy
StatefulSet | spec: {${S}, ${T}, updateStrategy: {type: Recreate}} | spec.updateStrategy.type
StatefulSet | spec: {${S}, ${T}, updateStrategy: {type: ondelete}} | spec.updateStrategy.type
StatefulSet | spec: {${S}, ${T}, updateStrategy: {type: OnDelete, rollingUpdate: {partition: 1}}} | spec.updateStrategy.rollingUpdate
StatefulSet | spec: {${S}, ${T}, updateStrategy: {rollingUpdate: {partition: -1}}} | spec.updateStrategy.rollingUpdate.partition
StatefulSet | spec: {${S}, ${T}, volumeClaimTemplates: {}} | spec.volumeClaimTemplates
StatefulSet | spec: {${S}, ${T}, minReadySeconds: -1} | spec.minReadySeconds
StatefulSet | spec: {${S}, ${T}, replicas: -1} | spec.replicas
StatefulSet {name: ${'a'.repeat(64)}} | spec: {${S}, ${T}} | metadata.name
DaemonSet | spec: {selector: {}, ${T}} | spec.selector
DaemonSet | spec: {selector: {matchLabels: {a: c}}, ${T}} | spec.selector
DaemonSet | spec: {${S}, ${T}, updateStrategy: {type: Recreate}} | spec.updateStrategy.type
DaemonSet | spec: {${S}, ${T}, minReadySeconds: -1} | spec.minReadySeconds
ReplicationController | spec: {selector: {a: c}, ${T}} | spec.selector
ReplicationController | spec: {${S}, ${T}} | spec.selector.matchLabels
ReplicationController | spec: {replicas: -1, ${T}} | spec.replicas
v1 Deployment | spec: {} | apiVersion
apps/v1beta1 Deployment | spec: {} | apiVersion
apps/v1beta2 Deployment | spec: {} | apiVersion
extensions/v1beta1 Deployment | spec: {} | apiVersion
Deployment | spec: {${S}, ${T}, paused: "true"} | spec.paused
StatefulSet | spec: {${S}, ${T}, volumeClaimTemplates: [a]} | spec.volumeClaimTemplates[0]
StatefulSet | spec: {${S}, ${T}, volumeClaimTemplates: [{metadata: {name: 5}}]} | spec.volumeClaimTemplates[0].metadata.name
`

describe('an API server', () => {
  judges({ taken, lacking, refused })
})
