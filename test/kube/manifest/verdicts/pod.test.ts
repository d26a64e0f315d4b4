/** Verdicts about pods and the metadata of all objects. */
import { describe } from 'vitest'
import { judges } from './verdict.ts'

const C = 'containers: [{name: c, image: x}]'

const taken = String.raw`
Pod | spec: {${C}, initContainers: [{name: d, image: x, restartPolicy: Always}]}
Pod | spec: {${C}, initContainers: [{name: d, image: x, restartPolicy: Never}]}
Pod | spec: {containers: [{name: c, image: x, restartPolicy: Always}]}
Pod | spec: {containers: [{name: c, image: x, ports: [{containerPort: 80},{containerPort: 80}]}]}
Pod | spec: {containers: [{name: c, image: x, ports: [{containerPort: 80, name: a}]},{name: d, image: x, ports: [{containerPort: 81, name: a}]}]}
Pod | spec: {containers: [{name: c, image: x, ports: [{containerPort: 80, hostIP: x}]}]}
Pod | spec: {containers: [{name: c, image: x, imagePullPolicy: Always}]}
Pod | spec: {containers: [{name: c, image: x, env: [{name: "1", value: a}]}]}
Pod | spec: {containers: [{name: c, image: x, volumeMounts: [{name: v, mountPath: /a}]}], volumes: [{name: v}]}
Pod | spec: {containers: [{name: c, image: x, livenessProbe: {httpGet: {path: /, port: 80}}}]}
Pod | spec: {${C}, restartPolicy: Never}
Pod | spec: {${C}, restartPolicy: ""}
Pod | spec: {${C}, dnsPolicy: Default}
Pod | spec: {${C}, dnsPolicy: None, dnsConfig: {nameservers: [1.2.3.4]}}
Pod | spec: {${C}, dnsConfig: {searches: [_a.b]}}
Pod | spec: {${C}, dnsConfig: {options: [{name: ndots, value: "5"}]}}
Pod | spec: {${C}, hostname: ""}
Pod | spec: {${C}, subdomain: ""}
Pod | spec: {${C}, hostnameOverride: a.b}
Pod | spec: {${C}, nodeName: a.b}
Pod | spec: {${C}, nodeName: ""}
Pod | spec: {${C}, serviceAccountName: a}
Pod | spec: {${C}, terminationGracePeriodSeconds: -1}
Pod | spec: {${C}, affinity: {nodeAffinity: {}}}
Pod | spec: {${C}}
Pod {name: a, labels: {a.b/c: d}} | spec: {${C}}
Pod {name: a, labels: {a: null}} | spec: {${C}}
Pod {name: a, annotations: {"A/b": c}} | spec: {${C}}
Pod {name: a, annotations: {a: null}} | spec: {${C}}
Pod {name: a, finalizers: [a/b]} | spec: {${C}}
Pod {name: a, ownerReferences: [{apiVersion: v1, kind: a, name: b, uid: c}]} | spec: {${C}}
Pod {name: a, creationTimestamp: null} | spec: {${C}}
Pod {name: a, deletionTimestamp: 2026-01-05T09:00:00Z} | spec: {${C}}
Pod {name: a, generateName: b-} | spec: {${C}}
Pod {name: a, namespace: "1"} | spec: {${C}}
Pod {name: a, finalizers: [kubernetes]} | spec: {${C}}
Pod {name: a, finalizers: [orphan]} | spec: {${C}}
Pod {name: a, finalizers: [a.b/c]} | spec: {${C}}
Pod {name: a, creationTimestamp: "2026-01-05T09:00:00.5+01:00"} | spec: {${C}}
Pod {name: a, generateName: a.b-} | spec: {${C}}
Pod {name: a, generateName: ""} | spec: {${C}}
Pod {name: a, generateName: ${'a'.repeat(70)}} | spec: {${C}}
Pod | spec: {containers: [{name: c, image: x, ports: [{containerPort: 80, hostPort: 80}]}], hostNetwork: true}
Pod | spec: {containers: [{name: c, image: x, ports: [{containerPort: 80}]}], hostNetwork: true}
Pod | spec: {containers: [{name: c, image: x, ports: [{containerPort: 80, hostPort: 0}]}]}
Pod | spec: {containers: [{name: c, image: x, ports: [{containerPort: 80, hostPort: 81}, {containerPort: 82, hostPort: 81, protocol: UDP}]}]}
Pod | spec: {containers: [{name: c, image: x, env: [{name: A, value: ""}]}]}
Pod | spec: {containers: [{name: c, image: x, env: [{name: a.b-c, value: a}]}]}
Pod | spec: {containers: [{name: c, image: x, env: [{name: "a b", value: a}]}]}
Pod | spec: {containers: [{name: c, image: x, env: [{name: A, value: "", valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}]}
Pod | spec: {containers: [{name: c, image: x, readinessProbe: {httpGet: {port: http}}}]}
Pod | spec: {${C}, dnsConfig: {searches: [.]}}
Pod | spec: {${C}, dnsConfig: {searches: [a_b.c]}}
Pod | spec: {${C}, dnsConfig: {options: [{name: ndots}]}}
Pod | spec: {${C}, hostAliases: [{ip: 1.2.3.4}]}
Pod | spec: {${C}, hostAliases: [{ip: 1.2.3.4, hostnames: [a.b]}]}
Pod | spec: {${C}, tolerations: [{key: a, operator: Equal, value: b, effect: NoSchedule}]}
Pod | spec: {${C}, volumes: [{name: a, emptyDir: {}}, {name: b, emptyDir: {}}]}
Pod | spec: {${C}, terminationGracePeriodSeconds: 0}
Pod | spec: {${C}, setHostnameAsFQDN: true}
`

