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
CronJob | spec: {schedule: "* * * * *", jobTemplate: {spec: {${J}}}}
CronJob | spec: {schedule: "@hourly", jobTemplate: {spec: {${J}}}}
CronJob | spec: {schedule: "@every 5m", jobTemplate: {spec: {${J}}}}
CronJob | spec: {schedule: "* * * * *", timeZone: UTC, jobTemplate: {spec: {${J}}}}
CronJob | spec: {schedule: "*/5 * * * MON-FRI", jobTemplate: {spec: {${J}}}}
CronJob | spec: {schedule: "0 0 31 2 *", jobTemplate: {spec: {${J}}}}
CronJob {name: ${'a'.repeat(52)}} | spec: {schedule: "* * * * *", jobTemplate: {spec: {${J}}}}
CronJob {name: a.b} | spec: {schedule: "* * * * *", jobTemplate: {spec: {${J}}}}
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
Job | spec: {${J}, backoffLimitPerIndex: 1, completionMode: Indexed, completions: 2}
Job | spec: {${J}, completionMode: Indexed, completions: 2, successPolicy: {rules: [{succeededCount: 1}]}}
Job | spec: {${J}, suspend: true}
Job | spec: {${J}, completions: 0}
Job | spec: {${J}, completionMode: Indexed, completions: 0}
HorizontalPodAutoscaler | spec: {scaleTargetRef: {apiVersion: v1, kind: ReplicationController, name: web}, maxReplicas: 3}
HorizontalPodAutoscaler | spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: W_}, maxReplicas: 3}
Node | spec: {podCIDRs: [10.0.0.0/24, "fd00::/64"]}
Node | spec: {podCIDR: 10.0.0.0/24, podCIDRs: [10.1.0.0/24]}
Node | spec: {taints: [{key: a, value: b, effect: NoExecute}]}
Node | status: {capacity: {cpu: 4}}
Namespace | spec: {finalizers: [kubernetes]}
Namespace | status: {phase: Active}
CronJob | spec: {schedule: "* * * * *", concurrencyPolicy: Forbid, jobTemplate: {spec: {${J}}}}
CronJob | spec: {schedule: "* * * * *", suspend: true, jobTemplate: {spec: {${J}}}}
CronJob | spec: {schedule: "0 0 * JAN-MAR sun", jobTemplate: {spec: {${J}}}}
CronJob | spec: {schedule: "0,30 8-18/2 ? * 0-6", jobTemplate: {spec: {${J}}}}
CronJob | spec: {schedule: "@midnight", jobTemplate: {spec: {${J}}}}
CronJob | spec: {schedule: " * * * * * ", jobTemplate: {spec: {${J}}}}
CronJob | spec: {schedule: "* * * * *", timeZone: Europe/Berlin, jobTemplate: {spec: {${J}}}}
CronJob | spec: {schedule: "* * * * *", jobTemplate: {spec: {template: {spec: {${C}, restartPolicy: Never}}}}}
`

const lacking = String.raw`
Job | spec: {${T}} | spec.template.spec.restartPolicy
Job | spec: {} | spec
Job | spec: {${J}, parallelism: 200000, completions: 200000, completionMode: Indexed} | spec.parallelism
Job | spec: {${J}, manualSelector: true} | spec.selector
CronJob | spec: {jobTemplate: {spec: {${J}}}} | spec.schedule
CronJob | spec: {schedule: "* * * * *"} | spec.jobTemplate.spec
CronJob | spec: {schedule: "* * * * *", jobTemplate: {spec: {${T}}}} | spec.jobTemplate.spec.template.spec.restartPolicy
HorizontalPodAutoscaler | spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}} | spec.maxReplicas
HorizontalPodAutoscaler | spec: {maxReplicas: 3} | spec.scaleTargetRef.kind
HorizontalPodAutoscaler | spec: {scaleTargetRef: {kind: Deployment}, maxReplicas: 3} | spec.scaleTargetRef.name
HorizontalPodAutoscaler | spec: {scaleTargetRef: {name: web}, maxReplicas: 3} | spec.scaleTargetRef.kind
HorizontalPodAutoscaler | spec: {scaleTargetRef: {kind: Deployment, name: web}, maxReplicas: 3} | spec.scaleTargetRef.apiVersion
Node | status: {addresses: [{type: InternalIP, address: 5}]} | status.addresses[0].address
Node | spec: {taints: [{key: a}]} | spec.taints[0].effect
CronJob | spec: {schedule: "", jobTemplate: {spec: {${J}}}} | spec.schedule
CronJob | spec: {schedule: "* * * * *", jobTemplate: {}} | spec.jobTemplate.spec
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
Job | spec: {${J}, backoffLimitPerIndex: 1} | spec.backoffLimitPerIndex
Job | spec: {${J}, podReplacementPolicy: x} | spec.podReplacementPolicy
Job | spec: {${J}, successPolicy: {rules: [{succeededCount: 1}]}} | spec.successPolicy
Job {name: ${'a'.repeat(64)}} | spec: {${J}} | metadata.name
Job {name: a.b} | spec: {${J}, completionMode: Indexed, completions: 2} | metadata.name
Job {name: ${'a'.repeat(61)}} | spec: {${J}, completionMode: Indexed, completions: 11} | metadata.name
CronJob | spec: {schedule: x, jobTemplate: {spec: {${J}}}} | spec.schedule
CronJob | spec: {schedule: "TZ=UTC * * * * *", jobTemplate: {spec: {${J}}}} | spec.schedule
CronJob | spec: {schedule: "* * * * *", timeZone: X/Y, jobTemplate: {spec: {${J}}}} | spec.timeZone
CronJob | spec: {schedule: "* * * * *", concurrencyPolicy: forbid, jobTemplate: {spec: {${J}}}} | spec.concurrencyPolicy
CronJob | spec: {schedule: "* * * * *", suspend: "x", jobTemplate: {spec: {${J}}}} | spec.suspend
CronJob | spec: {schedule: "60 * * * *", jobTemplate: {spec: {${J}}}} | spec.schedule
CronJob | spec: {schedule: "* * * * * *", jobTemplate: {spec: {${J}}}} | spec.schedule
CronJob | spec: {schedule: "* * * *", jobTemplate: {spec: {${J}}}} | spec.schedule
CronJob | spec: {schedule: "* * * * *", successfulJobsHistoryLimit: -1, jobTemplate: {spec: {${J}}}} | spec.successfulJobsHistoryLimit
CronJob | spec: {schedule: 5, jobTemplate: {spec: {${J}}}} | spec.schedule
CronJob | spec: {schedule: "* * * * *", startingDeadlineSeconds: -1, jobTemplate: {spec: {${J}}}} | spec.startingDeadlineSeconds
CronJob | spec: {schedule: "* * * * *", jobTemplate: {spec: {${S}, ${J}}}} | spec.jobTemplate.spec.selector
CronJob {name: ${'a'.repeat(53)}} | spec: {schedule: "* * * * *", jobTemplate: {spec: {${J}}}} | metadata.name
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
Namespace | spec: {finalizers: [a]} | spec.finalizers[0]
Namespace | spec: 5 | spec
Node {name: A} |  | metadata.name
Node {name: a_b} |  | metadata.name
Node | spec: {podCIDR: x} | spec.podCIDR
Node | spec: {taints: [{key: a, effect: x}]} | spec.taints[0].effect
Node | spec: {unschedulable: "true"} | spec.unschedulable
Node | status: {addresses: {}} | status.addresses
Node | spec: {providerID: 5} | spec.providerID
Job | spec: {${J}, podReplacementPolicy: failed} | spec.podReplacementPolicy
Job | spec: {${J}, maxFailedIndexes: 1} | spec.maxFailedIndexes
Job | spec: {${J}, manualSelector: "true"} | spec.manualSelector
HorizontalPodAutoscaler | spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: "3"} | spec.maxReplicas
Node | spec: {podCIDR: 10.0.0.0/33} | spec.podCIDR
Node | spec: {podCIDR: 10.0.0.1/24} | spec.podCIDR
Node | spec: {taints: [{key: "a b", effect: NoSchedule}]} | spec.taints[0].key
Namespace | spec: {finalizers: [foo]} | spec.finalizers[0]
Namespace | spec: {finalizers: kubernetes} | spec.finalizers
CronJob | spec: {schedule: "* * * * *", jobTemplate: {spec: {template: {metadata: {labels: {a: b}}, spec: {${C}, restartPolicy: Always}}}}} | spec.jobTemplate.spec.template.spec.restartPolicy
CronJob | spec: {schedule: "* * * * *", jobTemplate: {spec: {${J}, backoffLimit: -1}}} | spec.jobTemplate.spec.backoffLimit
CronJob | spec: {schedule: "* * * * *", jobTemplate: {spec: {${J}, parallelism: "1"}}} | spec.jobTemplate.spec.parallelism
CronJob | spec: {schedule: "* * * * *", failedJobsHistoryLimit: -1, jobTemplate: {spec: {${J}}}} | spec.failedJobsHistoryLimit
CronJob | spec: {schedule: "* * * * 8", jobTemplate: {spec: {${J}}}} | spec.schedule
CronJob | spec: {schedule: "*/0 * * * *", jobTemplate: {spec: {${J}}}} | spec.schedule
CronJob | spec: {schedule: "5-3 * * * *", jobTemplate: {spec: {${J}}}} | spec.schedule
CronJob | spec: {schedule: "@reboot", jobTemplate: {spec: {${J}}}} | spec.schedule
CronJob | spec: {schedule: "@every x", jobTemplate: {spec: {${J}}}} | spec.schedule
CronJob | spec: {schedule: "CRON_TZ=UTC * * * * *", jobTemplate: {spec: {${J}}}} | spec.schedule
CronJob | spec: {schedule: "0 0 0 * *", jobTemplate: {spec: {${J}}}} | spec.schedule
CronJob | spec: {schedule: "* 24 * * *", jobTemplate: {spec: {${J}}}} | spec.schedule
CronJob | spec: {schedule: "1 2 3 13 *", jobTemplate: {spec: {${J}}}} | spec.schedule
CronJob | spec: {schedule: "* * * * *", timeZone: "", jobTemplate: {spec: {${J}}}} | spec.timeZone
CronJob | spec: {schedule: "* * * * *", timeZone: Local, jobTemplate: {spec: {${J}}}} | spec.timeZone
CronJob | spec: {schedule: "* * * * *", jobTemplate: {metadata: {labels: {a: 1}}, spec: {${J}}}} | spec.jobTemplate.metadata.labels.a
CronJob | spec: {schedule: "* * * * *", jobTemplate: {spec: {${J}, completionMode: indexed}}} | spec.jobTemplate.spec.completionMode
`

describe('an API server', () => {
  judges({ taken, lacking, refused })
})
