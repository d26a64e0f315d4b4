/** The option `pods`: names that have the address, such as `10-1-2-3.NAMESPACE.pod.ZONE`. */
import { describe } from 'vitest'
import { useCluster } from './cluster.ts'

const MANIFESTS = `
apiVersion: v1
kind: Namespace
metadata: {name: hidden}
---
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: podns}
status: {podIP: 10.240.0.1, podIPs: [{ip: 10.240.0.1}, {ip: '2001:DB8:0::1'}]}
---
apiVersion: v1
kind: Pod
metadata: {name: b, namespace: podns}
status: {podIP: 10.240.0.2, phase: Succeeded}
---
apiVersion: v1
kind: Pod
metadata: {name: c, namespace: podns}
status: {podIP: 10.240.0.3, phase: Failed}
---
apiVersion: v1
kind: Pod
metadata: {name: d, namespace: podns}
status: {podIP: 10.240.0.4, phase: Running, conditions: [{type: Ready, status: 'False'}]}
---
apiVersion: v1
kind: Pod
metadata: {name: e, namespace: other}
status: {podIP: 10.240.0.5}
---
apiVersion: v1
kind: Pod
metadata: {name: f, namespace: podns}
status: {podIP: '::5'}
---
apiVersion: v1
kind: Pod
metadata: {name: g, namespace: podns}
status: {podIP: 'fd00::'}
---
apiVersion: v1
kind: Pod
metadata: {name: h-on-the-node, namespace: podns}
spec: {hostNetwork: true}
status: {podIP: 10.240.0.7}
---
apiVersion: v1
kind: Pod
metadata: {name: i-on-the-node, namespace: podns}
spec: {hostNetwork: true}
status: {podIP: 10.240.0.7}
`
const POD = 'podns.pod.cluster.local.'

describe('disabled, as it is by default', () => {
  const cluster = useCluster(MANIFESTS)

  cluster.answers('there are no pod names', {
    [`10-240-0-1.${POD} A`]: 'NXDOMAIN',
    [`${POD} A`]: 'NXDOMAIN',
    'pod.cluster.local. A': 'NODATA',
    'podns A': 'NODATA',
  })
})

describe('insecure', () => {
  const cluster = useCluster(MANIFESTS, { options: ['pods insecure', 'namespaces podns'] })

  cluster.answers('any address has a name in a namespace that is shown', {
    [`10-240-0-1.${POD} A`]: 'A 10.240.0.1',
    [`172-0-0-2.${POD} A`]: 'A 172.0.0.2',
    [`10-240-0-2.${POD} A`]: 'A 10.240.0.2',
    [`2001-db8--1.${POD} AAAA`]: 'AAAA 2001:db8::1',
    [`1-2-3-4-5-6-7-8.${POD} AAAA`]: 'AAAA 1:2:3:4:5:6:7:8',
    [`--1.${POD} AAAA`]: 'AAAA ::1',
    [`1--4.${POD} AAAA`]: 'AAAA 1::4',
    '10-240-0-5.other.pod.cluster.local. A': 'NXDOMAIN',
    '10-240-0-1.hidden.pod.cluster.local. A': 'NXDOMAIN',
    '10-240-0-1.nope.pod.cluster.local. A': 'NXDOMAIN',
  })

  cluster.answers('an address exists for every type', {
    [`10-240-0-1.${POD} AAAA`]: 'NODATA',
    [`10-240-0-1.${POD} TXT`]: 'NODATA',
    [`10-240-0-1.${POD} SRV`]: 'NODATA',
    [`10-240-0-1.${POD} SOA`]: 'NODATA',
    [`2001-db8--1.${POD} A`]: 'NODATA',
  })

  cluster.answers('a label that is not an address does not exist', {
    [`blah.${POD} A`]: 'NXDOMAIN',
    [`blah.${POD} AAAA`]: 'NXDOMAIN',
    [`blah.${POD} HINFO`]: 'NXDOMAIN',
    [`10-240-0-256.${POD} A`]: 'NXDOMAIN',
    [`10-240-0.${POD} A`]: 'NXDOMAIN',
    [`1--2--3.${POD} AAAA`]: 'NXDOMAIN',
    [`10.240.0.1.${POD} A`]: 'NXDOMAIN',
  })

  cluster.answers('nothing is below a pod', {
    [`x.10-240-0-1.${POD} A`]: 'NXDOMAIN',
    [`_http._tcp.10-240-0-1.${POD} SRV`]: 'NXDOMAIN',
  })

  cluster.answers('the namespaces stand above their pods', {
    [`${POD} A`]: 'NODATA',
    [`${POD} TXT`]: 'NODATA',
    'hidden.pod.cluster.local. A': 'NXDOMAIN',
    'pod.cluster.local. A': 'NODATA',
  })
})

describe('verified', () => {
  const cluster = useCluster(MANIFESTS, { options: ['pods verified'] })

  cluster.answers('the addresses of pods have names, all of a pod, ready or not', {
    [`10-240-0-1.${POD} A`]: 'A 10.240.0.1',
    [`2001-db8--1.${POD} AAAA`]: 'AAAA 2001:db8::1',
    [`10-240-0-4.${POD} A`]: 'A 10.240.0.4',
    [`10-240-0-7.${POD} A`]: 'A 10.240.0.7',
    '10-240-0-5.other.pod.cluster.local. A': 'A 10.240.0.5',
  })

  cluster.answers('any spelling of an address will do', {
    [`2001-0db8-0-0-0-0-0-1.${POD} AAAA`]: 'AAAA 2001:db8::1',
    [`2001-DB8--0-1.${POD} AAAA`]: 'AAAA 2001:db8::1',
    [`--5.${POD} AAAA`]: 'AAAA ::5',
    [`0--5.${POD} AAAA`]: 'AAAA ::5',
    [`fd00--.${POD} AAAA`]: 'AAAA fd00::',
    [`fd00--0.${POD} AAAA`]: 'AAAA fd00::',
  })

  cluster.answers('other types are NODATA', {
    [`10-240-0-1.${POD} AAAA`]: 'NODATA',
    [`10-240-0-1.${POD} SRV`]: 'NODATA',
    [`2001-0db8-0-0-0-0-0-1.${POD} TXT`]: 'NODATA',
  })

  cluster.answers('other addresses, other namespaces and finished pods have none', {
    [`172-0-0-2.${POD} A`]: 'NXDOMAIN',
    [`10-240-0-5.${POD} A`]: 'NXDOMAIN',
    [`10-240-0-2.${POD} A`]: 'NXDOMAIN',
    [`10-240-0-3.${POD} A`]: 'NXDOMAIN',
    [`a.${POD} A`]: 'NXDOMAIN',
    '10-240-0-1.nope.pod.cluster.local. A': 'NXDOMAIN',
    'nope.pod.cluster.local. A': 'NXDOMAIN',
    [`x.y.10-240-0-1.${POD} A`]: 'NXDOMAIN',
  })

  cluster.answers('the namespaces stand above their pods', {
    [`${POD} A`]: 'NODATA',
    'hidden.pod.cluster.local. A': 'NODATA',
    'podns A': 'NODATA',
  })
})
