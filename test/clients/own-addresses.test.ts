/**
 * The NS name of a zone, which depends on the addresses of the machine: in namespaces with other addresses.
 */
import { describe, expect, onTestFinished, test } from 'vitest'
import { Kubezone } from '../e2e/kubezone.ts'
import { Workplace } from '../e2e/workplace.ts'
import { unless, whyMissing } from '../support/needs.ts'
import { hasIpv6, Namespace, whyNoNamespace } from './namespace.ts'

const COREFILE = `cluster.local in-addr.arpa ip6.arpa {
    errors
    kubernetes
}
`

const KUBE_DNS = `
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system}
spec: {clusterIP: 10.96.0.10, ports: [{port: 53, name: dns, protocol: UDP}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: kube-dns-1, namespace: kube-system, labels: {kubernetes.io/service-name: kube-dns}}
addressType: IPv4
ports: [{name: dns, port: 53, protocol: UDP}]
endpoints: [{addresses: [1.2.3.4]}, {addresses: [1.2.3.5]}]
`

const obstacle = whyNoNamespace() ?? whyMissing('dig') ?? (hasIpv6() ? null : 'this kernel has no IPv6')

describe("the zone's name server", unless(obstacle), () => {
  test('is ns.dns with the loopback addresses where there are no others', async () => {
    const at = await serve([])
    expect(await records(at, 'cluster.local', 'NS')).toEqual([
      'cluster.local. NS ns.dns.cluster.local.',
      'ns.dns.cluster.local. A 127.0.0.1',
      'ns.dns.cluster.local. AAAA ::1',
    ])
    expect(await records(at, 'ns.dns.cluster.local', 'A')).toEqual(['ns.dns.cluster.local. A 127.0.0.1'])
  })

  test('has the addresses of the network, and then neither loopback nor link-local ones', async () => {
    const at = await serve(['1.2.3.4/24', '1:2::3:4/64'])
    const own = ['ns.dns.cluster.local. A 1.2.3.4', 'ns.dns.cluster.local. AAAA 1:2::3:4']
    expect(await records(at, 'cluster.local', 'NS')).toEqual([
      'cluster.local. NS ns.dns.cluster.local.',
      ...own,
    ])
    expect(await records(at, 'ns.dns.cluster.local', 'A')).toEqual(own.slice(0, 1))
    expect(await records(at, 'ns.dns.cluster.local', 'AAAA')).toEqual(own.slice(1))
    expect(await records(at, 'in-addr.arpa', 'NS')).toEqual([
      'in-addr.arpa. NS ns.dns.in-addr.arpa.',
      'ns.dns.in-addr.arpa. A 1.2.3.4',
      'ns.dns.in-addr.arpa. AAAA 1:2::3:4',
    ])
  })

  test('has no IPv6 address where the network has IPv4 alone', async () => {
    const at = await serve(['1.2.3.4/24'])
    expect(await records(at, 'cluster.local', 'NS')).toEqual([
      'cluster.local. NS ns.dns.cluster.local.',
      'ns.dns.cluster.local. A 1.2.3.4',
    ])
    expect(await records(at, 'ns.dns.cluster.local', 'AAAA')).toEqual(['NOERROR'])
  })

  test('is the DNS service of the cluster where the server is one of its endpoints', async () => {
    const at = await serve(['1.2.3.4/24'], KUBE_DNS)
    expect(await records(at, 'cluster.local', 'NS')).toEqual([
      'cluster.local. NS kube-dns.kube-system.svc.cluster.local.',
      'kube-dns.kube-system.svc.cluster.local. A 10.96.0.10',
    ])
    expect(await records(at, 'ns.dns.cluster.local', 'A')).toEqual(['ns.dns.cluster.local. A 10.96.0.10'])
    expect(await records(at, 'ns.dns.cluster.local', 'AAAA')).toEqual(['NOERROR'])
  })

  test('is ns.dns where the DNS service of the cluster is somewhere else', async () => {
    const at = await serve(['1.2.3.9/24'], KUBE_DNS)
    expect(await records(at, 'cluster.local', 'NS')).toEqual([
      'cluster.local. NS ns.dns.cluster.local.',
      'ns.dns.cluster.local. A 1.2.3.9',
    ])
  })
})

/** Serves port 53 of all addresses of a machine that has `addresses` besides loopback. */
async function serve(addresses: readonly string[], manifests = ''): Promise<Namespace> {
  const place = new Workplace({ Corefile: COREFILE, 'cluster.yaml': manifests })
  onTestFinished(() => place.close())
  const namespace = Namespace.open()
  onTestFinished(() => namespace.close())
  namespace.addAddresses(...addresses)
  const kubezone = await Kubezone.serve([place.folder], { prefix: namespace.prefix })
  onTestFinished(() => kubezone.stop())
  return namespace
}

/** All records of the reply as `name type data`, sorted; the rcode if it has no records. */
async function records(at: Namespace, name: string, type: string): Promise<string[]> {
  const args = ['@127.0.0.1', '+noall', '+comments', '+answer', '+additional', name, type]
  const { output } = await at.run('dig', ...args)
  const found = [...output.matchAll(/^(\S+)\s+5\s+IN\s+(\S+)\s+(\S+)$/gm)]
  const rcode = /status: (\w+)/.exec(output)?.[1] ?? output
  return found.length === 0 ? [rcode] : found.map((one) => one.slice(1).join(' ')).sort()
}
