/** K8s DNS §2.4.1 and §2.4.2: headless services. */
import { useCluster } from './cluster.ts'

const cluster = useCluster(`
apiVersion: v1
kind: Service
metadata: {name: db, namespace: lab}
spec: {clusterIP: None, ports: [{name: pg, port: 5432}, {name: metrics, port: 9187}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, namespace: lab, labels: {kubernetes.io/service-name: db}}
endpoints:
  - {addresses: [10.244.2.10], hostname: db-0, targetRef: {kind: Pod, name: db-0}}
  - {addresses: [10.244.2.11], hostname: db-1}
  - {addresses: [10.244.2.12], hostname: db-2, conditions: {ready: false}}
ports: [{name: pg, port: 5432}, {name: metrics, port: 9187}]
---
apiVersion: v1
kind: Service
metadata: {name: cache, namespace: lab}
spec: {clusterIP: None, ports: [{name: redis, port: 6379, targetPort: 6380}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: cache-1, namespace: lab, labels: {kubernetes.io/service-name: cache}}
endpoints:
  - {addresses: [10.244.2.20], targetRef: {kind: Pod, name: cache-a}}
  - {addresses: [10.244.2.21], targetRef: {kind: Pod, name: cache-b}}
ports: [{name: redis, port: 6380}]
---
apiVersion: v1
kind: Service
metadata: {name: pets, namespace: lab}
spec: {clusterIP: None, ports: [{name: https, port: 443}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: pets-1, namespace: lab, labels: {kubernetes.io/service-name: pets}}
endpoints:
  - {addresses: [10.244.2.30], hostname: cat}
  - {addresses: [10.244.2.31], hostname: cat}
  - {addresses: [10.244.2.32], hostname: dog}
  - {addresses: [10.244.2.33]}
ports: [{name: https, port: 443}]
---
apiVersion: v1
kind: Service
metadata: {name: six, namespace: lab}
spec: {clusterIP: None, ports: [{name: https, port: 443}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: six-1, namespace: lab, labels: {kubernetes.io/service-name: six}}
addressType: IPv6
endpoints:
  - {addresses: ['2001:db8::50'], hostname: six-0}
  - {addresses: ['2001:db8::51']}
  - {addresses: ['2001:db8:0:52::']}
ports: [{name: https, port: 443}]
---
apiVersion: v1
kind: Service
metadata: {name: dual, namespace: lab}
spec: {clusterIP: None, ports: [{name: https, port: 443}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: dual-4, namespace: lab, labels: {kubernetes.io/service-name: dual}}
addressType: IPv4
endpoints: [{addresses: [10.244.2.60], hostname: dual-0}]
ports: [{name: https, port: 443}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: dual-6, namespace: lab, labels: {kubernetes.io/service-name: dual}}
addressType: IPv6
endpoints: [{addresses: ['2001:db8::60'], hostname: dual-0}]
ports: [{name: https, port: 443}]
---
apiVersion: v1
kind: Service
metadata: {name: dual-plain, namespace: lab}
spec: {clusterIP: None, ports: [{name: https, port: 443}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: dual-plain-4, namespace: lab, labels: {kubernetes.io/service-name: dual-plain}}
endpoints: [{addresses: [10.244.2.61]}]
ports: [{name: https, port: 443}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: dual-plain-6, namespace: lab, labels: {kubernetes.io/service-name: dual-plain}}
addressType: IPv6
endpoints: [{addresses: ['2001:db8::61']}]
ports: [{name: https, port: 443}]
---
apiVersion: v1
kind: Service
metadata: {name: wide, namespace: lab}
spec: {clusterIP: None, ports: [{name: http, port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: wide-1, namespace: lab, labels: {kubernetes.io/service-name: wide}}
endpoints: [{addresses: [10.244.3.30], hostname: wide-0}, {addresses: [10.244.3.31], hostname: wide-1}]
ports: [{name: http, port: 80}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: wide-2, namespace: lab, labels: {kubernetes.io/service-name: wide}}
endpoints: [{addresses: [10.244.3.31], hostname: wide-1}, {addresses: [10.244.3.32], hostname: wide-2}]
ports: [{name: http, port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: unnamed, namespace: lab}
spec: {clusterIP: None, ports: [{port: 7000}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: unnamed-1, namespace: lab, labels: {kubernetes.io/service-name: unnamed}}
endpoints: [{addresses: [10.244.2.40], hostname: unnamed-0}]
ports: [{port: 7000}]
---
apiVersion: v1
kind: Service
metadata: {name: portless, namespace: lab}
spec: {clusterIP: None}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: portless-1, namespace: lab, labels: {kubernetes.io/service-name: portless}}
endpoints: [{addresses: [10.244.2.41], hostname: portless-0}]
---
apiVersion: v1
kind: Service
metadata: {name: any-port, namespace: lab}
spec: {clusterIP: None}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: any-port-1, namespace: lab, labels: {kubernetes.io/service-name: any-port}}
endpoints: [{addresses: [10.244.2.42]}]
ports: [{name: all}, {name: one, port: 1}]
`)

