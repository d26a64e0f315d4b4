/**
 * The source of endpoints: EndpointSlices, else a v1 Endpoints object, else the pods that a service selects.
 */
import { useCluster } from './cluster.ts'

const cluster = useCluster(`
apiVersion: v1
kind: Service
metadata: {name: sliced, namespace: lab}
spec: {clusterIP: None, selector: {app: any}, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Endpoints
metadata: {name: sliced, namespace: lab}
subsets: [{addresses: [{ip: 10.244.9.1}], ports: [{name: http, port: 80}]}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: sliced-x, namespace: lab, labels: {kubernetes.io/service-name: sliced}}
endpoints: [{addresses: [10.244.1.1]}]
ports: [{name: http, port: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: emptied, namespace: lab}
spec: {clusterIP: None, selector: {app: any}}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: emptied-x, namespace: lab, labels: {kubernetes.io/service-name: emptied}}
endpoints: []
---
apiVersion: v1
kind: Service
metadata: {name: old, namespace: lab}
spec: {clusterIP: None, selector: {app: any}, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Endpoints
metadata: {name: old, namespace: lab}
subsets:
  - addresses: [{ip: 10.244.1.2, hostname: old-0}, {ip: '2001:db8::2'}]
    notReadyAddresses: [{ip: 10.244.1.3}]
    ports: [{name: http, port: 8080}]
  - addresses: [{ip: 10.244.1.4}]
    ports: [{name: other, port: 9090}]
---
apiVersion: v1
kind: Service
metadata: {name: picked, namespace: lab}
spec:
  clusterIP: None
  selector: {app: any}
  ports: [{name: http, port: 80, targetPort: web}, {name: raw, port: 81}, {name: sip, port: 5060, targetPort: sip, protocol: UDP}]
---
apiVersion: v1
kind: Service
metadata: {name: sets, namespace: lab}
spec: {clusterIP: None, selector: {app: set}, ports: [{name: pg, port: 5432}]}
---
apiVersion: v1
kind: Service
metadata: {name: sets-too, namespace: lab}
spec: {clusterIP: None, selector: {app: set}}
---
apiVersion: v1
kind: Service
metadata: {name: six, namespace: lab}
spec: {clusterIP: None, selector: {app: dual}, ipFamilies: [IPv6]}
---
apiVersion: v1
kind: Service
metadata: {name: first, namespace: lab}
spec: {clusterIP: None, selector: {app: dual}}
---
apiVersion: v1
kind: Service
metadata: {name: both, namespace: lab}
spec: {clusterIP: None, selector: {app: dual}, ipFamilies: [IPv4, IPv6]}
---
apiVersion: v1
kind: Service
metadata: {name: fronted, namespace: lab}
spec: {clusterIP: '2001:db8::f', selector: {app: dual}, ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: unselective, namespace: lab}
spec: {clusterIP: None}
---
apiVersion: v1
kind: Service
metadata: {name: all, namespace: lab}
spec: {clusterIP: None, selector: {}}
---
apiVersion: v1
kind: Service
metadata: {name: picked, namespace: other}
spec: {clusterIP: None, selector: {app: any}}
---
apiVersion: v1
kind: Pod
metadata: {name: any-1, namespace: lab, labels: {app: any, extra: label}}
spec: {containers: [{name: c, ports: [{name: web, containerPort: 8081}, {name: sip, containerPort: 5061}]}]}
status: {podIP: 10.244.1.5}
---
apiVersion: v1
kind: Pod
metadata: {name: any-2, namespace: lab, labels: {app: any}}
spec:
  initContainers:
    - {name: once, ports: [{name: web, containerPort: 1}]}
    - {name: sidecar, restartPolicy: Always, ports: [{name: web, containerPort: 8082}]}
    - {name: sip, restartPolicy: Always, ports: [{name: sip, containerPort: 5062, protocol: UDP}]}
status: {podIP: 10.244.1.6}
---
apiVersion: v1
kind: Pod
metadata: {name: set-0, namespace: lab, labels: {app: set}}
spec: {hostname: set-0, subdomain: sets}
status: {podIP: 10.244.1.7}
---
apiVersion: v1
kind: Pod
metadata: {name: set-1, namespace: lab, labels: {app: set}}
spec: {hostname: set-1}
status: {podIP: 10.244.1.8}
---
apiVersion: v1
kind: Pod
metadata: {name: dual-1, namespace: lab, labels: {app: dual}}
status: {podIP: 10.244.1.9, podIPs: [{ip: 10.244.1.9}, {ip: '2001:db8::9'}]}
`)

