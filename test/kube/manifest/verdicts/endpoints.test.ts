/** Verdicts about EndpointSlices and Endpoints. */
import { describe } from 'vitest'
import { judges } from './verdict.ts'

const taken = String.raw`
EndpointSlice | addressType: IPv4
EndpointSlice | addressType: IPv4\nendpoints: null
EndpointSlice | addressType: IPv4\nendpoints: []
EndpointSlice | addressType: IPv6\nendpoints: [{addresses: ["ff05::1"]}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], zone: ""}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], zone: "a b"}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], nodeName: a.b}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], conditions: {ready: null}}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], hints: {forZones: [{name: a}]}}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], deprecatedTopology: {a: b}}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], topology: {a: b}}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1, 10.0.0.1]}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}, {addresses: [10.0.0.1]}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], targetRef: {kind: Pod, name: X}}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{port: 0}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{name: ${'a'.repeat(63)}}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{port: 1, name: a},{port: 1, name: b}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [239.0.0.1]}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [224.0.1.1]}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [255.255.255.255]}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [0.0.0.1]}]
Endpoints | 
Endpoints | subsets: null
Endpoints | subsets: []
Endpoints | subsets: [{addresses: [], notReadyAddresses: [{ip: 10.0.0.1}]}]
Endpoints | subsets: [{addresses: [{ip: 10.0.0.1, hostname: ""}]}]
Endpoints | subsets: [{addresses: [{ip: 10.0.0.1}], ports: []}]
Endpoints | subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 1, name: a},{port: 2, name: a}]}]
Endpoints | subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 1, name: a},{port: 1, name: b}]}]
Endpoints | subsets: [{addresses: [{ip: 239.1.1.1}]}]
Endpoints | subsets: [{addresses: [{ip: 10.0.0.1},{ip: 10.0.0.1}]}]
Endpoints | subsets: [{addresses: [{ip: 10.0.0.1, targetRef: {kind: Pod}}]}]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{port: 80, appProtocol: a/b}]
Endpoints | subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 1, protocol: ""}]}]
`

const lacking = String.raw`
EndpointSlice |  | addressType
EndpointSlice | addressType: FQDN\nendpoints: [{addresses: [localhost]}] | addressType
EndpointSlice | addressType: FQDN\nendpoints: [{addresses: [A.example]}] | addressType
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{port: 1},{port: 2}] | ports[1]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{port: 1, name: ""},{port: 2, name: null}] | ports[1]
Endpoints | subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 1, name: a},{port: 2}]}] | subsets[0].ports[1]
`

const refused = String.raw`
EndpointSlice | addressType: IPv4\nendpoints: [{}] | endpoints[0]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [""]}] | endpoints[0].addresses[0]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: ["fd00::1"]}] | endpoints[0].addresses[0]
EndpointSlice | addressType: IPv6\nendpoints: [{addresses: [10.0.0.1]}] | endpoints[0].addresses[0]
EndpointSlice | addressType: DNS | addressType
EndpointSlice | addressType: IPv6\nendpoints: [{addresses: ["::1"]}] | endpoints[0].addresses[0]
EndpointSlice | addressType: IPv6\nendpoints: [{addresses: ["::"]}] | endpoints[0].addresses[0]
EndpointSlice | addressType: IPv6\nendpoints: [{addresses: ["fe80::1"]}] | endpoints[0].addresses[0]
EndpointSlice | addressType: IPv6\nendpoints: [{addresses: ["ff02::1"]}] | endpoints[0].addresses[0]
EndpointSlice | addressType: IPv6\nendpoints: [{addresses: ["ff12::1"]}] | endpoints[0].addresses[0]
EndpointSlice | addressType: IPv6\nendpoints: [{addresses: ["::ffff:10.0.0.1"]}] | endpoints[0].addresses[0]
EndpointSlice | addressType: IPv6\nendpoints: [{addresses: ["FD00::1"]}] | endpoints[0].addresses[0]
EndpointSlice | addressType: IPv6\nendpoints: [{addresses: ["fd00:0:0::1"]}] | endpoints[0].addresses[0]
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], hostname: ""}] | endpoints[0].hostname
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], hostname: a.b}] | endpoints[0].hostname
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], zone: 1}] | endpoints[0].zone
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], nodeName: A}] | endpoints[0].nodeName
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], conditions: {ready: "true"}}] | endpoints[0].conditions.ready
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: 10.0.0.1}] | endpoints[0].addresses
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10]}] | endpoints[0].addresses[0]
EndpointSlice | addressType: IPv4\nendpoints: {} | endpoints
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], targetRef: a}] | endpoints[0].targetRef
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{port: "80"}] | ports[0].port
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{name: a},{name: a}] | ports[1].name
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{name: a_b}] | ports[0].name
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{name: ${'a'.repeat(64)}}] | ports[0].name
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{protocol: tcp}] | ports[0].protocol
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{protocol: ""}] | ports[0].protocol
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{port: 80, appProtocol: "a b"}] | ports[0].appProtocol
Endpoints | subsets: [{}] | subsets[0]
Endpoints | subsets: [{addresses: []}] | subsets[0]
Endpoints | subsets: [{notReadyAddresses: [{ip: x}]}] | subsets[0].notReadyAddresses[0].ip
Endpoints | subsets: [{addresses: [{}]}] | subsets[0].addresses[0]
Endpoints | subsets: [{addresses: [{ip: ""}]}] | subsets[0].addresses[0].ip
Endpoints | subsets: [{addresses: [{ip: 10.0.0.1, hostname: a.b}]}] | subsets[0].addresses[0].hostname
Endpoints | subsets: [{addresses: [{ip: 10.0.0.1, nodeName: A}]}] | subsets[0].addresses[0].nodeName
Endpoints | subsets: [{addresses: [{ip: 10.0.0.1, nodeName: ""}]}] | subsets[0].addresses[0].nodeName
Endpoints | subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{}]}] | subsets[0].ports[0].port
Endpoints | subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 1, name: A}]}] | subsets[0].ports[0].name
Endpoints | subsets: [{addresses: [{ip: "fe80::1"}]}] | subsets[0].addresses[0].ip
Endpoints | subsets: [{addresses: [{ip: "::ffff:10.0.0.1"}]}] | subsets[0].addresses[0].ip
Endpoints | subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 1, protocol: Tcp}]}] | subsets[0].ports[0].protocol
Endpoints | subsets: {} | subsets
Endpoints | subsets: [{addresses: {ip: 10.0.0.1}}] | subsets[0].addresses
Endpoints | subsets: [{addresses: [10.0.0.1]}] | subsets[0].addresses[0]
Endpoints | subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 1, appProtocol: "/"}]}] | subsets[0].ports[0].appProtocol
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{port: 80, appProtocol: ""}] | ports[0].appProtocol
EndpointSlice | addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{port: 80, appProtocol: 5}] | ports[0].appProtocol
Endpoints | subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 1, appProtocol: "a b"}]}] | subsets[0].ports[0].appProtocol
`

describe('an API server', () => {
  judges({ taken, lacking, refused })
})
