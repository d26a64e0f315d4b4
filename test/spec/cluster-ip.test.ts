/** K8s DNS §2.3: services with a cluster IP. */
import { useCluster } from './cluster.ts'

const cluster = useCluster(`
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  clusterIP: 10.3.0.20
  ports: [{name: http, port: 80, targetPort: 8080}, {name: https, port: 443}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web}}
endpoints:
  - {addresses: [10.244.1.11], conditions: {ready: true}}
  - {addresses: [10.244.1.12], conditions: {ready: true}, hostname: second}
  - {addresses: [10.244.1.13], conditions: {ready: false}}
ports: [{name: http, port: 8080}, {name: https, port: 8443}]
---
apiVersion: v1
kind: Service
metadata: {name: six, namespace: shop}
spec: {clusterIP: '2001:DB8::3:0:0:20', ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: both, namespace: shop}
spec:
  clusterIP: 10.3.0.23
  clusterIPs: [10.3.0.23, '2001:db8::23']
  ports: [{name: http, port: 80}, {name: https, port: 443}]
---
apiVersion: v1
kind: Service
metadata: {name: plain, namespace: shop}
spec: {clusterIP: 10.3.0.21, ports: [{port: 9000}]}
---
apiVersion: v1
kind: Service
metadata: {name: resolver, namespace: shop}
spec:
  clusterIP: 10.3.0.22
  ports:
    - {name: dns, port: 53, protocol: UDP}
    - {name: dns-tcp, port: 53, protocol: TCP}
    - {name: diameter, port: 3868, protocol: SCTP}
---
apiVersion: v1
kind: Service
metadata: {name: bare, namespace: shop}
spec: {clusterIP: 10.3.0.28}
---
apiVersion: v1
kind: Service
metadata: {name: node-port, namespace: shop}
spec: {type: NodePort, clusterIP: 10.3.0.25, ports: [{name: http, port: 80, nodePort: 30081}]}
---
apiVersion: v1
kind: Service
metadata: {name: edge, namespace: shop}
spec: {type: LoadBalancer, clusterIP: 10.3.0.24, externalIPs: [198.51.100.7], ports: [{name: http, port: 80}]}
status: {loadBalancer: {ingress: [{ip: 203.0.113.7}]}}
---
apiVersion: v1
kind: Service
metadata: {name: '2048', namespace: shop}
spec: {clusterIP: 10.3.0.29, ports: [{port: 80}]}
`)

cluster.answers(
  'a service answers with its cluster IP, whatever its type and whether or not it has endpoints',
  {
    'web.shop A': 'A 10.3.0.20',
    'plain.shop A': 'A 10.3.0.21',
    'node-port.shop A': 'A 10.3.0.25',
    'edge.shop A': 'A 10.3.0.24',
    'bare.shop A': 'A 10.3.0.28',
    '2048.shop A': 'A 10.3.0.29',
  },
)

cluster.answers('the addresses of each family are asked for by their own type', {
  'six.shop AAAA': 'AAAA 2001:db8::3:0:0:20',
  'both.shop A': 'A 10.3.0.23',
  'both.shop AAAA': 'AAAA 2001:db8::23',
  'web.shop AAAA': 'NODATA',
  'six.shop A': 'NODATA',
})

cluster.answers('a named port has an SRV record that points at the service', {
  '_http._tcp.web.shop SRV': ['SRV 0 100 80 web.shop', '+ web.shop A 10.3.0.20'],
  '_https._tcp.web.shop SRV': ['SRV 0 100 443 web.shop', '+ web.shop A 10.3.0.20'],
  '_http._tcp.six.shop SRV': ['SRV 0 100 80 six.shop', '+ six.shop AAAA 2001:db8::3:0:0:20'],
  '_dns._udp.resolver.shop SRV': ['SRV 0 100 53 resolver.shop', '+ resolver.shop A 10.3.0.22'],
  '_dns-tcp._tcp.resolver.shop SRV': ['SRV 0 100 53 resolver.shop', '+ resolver.shop A 10.3.0.22'],
  '_diameter._sctp.resolver.shop SRV': ['SRV 0 100 3868 resolver.shop', '+ resolver.shop A 10.3.0.22'],
})