cluster.answers('EndpointSlices decide where there are any, even empty ones', {
  'sliced.lab A': 'A 10.244.1.1',
  'sliced.lab SRV': ['SRV 0 100 8080 10-244-1-1.sliced.lab', '+ 10-244-1-1.sliced.lab A 10.244.1.1'],
  'emptied.lab A': 'NXDOMAIN',
})

cluster.answers('an Endpoints object comes next, with what is ready in it', {
  'old.lab A': ['A 10.244.1.2', 'A 10.244.1.4'],
  'old.lab AAAA': 'AAAA 2001:db8::2',
  'old-0.old.lab A': 'A 10.244.1.2',
  '10-244-1-3.old.lab A': 'NXDOMAIN',
})

cluster.answers('each of its subsets has its own ports', {
  '_other._tcp.old.lab SRV': ['SRV 0 100 9090 10-244-1-4.old.lab', '+ 10-244-1-4.old.lab A 10.244.1.4'],
  '_http._tcp.old.lab SRV': [
    'SRV 0 50 8080 old-0.old.lab',
    'SRV 0 50 8080 2001-db8--2.old.lab',
    '+ old-0.old.lab A 10.244.1.2',
    '+ 2001-db8--2.old.lab AAAA 2001:db8::2',
  ],
})

cluster.answers('else the pods of the namespace that have all the labels', {
  'picked.lab A': ['A 10.244.1.5', 'A 10.244.1.6'],
  'picked.other A': 'NXDOMAIN',
  'unselective.lab A': 'NXDOMAIN',
  'all.lab A': 'NXDOMAIN',
})

cluster.answers('a named target port is looked up in each pod, in containers that run on', {
  '_http._tcp.picked.lab SRV': [
    'SRV 0 50 8081 10-244-1-5.picked.lab',
    'SRV 0 50 8082 10-244-1-6.picked.lab',
    '+ 10-244-1-5.picked.lab A 10.244.1.5',
    '+ 10-244-1-6.picked.lab A 10.244.1.6',
  ],
  '_raw._tcp.picked.lab SRV': [
    'SRV 0 50 81 10-244-1-5.picked.lab',
    'SRV 0 50 81 10-244-1-6.picked.lab',
    '+ 10-244-1-5.picked.lab A 10.244.1.5',
    '+ 10-244-1-6.picked.lab A 10.244.1.6',
  ],
})

cluster.answers('a named target port must have the protocol', {
  '_sip._udp.picked.lab SRV': [
    'SRV 0 100 5062 10-244-1-6.picked.lab',
    '+ 10-244-1-6.picked.lab A 10.244.1.6',
  ],
  '_sip._udp.picked.lab A': 'A 10.244.1.6',
  '_sip._tcp.picked.lab SRV': 'NXDOMAIN',
})

cluster.answers('a pod has its host name below the service that is its subdomain', {
  'set-0.sets.lab A': 'A 10.244.1.7',
  'set-0.sets-too.lab A': 'NXDOMAIN',
  '10-244-1-7.sets-too.lab A': 'A 10.244.1.7',
  'set-1.sets.lab A': 'NXDOMAIN',
  '10-244-1-8.sets.lab A': 'A 10.244.1.8',
  '_pg._tcp.sets.lab SRV': [
    'SRV 0 50 5432 set-0.sets.lab',
    'SRV 0 50 5432 10-244-1-8.sets.lab',
    '+ set-0.sets.lab A 10.244.1.7',
    '+ 10-244-1-8.sets.lab A 10.244.1.8',
  ],
})

cluster.answers('a service has the families it asks for, or that of its address, or the first of the pod', {
  'six.lab A': 'NODATA',
  'six.lab AAAA': 'AAAA 2001:db8::9',
  'first.lab A': 'A 10.244.1.9',
  'first.lab AAAA': 'NODATA',
  'both.lab A': 'A 10.244.1.9',
  'both.lab AAAA': 'AAAA 2001:db8::9',
  '2001-db8--9.fronted.lab AAAA': 'AAAA 2001:db8::9',
  '10-244-1-9.fronted.lab A': 'NXDOMAIN',
})
