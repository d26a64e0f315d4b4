/** Verdicts about Services. */
import { describe } from 'vitest'
import { judges } from './verdict.ts'

const taken = String.raw`
Service | spec: {ports: [{port: 80}], clusterIP: None, clusterIPs: []}
Service | spec: {ports: [{port: 80}], clusterIP: 10.96.0.7, clusterIPs: [10.96.0.7, fd00:10:96::7], ipFamilyPolicy: PreferDualStack}
Service | spec: {ports: [{port: 80}], clusterIP: None, ipFamilies: [IPv4, IPv6]}
Service | spec: {ports: [{port: 80}], ipFamilies: []}
Service | spec: {ports: [{port: 80}], type: ""}
Service | spec: {ports: [{port: 80}], clusterIP: fd00:0010:0096::7}
Service | spec: {ports: [{port: 80}], clusterIP: FD00:10:96::7}
Service | spec: {ports: [{port: 80}], type: ExternalName, externalName: a.b.}
Service | spec: {type: ExternalName, externalName: a.b, selector: {a: b}}
Service | spec: {ports: [{port: 80}], externalName: a.b}
Service | spec: {ports: [{port: 80}], externalName: A_b}
Service | spec: {ports: [{port: 80, protocol: ""}]}
Service | spec: {ports: [{port: 80, name: ""}]}
Service | spec: {ports: [{port: 80, targetPort: ""}]}
Service | spec: {ports: [{port: 80, name: a}, {port: 80, name: b, protocol: UDP}]}
Service | spec: {ports: [{port: 80, nodePort: 0}]}
Service | spec: {ports: [{port: 80, appProtocol: http}]}
Service | spec: {ports: [{port: 80, appProtocol: kubernetes.io/h2c}]}
Service | spec: {ports: [{port: 80, name: "8"}]}
Service | spec: {ports: [{port: 80}], sessionAffinity: ""}
Service | spec: {ports: [{port: 80}], sessionAffinity: ClientIP}
Service | spec: {ports: [{port: 80}], sessionAffinityConfig: {clientIP: {timeoutSeconds: 10}}}
Service | spec: {ports: [{port: 80}], sessionAffinity: ClientIP, sessionAffinityConfig: {}}
Service | spec: {ports: [{port: 80}], sessionAffinity: None, sessionAffinityConfig: {clientIP: {}}}
Service | spec: {ports: [{port: 80}], externalTrafficPolicy: Local, externalIPs: [192.0.2.1]}
Service | spec: {ports: [{port: 80}], type: LoadBalancer, externalTrafficPolicy: Local}
Service | spec: {ports: [{port: 80}], internalTrafficPolicy: Local}
Service | spec: {ports: [{port: 80}], type: ExternalName, externalName: a.b, internalTrafficPolicy: Local}
Service | spec: {ports: [{port: 80}], type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 30000}
Service | spec: {ports: [{port: 80}], type: LoadBalancer, loadBalancerClass: a/b}
Service | spec: {ports: [{port: 80}], type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8]}
Service | spec: {ports: [{port: 80}], loadBalancerIP: x}
Service | spec: {ports: [{port: 80}], trafficDistribution: PreferClose}
Service | spec: {ports: [{port: 80}], externalIPs: [239.1.1.1]}
Service | spec: {ports: [{port: 80}], externalIPs: [192.0.2.1, 192.0.2.1]}
Service | spec: {ports: [{port: 80}], selector: {a: ""}}
Service | spec: {ports: [{port: 80}], selector: {a: null}}
Service | spec: {ports: [{port: 80}], selector: null}
Service | spec: {ports: [{port: 80}], publishNotReadyAddresses: null}
Service | spec: {ports: [{port: 80}], foo: bar}
Service | spec: {type: LoadBalancer, ports: [{port: 10250}]}
Service | spec: {clusterIP: None, ports: []}
Service | spec: {clusterIP: "", type: ExternalName, externalName: a.b}
Service | spec: {ports: [{port: 80}], clusterIP: 10.96.0.1}
Service | spec: {ports: [{port: 80}], clusterIP: 10.111.255.254}
Service | spec: {ports: [{port: 80}], clusterIP: null}
Service | spec: {ports: [{port: 80}], clusterIP: None, clusterIPs: [None]}
Service | spec: {ports: [{port: 80}], clusterIP: "fd00:10:96::9", ipFamilies: [IPv6]}
Service | spec: {ports: [{port: 80}], clusterIP: None, ipFamilies: [IPv6]}
`

const lacking = String.raw`
Service | spec: {ports: [{port: 80}], clusterIPs: [10.96.0.7]} | spec.clusterIP
Service | spec: {ports: [{port: 80}], clusterIPs: ["None"]} | spec.clusterIP
Service | spec: {ports: [{port: 80}], clusterIP: 10.96.0.7, clusterIPs: [10.96.0.7, fd00:10:96::7]} | spec.ipFamilyPolicy
Service | spec: {ports: [{port: 80}], ipFamilies: [IPv4, IPv6]} | spec.ipFamilyPolicy
Service | spec: {ports: [{port: 80}], clusterIP: None, ipFamilies: [IPv4, IPv6], selector: {a: b}} | spec.ipFamilyPolicy
Service | spec: {ports: null} | spec.ports
Service | spec: {clusterIP: None, ports: [{port: 80}, {port: 81}]} | spec.ports[0]
Service | spec: {ports: [{port: 80}], clusterIP: "", clusterIPs: [10.96.0.9]} | spec.clusterIP
`