cluster.answers('a headless service answers with the addresses of its ready endpoints, each once', {
  'db.lab A': ['A 10.244.2.10', 'A 10.244.2.11'],
  'six.lab AAAA': ['AAAA 2001:db8::50', 'AAAA 2001:db8::51', 'AAAA 2001:db8:0:52::'],
  'wide.lab A': ['A 10.244.3.30', 'A 10.244.3.31', 'A 10.244.3.32'],
  'dual.lab A': 'A 10.244.2.60',
  'dual.lab AAAA': 'AAAA 2001:db8::60',
  'portless.lab A': 'A 10.244.2.41',
})

cluster.answers('a family that no endpoint has is NODATA', {
  'db.lab AAAA': 'NODATA',
  'six.lab A': 'NODATA',
  'db-0.db.lab AAAA': 'NODATA',
})

cluster.answers('an endpoint is known by its host name, and otherwise by its address', {
  'db-1.db.lab A': 'A 10.244.2.11',
  'dog.pets.lab A': 'A 10.244.2.32',
  '10-244-2-33.pets.lab A': 'A 10.244.2.33',
  '10-244-2-20.cache.lab A': 'A 10.244.2.20',
  'six-0.six.lab AAAA': 'AAAA 2001:db8::50',
  'unnamed-0.unnamed.lab A': 'A 10.244.2.40',
  'portless-0.portless.lab A': 'A 10.244.2.41',
})

cluster.answers('an endpoint has no other names', {
  'db-9.db.lab A': 'NXDOMAIN',
  '10-244-2-10.db.lab A': 'NXDOMAIN',
  'cache-a.cache.lab A': 'NXDOMAIN',
  'db-2.db.lab A': 'NXDOMAIN',
  'db-2.db.lab TXT': 'NXDOMAIN',
})

cluster.answers('endpoints that share a host name share its addresses', {
  'cat.pets.lab A': ['A 10.244.2.30', 'A 10.244.2.31'],
  'dual-0.dual.lab A': 'A 10.244.2.60',
  'dual-0.dual.lab AAAA': 'AAAA 2001:db8::60',
})

cluster.answers('without a host name each family has a name of its own', {
  '10-244-2-61.dual-plain.lab A': 'A 10.244.2.61',
  '10-244-2-61.dual-plain.lab AAAA': 'NODATA',
  '2001-db8--61.dual-plain.lab AAAA': 'AAAA 2001:db8::61',
})

cluster.answers('a named port has an SRV record for each endpoint, which share the weight', {
  '_pg._tcp.db.lab SRV': [
    'SRV 0 50 5432 db-0.db.lab',
    'SRV 0 50 5432 db-1.db.lab',
    '+ db-0.db.lab A 10.244.2.10',
    '+ db-1.db.lab A 10.244.2.11',
  ],
  '_metrics._tcp.db.lab SRV': [
    'SRV 0 50 9187 db-0.db.lab',
    'SRV 0 50 9187 db-1.db.lab',
    '+ db-0.db.lab A 10.244.2.10',
    '+ db-1.db.lab A 10.244.2.11',
  ],
  '_gopher._tcp.db.lab SRV': 'NXDOMAIN',
  '_pg._udp.db.lab SRV': 'NXDOMAIN',
})