const lacking = String.raw`
Pod | spec: {} | spec.containers
Pod | spec: {containers: null} | spec.containers
Pod | spec: {containers: [{image: x}]} | spec.containers[0].name
Pod | spec: {containers: [{name: c}]} | spec.containers[0].image
Pod | spec: {containers: [{name: c, image: ""}]} | spec.containers[0].image
Pod | spec: {${C}, initContainers: [{name: d}]} | spec.initContainers[0].image
Pod | spec: {containers: [{name: c, image: x, ports: [{}]}]} | spec.containers[0].ports[0].containerPort
Pod | spec: {containers: [{name: c, image: x, env: [{value: "a"}]}]} | spec.containers[0].env[0].name
Pod {name: a, ownerReferences: [{kind: a, name: b}]} | spec: {${C}} | metadata.ownerReferences[0].apiVersion
Pod | spec: {containers: [{name: c, image: x, env: [{name: ""}]}]} | spec.containers[0].env[0].name
`

const refused = String.raw`
Pod | spec: {containers: {}} | spec.containers
Pod | spec: {containers: [{name: C, image: x}]} | spec.containers[0].name
Pod | spec: {containers: [{name: c.d, image: x}]} | spec.containers[0].name
Pod | spec: {containers: [{name: c, image: x},{name: c, image: x}]} | spec.containers[1].name
Pod | spec: {${C}, initContainers: [{name: c, image: x}]} | spec.initContainers[0].name
Pod | spec: {${C}, initContainers: [{name: d, image: x, restartPolicy: always}]} | spec.initContainers[0].restartPolicy
Pod | spec: {containers: [{name: c, image: x, ports: [{containerPort: 0}]}]} | spec.containers[0].ports[0].containerPort
Pod | spec: {containers: [{name: c, image: x, ports: [{containerPort: -1}]}]} | spec.containers[0].ports[0].containerPort
Pod | spec: {containers: [{name: c, image: x, ports: [{containerPort: "80"}]}]} | spec.containers[0].ports[0].containerPort
Pod | spec: {containers: [{name: c, image: x, ports: [{containerPort: 80, name: A}]}]} | spec.containers[0].ports[0].name
Pod | spec: {containers: [{name: c, image: x, ports: [{containerPort: 80, name: "80"}]}]} | spec.containers[0].ports[0].name
Pod | spec: {containers: [{name: c, image: x, ports: [{containerPort: 80, name: a--b}]}]} | spec.containers[0].ports[0].name
Pod | spec: {containers: [{name: c, image: x, ports: [{containerPort: 80, hostPort: 70000}]}]} | spec.containers[0].ports[0].hostPort
Pod | spec: {containers: [{name: c, image: x, ports: [{containerPort: 80, hostPort: 81}]}], hostNetwork: true} | spec.containers[0].ports[0].hostPort
Pod | spec: {containers: [{name: c, image: x, ports: [{containerPort: 80, hostPort: 81},{containerPort: 82, hostPort: 81}]}]} | spec.containers[0].ports[1].hostPort
Pod | spec: {containers: [{name: c, image: x, ports: [{containerPort: 80, protocol: tcp}]}]} | spec.containers[0].ports[0].protocol
Pod | spec: {containers: [{name: c, image: x, imagePullPolicy: always}]} | spec.containers[0].imagePullPolicy
Pod | spec: {containers: [{name: c, image: x, env: [{name: A, value: 1}]}]} | spec.containers[0].env[0].value
Pod | spec: {containers: [{name: c, image: x, env: [{name: A, value: true}]}]} | spec.containers[0].env[0].value
Pod | spec: {containers: [{name: c, image: x, env: [{name: "A=B", value: a}]}]} | spec.containers[0].env[0].name
Pod | spec: {containers: [{name: c, image: x, env: [{name: A, value: a, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}]} | spec.containers[0].env[0].value
Pod | spec: {containers: [{name: c, image: x, env: {A: b}}]} | spec.containers[0].env
Pod | spec: {containers: [{name: c, image: x, args: [1]}]} | spec.containers[0].args[0]
Pod | spec: {containers: [{name: c, image: x, args: "a"}]} | spec.containers[0].args
Pod | spec: {containers: [{name: c, image: x, command: a}]} | spec.containers[0].command
Pod | spec: {containers: [{name: c, image: x, resources: {limits: {cpu: abc}}}]} | spec.containers[0].resources.limits.cpu
Pod | spec: {containers: [{name: c, image: x, resources: {limits: {memory: 64Mb}}}]} | spec.containers[0].resources.limits.memory
Pod | spec: {containers: [{name: c, image: x, livenessProbe: {httpGet: {path: /, port: "80"}}}]} | spec.containers[0].livenessProbe.httpGet.port
Pod | spec: {containers: [{name: c, image: x, livenessProbe: {tcpSocket: {port: 0}}}]} | spec.containers[0].livenessProbe.tcpSocket.port
Pod | spec: {containers: [{name: c, image: x, livenessProbe: {tcpSocket: {port: 80}, exec: {command: [a]}}}]} | spec.containers[0].livenessProbe
Pod | spec: {containers: [{name: c, image: x, securityContext: {runAsUser: "1"}}]} | spec.containers[0].securityContext.runAsUser
Pod | spec: {containers: [{name: c, image: x, securityContext: {runAsNonRoot: "true"}}]} | spec.containers[0].securityContext.runAsNonRoot
Pod | spec: {${C}, restartPolicy: always} | spec.restartPolicy
Pod | spec: {${C}, dnsPolicy: default} | spec.dnsPolicy
Pod | spec: {${C}, dnsPolicy: None} | spec.dnsPolicy
Pod | spec: {${C}, dnsPolicy: None, dnsConfig: {}} | spec.dnsPolicy
Pod | spec: {${C}, dnsPolicy: None, dnsConfig: {searches: [a.b]}} | spec.dnsPolicy
Pod | spec: {${C}, dnsConfig: {nameservers: [x]}} | spec.dnsConfig.nameservers[0]
Pod | spec: {${C}, dnsConfig: {nameservers: [1.1.1.1,1.1.1.2,1.1.1.3,1.1.1.4]}} | spec.dnsConfig.nameservers
Pod | spec: {${C}, dnsConfig: {searches: ["a b"]}} | spec.dnsConfig.searches[0]
Pod | spec: {${C}, dnsConfig: {searches: [A.b.]}} | spec.dnsConfig.searches[0]
Pod | spec: {${C}, dnsConfig: {options: [{name: ndots, value: 5}]}} | spec.dnsConfig.options[0].value
Pod | spec: {${C}, hostname: A} | spec.hostname
Pod | spec: {${C}, hostname: a_b} | spec.hostname
Pod | spec: {${C}, hostname: a.b} | spec.hostname
Pod | spec: {${C}, subdomain: a.b} | spec.subdomain
Pod | spec: {${C}, setHostnameAsFQDN: "true"} | spec.setHostnameAsFQDN
Pod | spec: {${C}, hostnameOverride: A} | spec.hostnameOverride
Pod | spec: {${C}, hostNetwork: "true"} | spec.hostNetwork
Pod | spec: {${C}, hostNetwork: 1} | spec.hostNetwork
Pod | spec: {${C}, nodeName: A} | spec.nodeName
Pod | spec: {${C}, nodeSelector: {a: 1}} | spec.nodeSelector.a
Pod | spec: {${C}, nodeSelector: {a: "b c"}} | spec.nodeSelector.a
Pod | spec: {${C}, nodeSelector: [a]} | spec.nodeSelector
Pod | spec: {${C}, serviceAccountName: A} | spec.serviceAccountName
Pod | spec: {${C}, terminationGracePeriodSeconds: "30"} | spec.terminationGracePeriodSeconds
Pod | spec: {${C}, activeDeadlineSeconds: 0} | spec.activeDeadlineSeconds
Pod | spec: {${C}, hostAliases: [{ip: x, hostnames: [a]}]} | spec.hostAliases[0].ip
Pod | spec: {${C}, hostAliases: [{ip: 1.2.3.4, hostnames: [A]}]} | spec.hostAliases[0].hostnames[0]
Pod | spec: {${C}, imagePullSecrets: [a]} | spec.imagePullSecrets[0]
Pod | spec: {${C}, priority: a} | spec.priority
Pod | spec: {${C}, enableServiceLinks: "x"} | spec.enableServiceLinks
Pod | spec: {${C}, schedulerName: 1} | spec.schedulerName
Pod | spec: {${C}, affinity: []} | spec.affinity
Pod | spec: {${C}, volumes: {}} | spec.volumes
Pod | spec: {${C}, volumes: [a]} | spec.volumes[0]
Pod {name: a, labels: {a: 1}} | spec: {${C}} | metadata.labels.a
Pod {name: a, labels: [a]} | spec: {${C}} | metadata.labels
Pod {name: a, labels: {"a/b/c": d}} | spec: {${C}} | metadata.labels["a/b/c"]
Pod {name: a, labels: {"/a": b}} | spec: {${C}} | metadata.labels["/a"]
Pod {name: a, labels: {"a/": b}} | spec: {${C}} | metadata.labels["a/"]
Pod {name: a, labels: {A.b/c: d}} | spec: {${C}} | metadata.labels["A.b/c"]
Pod {name: a, labels: {a: "-b"}} | spec: {${C}} | metadata.labels.a
Pod {name: a, annotations: {a: 1}} | spec: {${C}} | metadata.annotations.a
Pod {name: a, annotations: {a: true}} | spec: {${C}} | metadata.annotations.a
Pod {name: a, annotations: {"a b": c}} | spec: {${C}} | metadata.annotations["a b"]
Pod {name: a, annotations: {"a/b/c": d}} | spec: {${C}} | metadata.annotations["a/b/c"]
Pod {name: a, annotations: [a]} | spec: {${C}} | metadata.annotations
Pod {name: a, annotations: {a: {b: c}}} | spec: {${C}} | metadata.annotations.a
Pod {name: a, finalizers: [a]} | spec: {${C}} | metadata.finalizers[0]
Pod {name: a, finalizers: [""]} | spec: {${C}} | metadata.finalizers[0]
Pod {name: a, ownerReferences: [{apiVersion: v1, kind: a, name: b, uid: c, controller: true},{apiVersion: v1, kind: a, name: d, uid: e, controller: true}]} | spec: {${C}} | metadata.ownerReferences
Pod {name: a, creationTimestamp: x} | spec: {${C}} | metadata.creationTimestamp
Pod {name: a, generateName: B} | spec: {${C}} | metadata.generateName
Pod {name: a, namespace: A} | spec: {${C}} | metadata.namespace
Pod {name: a, namespace: a.b} | spec: {${C}} | metadata.namespace
Pod {name: a, namespace: 1} | spec: {${C}} | metadata.namespace
Pod {name: a, uid: 5} | spec: {${C}} | metadata.uid
Pod {name: a, resourceVersion: 5} | spec: {${C}} | metadata.resourceVersion
Pod {name: a, generation: "5"} | spec: {${C}} | metadata.generation
Pod {name: a, managedFields: [a]} | spec: {${C}} | metadata.managedFields[0]
Pod {name: a, selfLink: 1} | spec: {${C}} | metadata.selfLink
Pod {name: a, finalizers: a} | spec: {${C}} | metadata.finalizers
Pod {name: a, creationTimestamp: "2026-01-05"} | spec: {${C}} | metadata.creationTimestamp
Pod {name: a, creationTimestamp: ""} | spec: {${C}} | metadata.creationTimestamp
Pod {name: a, deletionTimestamp: x} | spec: {${C}} | metadata.deletionTimestamp
Pod {name: a, generateName: -a} | spec: {${C}} | metadata.generateName
Pod {name: a, generateName: 5} | spec: {${C}} | metadata.generateName
Pod | spec: {containers: [{name: c, image: x, ports: [{containerPort: 80, hostPort: 81}]}, {name: d, image: x, ports: [{containerPort: 82, hostPort: 81}]}]} | spec.containers[1].ports[0].hostPort
Pod | spec: {containers: [{name: c, image: x, readinessProbe: {httpGet: {port: 0}}}]} | spec.containers[0].readinessProbe.httpGet.port
Pod | spec: {containers: [{name: c, image: x, readinessProbe: {httpGet: {path: /}}}]} | spec.containers[0].readinessProbe.httpGet.port
Pod | spec: {containers: [{name: c, image: x, readinessProbe: {tcpSocket: {port: Http}}}]} | spec.containers[0].readinessProbe.tcpSocket.port
Pod | spec: {containers: [{name: c, image: x, readinessProbe: {httpGet: {port: 80, scheme: http}}}]} | spec.containers[0].readinessProbe.httpGet.scheme
Pod | spec: {containers: [{name: c, image: x, lifecycle: {preStop: {httpGet: {port: "80"}}}}]} | spec.containers[0].lifecycle.preStop.httpGet.port
Pod | spec: {${C}, dnsConfig: {searches: [""]}} | spec.dnsConfig.searches[0]
Pod | spec: {${C}, dnsConfig: {searches: [A.b]}} | spec.dnsConfig.searches[0]
Pod | spec: {${C}, hostAliases: [{ip: 1.2.3.4, hostnames: [a_b]}]} | spec.hostAliases[0].hostnames[0]
Pod | spec: {${C}, hostUsers: "x"} | spec.hostUsers
`

describe('an API server', () => {
  judges({ taken, lacking, refused })
})