cluster.answers('port and protocol must both match', {
  '_dns._tcp.resolver.shop SRV': 'NXDOMAIN',
  '_gopher._tcp.web.shop SRV': 'NXDOMAIN',
  '_http._udp.web.shop SRV': 'NXDOMAIN',
  '_http._udp.web.shop A': 'NXDOMAIN',
  '_http._tcp.bare.shop SRV': 'NXDOMAIN',
})

cluster.answers('two addresses share the weight, and one record serves both', {
  '_http._tcp.both.shop SRV': [
    'SRV 0 50 80 both.shop',
    '+ both.shop A 10.3.0.23',
    '+ both.shop AAAA 2001:db8::23',
  ],
})

cluster.answers(
  'the service name lists every port, unnamed ones too; all addresses and ports share the weight',
  {
    'plain.shop SRV': ['SRV 0 100 9000 plain.shop', '+ A 10.3.0.21'],
    'web.shop SRV': ['SRV 0 50 80 web.shop', 'SRV 0 50 443 web.shop', '+ A 10.3.0.20'],
    'both.shop SRV': [
      'SRV 0 25 80 both.shop',
      'SRV 0 25 443 both.shop',
      '+ A 10.3.0.23',
      '+ AAAA 2001:db8::23',
    ],
    'bare.shop SRV': 'NODATA',
  },
)

cluster.answers('ports of two protocols with one number are one record, and counted twice', {
  'resolver.shop SRV': ['SRV 0 33 53 resolver.shop', 'SRV 0 33 3868 resolver.shop', '+ A 10.3.0.22'],
})

cluster.answers('a port name has the addresses of its service', {
  '_http._tcp.web.shop A': 'A 10.3.0.20',
  '_http._tcp.web.shop AAAA': 'NODATA',
  '_http._tcp.web.shop TXT': 'NODATA',
})

cluster.answers('a protocol alone stands above its ports', {
  '_tcp.web.shop A': 'NODATA',
  '_tcp.web.shop SRV': 'NODATA',
  '_tcp.web.shop TXT': 'NODATA',
  '_udp.web.shop A': 'NXDOMAIN',
  '_sctp.resolver.shop A': 'NODATA',
})

cluster.answers('ready endpoints have names below their service, and the ports of the pods', {
  '10-244-1-11.web.shop A': 'A 10.244.1.11',
  'second.web.shop A': 'A 10.244.1.12',
  'second.web.shop SRV': [
    'SRV 0 50 8080 second.web.shop',
    'SRV 0 50 8443 second.web.shop',
    '+ A 10.244.1.12',
  ],
  '10-244-1-12.web.shop A': 'NXDOMAIN',
  '10-244-1-13.web.shop A': 'NXDOMAIN',
  'bogus.web.shop A': 'NXDOMAIN',
  '_http._tcp.second.web.shop SRV': 'NXDOMAIN',
})

cluster.answers('types without records are NODATA', {
  'web.shop TXT': 'NODATA',
  'web.shop CNAME': 'NODATA',
  'web.shop MX': 'NODATA',
  'web.shop SOA': 'NODATA',
  'web.shop NS': 'NODATA',
  'web.shop PTR': 'NODATA',
  'web.shop HTTPS': 'NODATA',
  'web.shop TYPE64': 'NODATA',
})

cluster.answers('other names do not exist, and the apex has no address', {
  'nope.shop A': 'NXDOMAIN',
  'nope.shop SOA': 'NXDOMAIN',
  'nope.shop TXT': 'NXDOMAIN',
  'web.nope A': 'NXDOMAIN',
  'a.b.c.web.shop A': 'NXDOMAIN',
  'cluster.local. A': 'NODATA',
  'nope.cluster.local. A': 'NXDOMAIN',
  'web.shop.cluster.local. A': 'NXDOMAIN',
})
