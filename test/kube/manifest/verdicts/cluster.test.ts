/** Verdicts about Jobs, autoscalers, namespaces and nodes. */
import { describe } from 'vitest'
import { judges } from './verdict.ts'

const C = 'containers: [{name: c, image: x}]'
const S = 'selector: {matchLabels: {a: b}}'
const T = 'template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: x}]}}'
const J =
  'template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: x}], restartPolicy: Never}}'

const taken = String.raw`
Job | spec: {${J}}
Job | spec: {${J}, completionMode: Indexed, completions: 2}
Job | spec: {${J}, completionMode: Indexed}
Job | spec: {${J}, selector: {}}
Job | spec: {${J}, manualSelector: true, ${S}}
Job | spec: {template: {metadata: {labels: {a: b}}, spec: {${C}, restartPolicy: OnFailure}}}
Job | spec: {${J}, podReplacementPolicy: Failed}
Job | spec: {${J}, managedBy: a/b}
Job {name: a.b} | spec: {${J}}
Job {name: ${'a'.repeat(61)}} | spec: {${J}, completionMode: Indexed, completions: 2}
HorizontalPodAutoscaler | spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 3}
HorizontalPodAutoscaler | spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 3, metrics: []}
HorizontalPodAutoscaler | spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 20000}
autoscaling/v1 HorizontalPodAutoscaler | spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 3}
Namespace {name: a, namespace: b} | 
Namespace {name: a, labels: {kubernetes.io/metadata.name: b}} | 
Namespace {name: "1"} | 
Namespace | spec: {finalizers: [kubernetes]}
Node {name: a.b} | 
Node {name: a, namespace: b} | 
Node | spec: {podCIDR: 10.0.0.0/24, podCIDRs: [10.0.0.0/24]}
Node | spec: {podCIDRs: [10.0.0.0/24]}
Node | spec: {taints: [{key: a, effect: NoSchedule}]}
Node | status: {addresses: [{type: InternalIP, address: 1.2.3.4},{type: InternalIP, address: 1.2.3.4}]}
`

const lacking = String.raw`
Job | spec: {${T}} | spec.template.spec.restartPolicy
Job | spec: {} | spec
Job | spec: {${J}, parallelism: 200000, completions: 200000, completionMode: Indexed} | spec.parallelism
Job | spec: {${J}, manualSelector: true} | spec.selector
HorizontalPodAutoscaler | spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}} | spec.maxReplicas
HorizontalPodAutoscaler | spec: {maxReplicas: 3} | spec.scaleTargetRef.kind
HorizontalPodAutoscaler | spec: {scaleTargetRef: {kind: Deployment}, maxReplicas: 3} | spec.scaleTargetRef.name
HorizontalPodAutoscaler | spec: {scaleTargetRef: {name: web}, maxReplicas: 3} | spec.scaleTargetRef.kind
Node | status: {addresses: [{type: InternalIP, address: 5}]} | status.addresses[0].address
`

const refused = String.raw`
Job | spec: {${J}, completionMode: ""} | spec.completionMode
Job | spec: {${J}, completions: -1} | spec.completions
Job | spec: {${J}, parallelism: -1} | spec.parallelism
Job | spec: {${J}, parallelism: "2"} | spec.parallelism
Job | spec: {${J}, backoffLimit: -1} | spec.backoffLimit
Job | spec: {${J}, suspend: "true"} | spec.suspend
Job | spec: {${J}, ttlSecondsAfterFinished: -1} | spec.ttlSecondsAfterFinished
Job | spec: {${J}, activeDeadlineSeconds: -1} | spec.activeDeadlineSeconds
Job | spec: {${J}, ${S}} | spec.selector
Job | spec: {${J}, manualSelector: true, selector: {matchLabels: {a: c}}} | spec.selector
Job | spec: {template: {metadata: {labels: {a: b}}, spec: {${C}, restartPolicy: Always}}} | spec.template.spec.restartPolicy
Job | spec: {template: {metadata: {labels: {a: b}}, spec: {${C}, restartPolicy: never}}} | spec.template.spec.restartPolicy
Job {name: ${'a'.repeat(64)}} | spec: {${J}} | metadata.name
Job {name: a.b} | spec: {${J}, completionMode: Indexed, completions: 2} | metadata.name
Job {name: ${'a'.repeat(61)}} | spec: {${J}, completionMode: Indexed, completions: 11} | metadata.name
HorizontalPodAutoscaler | spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: -1, maxReplicas: 3} | spec.minReplicas
HorizontalPodAutoscaler | spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 4, maxReplicas: 3} | spec.maxReplicas
HorizontalPodAutoscaler | spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 0} | spec.maxReplicas
HorizontalPodAutoscaler | spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: "1", maxReplicas: 3} | spec.minReplicas
autoscaling/v2beta2 HorizontalPodAutoscaler | spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 3} | apiVersion
Namespace {name: a.b} |  | metadata.name
Namespace {name: a_b} |  | metadata.name
Namespace {name: ""} |  | metadata.name
Namespace {name: 5} |  | metadata.name
Namespace {name: a, labels: {x: 1}} |  | metadata.labels.x
Namespace {} |  | metadata
Namespace {name: -a} |  | metadata.name
Namespace | spec: 5 | spec
Node {name: A} |  | metadata.name
Node {name: a_b} |  | metadata.name
Node | spec: {unschedulable: "true"} | spec.unschedulable
Node | status: {addresses: {}} | status.addresses
Node | spec: {providerID: 5} | spec.providerID
`

describe('an API server', () => {
  judges({ taken, lacking, refused })
})