const refused = String.raw`
Service | spec: {ports: [{port: 80}], clusterIP: 10.96.0.7, clusterIPs: [10.96.0.7, 10.96.0.8], ipFamilyPolicy: PreferDualStack} | spec.clusterIPs
Service | spec: {ports: [{port: 80}], ipFamilies: [IPv4, IPv4], ipFamilyPolicy: PreferDualStack} | spec.ipFamilies[1]
Service | spec: {ports: [{port: 80}], ipFamilies: [IPv4, IPv6, IPv4], ipFamilyPolicy: PreferDualStack} | spec.ipFamilies[2]
Service | spec: {ports: [{port: 80}], clusterIP: None, ipFamilyPolicy: SingleStack, ipFamilies: [IPv4, IPv6]} | spec.ipFamilyPolicy
Service | spec: {ports: [{port: 80}], ipFamilyPolicy: singlestack} | spec.ipFamilyPolicy
Service | spec: {ports: [{port: 80}], ipFamilies: [""]} | spec.ipFamilies[0]
Service | spec: {ports: [{port: 80}], clusterIP: 010.96.0.7} | spec.clusterIP
Service | spec: {ports: [{port: 80}], clusterIP: " 10.96.0.7"} | spec.clusterIP
Service | spec: {ports: [{port: 80}], type: ExternalName, externalName: .} | spec.externalName
Service | spec: {ports: [{port: 80}], type: ExternalName, externalName: _a.b} | spec.externalName
Service | spec: {ports: [{port: 80}], type: ExternalName, externalName: "2001:db8::1"} | spec.externalName
Service | spec: {type: ExternalName, externalName: a..b} | spec.externalName
Service | spec: {type: ExternalName, externalName: a.b..} | spec.externalName
Service | spec: {type: ExternalName, externalName: a.b, ipFamilies: [IPv4]} | spec.ipFamilies
Service | spec: {type: ExternalName, externalName: a.b, ipFamilyPolicy: SingleStack} | spec.ipFamilyPolicy
Service | spec: {type: ExternalName, externalName: a.b, clusterIPs: [""]} | spec.clusterIPs
Service | spec: {ports: [{port: 80}], type: NodePort, clusterIP: None} | spec.clusterIP
Service | spec: {ports: [{port: 80, protocol: tcp}]} | spec.ports[0].protocol
Service | spec: {ports: [{port: 80, targetPort: "8080"}]} | spec.ports[0].targetPort
Service | spec: {ports: [{port: 80, targetPort: a--b}]} | spec.ports[0].targetPort
Service | spec: {ports: [{port: 80, targetPort: -a}]} | spec.ports[0].targetPort
Service | spec: {ports: [{port: 80, targetPort: "1"}]} | spec.ports[0].targetPort
Service | spec: {ports: [{port: 80, targetPort: "0"}]} | spec.ports[0].targetPort
Service | spec: {ports: [{port: 80, targetPort: true}]} | spec.ports[0].targetPort
Service | spec: {ports: [{port: 80, targetPort: 1.5}]} | spec.ports[0].targetPort
Service | spec: {ports: [{port: 80, targetPort: 70000}]} | spec.ports[0].targetPort
Service | spec: {ports: [{port: 80, targetPort: -1}]} | spec.ports[0].targetPort
Service | spec: {ports: [{port: 80, nodePort: 30080}]} | spec.ports[0].nodePort
Service | spec: {type: NodePort, ports: [{port: 80, nodePort: 30080, name: a}, {port: 81, name: b, nodePort: 30080}]} | spec.ports[1].nodePort
Service | spec: {type: NodePort, ports: [{port: 80, nodePort: 30080, name: a}, {port: 81, name: b, nodePort: 30080, protocol: UDP}]} | spec.ports[1].nodePort
Service | spec: {type: NodePort, ports: [{port: 80, nodePort: 70000}]} | spec.ports[0].nodePort
Service | spec: {type: NodePort, ports: [{port: 80, nodePort: -1}]} | spec.ports[0].nodePort
Service | spec: {ports: [{port: 80, appProtocol: "a b"}]} | spec.ports[0].appProtocol
Service | spec: {ports: [{port: 80, appProtocol: ""}]} | spec.ports[0].appProtocol
Service | spec: {ports: [{}]} | spec.ports[0].port
Service | spec: {ports: [null]} | spec.ports[0]
Service | spec: {ports: [{port: null}]} | spec.ports[0].port
Service | spec: {ports: [{port: 80, name: 8}]} | spec.ports[0].name
Service | spec: {ports: {}} | spec.ports
Service | spec: {ports: ""} | spec.ports
Service | spec: {ports: [{port: 80}], sessionAffinity: clientIP} | spec.sessionAffinity
Service | spec: {ports: [{port: 80}], sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 0}}} | spec.sessionAffinityConfig.clientIP.timeoutSeconds
Service | spec: {ports: [{port: 80}], sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 86401}}} | spec.sessionAffinityConfig.clientIP.timeoutSeconds
Service | spec: {ports: [{port: 80}], externalTrafficPolicy: Cluster} | spec.externalTrafficPolicy
Service | spec: {ports: [{port: 80}], type: NodePort, externalTrafficPolicy: cluster} | spec.externalTrafficPolicy
Service | spec: {ports: [{port: 80}], internalTrafficPolicy: local} | spec.internalTrafficPolicy
Service | spec: {ports: [{port: 80}], internalTrafficPolicy: ""} | spec.internalTrafficPolicy
Service | spec: {ports: [{port: 80}], type: ExternalName, externalName: a.b, externalTrafficPolicy: Local} | spec.externalTrafficPolicy
Service | spec: {ports: [{port: 80}], healthCheckNodePort: 30000} | spec.healthCheckNodePort
Service | spec: {ports: [{port: 80}], type: LoadBalancer, healthCheckNodePort: 30000} | spec.healthCheckNodePort
Service | spec: {ports: [{port: 80}], allocateLoadBalancerNodePorts: true} | spec.allocateLoadBalancerNodePorts
Service | spec: {ports: [{port: 80}], loadBalancerClass: a/b} | spec.loadBalancerClass
Service | spec: {ports: [{port: 80}], type: LoadBalancer, loadBalancerClass: "a b"} | spec.loadBalancerClass
Service | spec: {ports: [{port: 80}], loadBalancerSourceRanges: [10.0.0.0/8]} | spec.loadBalancerSourceRanges
Service | spec: {ports: [{port: 80}], type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.1]} | spec.loadBalancerSourceRanges[0]
Service | spec: {ports: [{port: 80}], type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.1/8]} | spec.loadBalancerSourceRanges[0]
Service | spec: {ports: [{port: 80}], trafficDistribution: preferclose} | spec.trafficDistribution
Service | spec: {ports: [{port: 80}], trafficDistribution: ""} | spec.trafficDistribution
Service | spec: {ports: [{port: 80}], externalIPs: [0.0.0.0]} | spec.externalIPs[0]
Service | spec: {ports: [{port: 80}], externalIPs: [""]} | spec.externalIPs[0]
Service | spec: {ports: [{port: 80}], externalIPs: [x]} | spec.externalIPs[0]
Service | spec: {ports: [{port: 80}], externalIPs: [169.254.1.1]} | spec.externalIPs[0]
Service | spec: {ports: [{port: 80}], externalIPs: ["fe80::1"]} | spec.externalIPs[0]
Service | spec: {ports: [{port: 80}], externalIPs: 192.0.2.1} | spec.externalIPs
Service | spec: {ports: [{port: 80}], externalIPs: ["::ffff:192.0.2.1"]} | spec.externalIPs[0]
Service | spec: {ports: [{port: 80}], selector: {"a b": c}} | spec.selector["a b"]
Service | spec: {ports: [{port: 80}], selector: {a: "b c"}} | spec.selector.a
Service | spec: {ports: [{port: 80}], selector: {a: true}} | spec.selector.a
Service | spec: {ports: [{port: 80}], selector: ""} | spec.selector
Service | spec: {ports: [{port: 80}], selector: {a: [b]}} | spec.selector.a
Service | spec: {ports: [{port: 80}], publishNotReadyAddresses: 1} | spec.publishNotReadyAddresses
Service | spec: {ports: [{port: 80}], publishNotReadyAddresses: "yes"} | spec.publishNotReadyAddresses
Service | spec: {ports: [{port: 80}], type: LoadBalancer, clusterIP: None} | spec.clusterIP
Service | spec: {clusterIP: none, type: ExternalName, externalName: a.b} | spec.clusterIP
Service | spec: {ports: [{port: 80}], clusterIP: 5} | spec.clusterIP
Service | spec: {ports: [{port: 80}], clusterIP: [10.96.0.1]} | spec.clusterIP
Service | spec: {ports: [{port: 80}], clusterIP: None, clusterIPs: [10.96.0.9]} | spec.clusterIP
Service | spec: {ports: [{port: 80}], clusterIP: 10.96.0.9, clusterIPs: [None]} | spec.clusterIPs
Service | spec: {ports: [{port: 80}], clusterIP: 10.96.0.9, clusterIPs: [10.96.0.9, None], ipFamilyPolicy: PreferDualStack} | spec.clusterIPs[1]
Service | spec: {ports: [{port: 80}], clusterIP: "fd00:10:96::9", ipFamilies: [IPv4]} | spec.ipFamilies
Service | spec: {ports: [{port: 80}], clusterIP: 10.96.0.9, clusterIPs: [10.96.0.9, "fd00:10:96::9"], ipFamilies: [IPv6, IPv4], ipFamilyPolicy: PreferDualStack} | spec.ipFamilies
`

describe('an API server', () => {
  judges({ taken, lacking, refused })
})
