/** K8s DNS §2.2: the apex of a zone, and the names that every zone has. */
import { describe, expect, test } from 'vitest'
import { useCluster } from './cluster.ts'

/** A pod from a cluster: an address that is stated elsewhere may not be on loopback. */
function dnsPod(namespace: string, ordinal: number, address: string): string {
  return `---
apiVersion: v1
kind: Pod
metadata: {name: dns-${ordinal}, namespace: ${namespace}, labels: {app: dns}}
spec: {hostname: ns-${ordinal}, subdomain: dns}
status: {phase: Running, podIP: ${address}}
`
}

const SOA = 'SOA ns.dns.cluster.local. hostmaster.cluster.local.'

describe('on loopback', () => {
  const cluster = useCluster(`
apiVersion: v1
kind: Namespace
metadata: {name: shop}
`)

  cluster.answers('the schema version is a TXT record with a TTL of its own', {
    'dns-version.cluster.local. TXT': '28800 TXT "1.1.0"',
    'dns-version.cluster.local. A': 'NODATA',
    'dns-version.cluster.local. SRV': 'NODATA',
    'x.dns-version.cluster.local. TXT': 'NXDOMAIN',
  })

  cluster.answers('the name server is ns.dns, at the addresses that the server listens on', {
    'cluster.local. NS': ['NS ns.dns.cluster.local.', '+ ns.dns.cluster.local. A 127.0.0.1'],
    'ns.dns.cluster.local. A': 'A 127.0.0.1',
    'ns.dns.cluster.local. AAAA': 'NODATA',
    'ns.dns.cluster.local. TXT': 'NODATA',
    'dns.cluster.local. A': 'NODATA',
  })

  cluster.answers('the apex has no other records', {
    'cluster.local. A': 'NODATA',
    'cluster.local. AAAA': 'NODATA',
    'cluster.local. SRV': 'NODATA',
    'cluster.local. TXT': 'NODATA',
    'cluster.local. HINFO': 'NODATA',
    'cluster.local. DS': 'NODATA',
  })

  cluster.answers('svc, pod and the namespaces are NODATA for every type', {
    'svc.cluster.local. A': 'NODATA',
    'svc.cluster.local. NS': 'NODATA',
    'svc.cluster.local. TXT': 'NODATA',
    'pod.cluster.local. A': 'NODATA',
    'pod.cluster.local. TXT': 'NODATA',
    'shop A': 'NODATA',
    'shop NS': 'NODATA',
    'shop TXT': 'NODATA',
  })

  cluster.answers('other names are NXDOMAIN', {
    'foo.cluster.local. NS': 'NXDOMAIN',
    'foo NS': 'NXDOMAIN',
    'x.svc.svc.cluster.local. A': 'NXDOMAIN',
    'apex.dns.cluster.local. A': 'NXDOMAIN',
  })

  cluster.answers('a name outside all zones is REFUSED, with the reason', {
    'example.com. A': ['REFUSED', 'EDE 20'],
    'local. SOA': ['REFUSED', 'EDE 20'],
    '. NS': ['REFUSED', 'EDE 20'],
  })

  test('the SOA record is at the apex and nowhere else', async () => {
    const apex = await cluster.look('cluster.local. SOA')
    expect(apex).toMatch(new RegExp(`^${SOA.replaceAll('.', '\\.')} [1-9]\\d* 7200 1800 86400 5$`))
    expect(await cluster.look('shop SOA')).toBe('NODATA')
    expect(await cluster.look('nope SOA')).toBe('NXDOMAIN')
  })

  test('zone transfers are refused where nothing allows them', async () => {
    for (const type of ['AXFR', 'IXFR'] as const) expect(await cluster.look(`shop ${type}`)).toBe('REFUSED')
  })
})

describe('on two addresses', () => {
  const cluster = useCluster('', { app: { addresses: ['127.0.0.1', '127.0.0.2'] } })

  cluster.answers('ns.dns has both addresses', { 'ns.dns.cluster.local. A': ['A 127.0.0.1', 'A 127.0.0.2'] })
})

describe("on an endpoint of the cluster's DNS service", () => {
  const cluster = useCluster(
    `
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system}
spec: {clusterIPs: [10.3.0.10, '2001:db8::10'], selector: {app: dns}, ports: [{name: dns, port: 53, protocol: UDP}]}
${dnsPod('kube-system', 0, '127.0.0.1')}${dnsPod('kube-system', 1, '10.244.0.3')}`,
    { options: ['namespaces shop'] },
  )

  cluster.answers('the service is the name server, even if its namespace is not shown', {
    'cluster.local. NS': [
      'NS kube-dns.kube-system',
      '+ kube-dns.kube-system A 10.3.0.10',
      '+ kube-dns.kube-system AAAA 2001:db8::10',
    ],
    'ns.dns.cluster.local. A': 'A 10.3.0.10',
    'ns.dns.cluster.local. AAAA': 'AAAA 2001:db8::10',
    'kube-dns.kube-system A': 'NXDOMAIN',
  })
})

describe('on an endpoint of a headless service', () => {
  const cluster = useCluster(`
apiVersion: v1
kind: Service
metadata: {name: dns, namespace: infra}
spec: {clusterIP: None, selector: {app: dns}}
${dnsPod('infra', 0, '127.0.0.1')}${dnsPod('infra', 1, '10.244.0.3')}`)

  cluster.answers('the endpoint is the name server', {
    'cluster.local. NS': ['NS ns-0.dns.infra', '+ ns-0.dns.infra A 127.0.0.1'],
    'ns.dns.cluster.local. A': 'A 127.0.0.1',
  })
})