cluster.answers('the port is the one that the endpoint listens on', {
  '_redis._tcp.cache.lab SRV': [
    'SRV 0 50 6380 10-244-2-20.cache.lab',
    'SRV 0 50 6380 10-244-2-21.cache.lab',
    '+ 10-244-2-20.cache.lab A 10.244.2.20',
    '+ 10-244-2-21.cache.lab A 10.244.2.21',
  ],
})

cluster.answers('a third of 100 is 33', {
  '_https._tcp.six.lab SRV': [
    'SRV 0 33 443 six-0.six.lab',
    'SRV 0 33 443 2001-db8--51.six.lab',
    'SRV 0 33 443 2001-db8-0-52--0.six.lab',
    '+ six-0.six.lab AAAA 2001:db8::50',
    '+ 2001-db8--51.six.lab AAAA 2001:db8::51',
    '+ 2001-db8-0-52--0.six.lab AAAA 2001:db8:0:52::',
  ],
})

cluster.answers('endpoints that share a host name are one record, and two in the weight', {
  '_https._tcp.pets.lab SRV': [
    'SRV 0 25 443 cat.pets.lab',
    'SRV 0 25 443 dog.pets.lab',
    'SRV 0 25 443 10-244-2-33.pets.lab',
    '+ cat.pets.lab A 10.244.2.30',
    '+ cat.pets.lab A 10.244.2.31',
    '+ dog.pets.lab A 10.244.2.32',
    '+ 10-244-2-33.pets.lab A 10.244.2.33',
  ],
})

cluster.answers('both families of an endpoint are one record if it has a host name, and two otherwise', {
  '_https._tcp.dual.lab SRV': [
    'SRV 0 50 443 dual-0.dual.lab',
    '+ dual-0.dual.lab A 10.244.2.60',
    '+ dual-0.dual.lab AAAA 2001:db8::60',
  ],
  '_https._tcp.dual-plain.lab SRV': [
    'SRV 0 50 443 10-244-2-61.dual-plain.lab',
    'SRV 0 50 443 2001-db8--61.dual-plain.lab',
    '+ 10-244-2-61.dual-plain.lab A 10.244.2.61',
    '+ 2001-db8--61.dual-plain.lab AAAA 2001:db8::61',
  ],
})

cluster.answers('an address in two slices is one record, and two in the weight', {
  '_http._tcp.wide.lab SRV': [
    'SRV 0 25 80 wide-0.wide.lab',
    'SRV 0 25 80 wide-1.wide.lab',
    'SRV 0 25 80 wide-2.wide.lab',
    '+ wide-0.wide.lab A 10.244.3.30',
    '+ wide-1.wide.lab A 10.244.3.31',
    '+ wide-2.wide.lab A 10.244.3.32',
  ],
})

cluster.answers('the service name lists every port of every endpoint', {
  'db.lab SRV': [
    'SRV 0 25 5432 db-0.db.lab',
    'SRV 0 25 9187 db-0.db.lab',
    'SRV 0 25 5432 db-1.db.lab',
    'SRV 0 25 9187 db-1.db.lab',
    '+ db-0.db.lab A 10.244.2.10',
    '+ db-1.db.lab A 10.244.2.11',
  ],
  'unnamed.lab SRV': ['SRV 0 100 7000 unnamed-0.unnamed.lab', '+ unnamed-0.unnamed.lab A 10.244.2.40'],
  'portless.lab SRV': 'NODATA',
})

cluster.answers('an endpoint name lists the ports of that endpoint', {
  'db-0.db.lab SRV': ['SRV 0 50 5432 db-0.db.lab', 'SRV 0 50 9187 db-0.db.lab', '+ A 10.244.2.10'],
  'portless-0.portless.lab SRV': 'NODATA',
})

cluster.answers('a port that is left open makes no SRV record, and still has its share of the weight', {
  'any-port.lab SRV': ['SRV 0 50 1 10-244-2-42.any-port.lab', '+ 10-244-2-42.any-port.lab A 10.244.2.42'],
  '_all._tcp.any-port.lab SRV': 'NODATA',
  '_all._tcp.any-port.lab A': 'A 10.244.2.42',
})

cluster.answers('a port name has the addresses of the endpoints', {
  '_pg._tcp.db.lab A': ['A 10.244.2.10', 'A 10.244.2.11'],
  '_https._tcp.six.lab A': 'NODATA',
})
