/** The expectations for the Corefile of each distribution, besides those for all of them. */
import { hostname } from 'node:os'
import { hasIpv6 } from '../clients/namespace.ts'

/**
 * Questions as `NAME [CLASS] TYPE`; answers as `RCODE`, or as `TYPE DATA` of each record, in alphabetical
 * order.
 */
export type Answers = Readonly<Record<string, string>>

export interface Expected {
  /** The folder of the fixture. */
  readonly name: string
  /** `LINE CODE 'WORD'` of every diagnostic; `FILE:` precedes it for an imported file. */
  readonly diagnostics?: readonly string[]
  /** Further addresses of the node. */
  readonly addresses?: readonly string[]
  /** The address of the queries; left out: 127.0.0.1. The port is 53 if left out. */
  readonly at?: string
  readonly port?: number
  /** The TTL of records of the cluster's zone; `null`: a cache in between counts it down. */
  readonly ttl?: number | null
  /** Answers that add to or replace the common ones. */
  readonly answers?: Answers
  readonly health?: string | null
  readonly ready?: string | null
  readonly metrics?: string
}

/** Questions that every cluster answers alike. */
export const COMMON: Answers = {
  'web.shop.svc.cluster.local A': 'A 10.96.0.20',
  'db.shop.svc.cluster.local A': 'A 10.244.1.5, A 10.244.1.6',
  'db-1.db.shop.svc.cluster.local A': 'A 10.244.1.6',
  'site.shop.svc.cluster.local A': 'A 203.0.113.80, CNAME www.example.org.',
  '_http._tcp.web.shop.svc.cluster.local SRV': 'SRV 0 100 80 web.shop.svc.cluster.local.',
  '20.0.96.10.in-addr.arpa PTR': 'PTR web.shop.svc.cluster.local.',
  '10-244-1-5.shop.pod.cluster.local A': 'A 10.244.1.5',
  'web.shop.svc.cluster.local AAAA': 'NOERROR',
  'nope.shop.svc.cluster.local A': 'NXDOMAIN',
  'www.example.org A': 'A 203.0.113.80',
  'nope.example.org A': 'NXDOMAIN',
}

/** The diagnostic of an `import` that matches no file: folders for customization are empty at first. */
const empty = (line: number, glob: string): string => `${line} KZ_COREFILE_IMPORT_EMPTY '${glob}'`

const OPENSHIFT: Omit<Expected, 'name'> = {
  diagnostics: ["54 KZ_COREFILE_IGNORED 'ocp_dnsnameresolver'"],
  port: 5353,
  answers: {
    'www.corp.example A': 'A 10.0.0.80',
    'www.lab.example A': 'NXDOMAIN',
    'hostname.bind CH TXT': `TXT "${hostname()}"`,
  },
}

export const DISTRIBUTIONS: readonly Expected[] = [
  { name: 'kubeadm', ttl: 30 },
  { name: 'kubeadm-old', ttl: 30, ready: null },
  {
    name: 'legacy',
    diagnostics: [
      "2 KZ_COREFILE_IGNORED 'stdout'",
      "3 KZ_COREFILE_IGNORED 'stdout'",
      "7 KZ_COREFILE_IGNORED 'upstream'",
      "10 KZ_COREFILE_IGNORED 'federation'",
      "14 KZ_COREFILE_IGNORED 'proxy'",
    ],
    ready: null,
  },
  { name: 'minikube', ttl: 30, answers: { 'host.minikube.internal A': 'A 192.168.49.1' } },
  {
    name: 'k3s',
    diagnostics: [empty(19, '/etc/coredns/custom/*.override'), empty(22, '/etc/coredns/custom/*.server')],
    answers: { 'k3s-agent-0 A': 'A 172.18.0.3', '2.0.18.172.in-addr.arpa PTR': 'PTR k3s-server-0.' },
  },
  {
    name: 'k3s-custom',
    answers: { 'shop.example.com A': 'A 10.96.0.20', 'www.corp.example A': 'A 10.0.0.80' },
  },
  { name: 'rke2', ttl: 30 },
  { name: 'helm', ttl: 30 },
  { name: 'eks' },
  {
    name: 'aks',
    ttl: 30,
    answers: {
      'vault.internal A': 'A 10.0.0.1',
      'www.corp.example A': 'A 10.0.0.80',
      'any.lab.example A': 'A 10.0.0.7',
      'a.b.c.d.internal.cloudapp.net A': 'NXDOMAIN',
      'www.reddog.microsoft.com A': 'NXDOMAIN',
    },
  },
  { name: 'openshift', ...OPENSHIFT },
  {
    name: 'openshift-tls',
    ...OPENSHIFT,
    diagnostics: ["55 KZ_COREFILE_IGNORED 'ocp_dnsnameresolver'"],
  },
  {
    name: 'node-local-dns',
    addresses: ['169.254.20.10', '10.96.0.10'],
    at: '169.254.20.10',
    ttl: null,
    health: 'http://169.254.20.10:8080/health',
    ready: null,
    metrics: 'http://127.0.0.1:9253/metrics',
  },
  { name: 'talos' },
  { name: 'microk8s' },
  { name: 'k0s', ttl: 30 },
  { name: 'kops-gossip', ttl: 30, answers: { 'api.internal.cluster.k8s.local A': 'A 10.1.0.5' } },
  {
    name: 'kops-ipv6',
    ttl: 30,
    // `dns64` serves clients over IPv6.
    ...(hasIpv6() && {
      at: '::1',
      answers: {
        'www.example.org AAAA': 'AAAA 64:ff9b::cb00:7150',
        'web.shop.svc.cluster.local AAAA': 'AAAA 64:ff9b::a60:14',
      },
    }),
  },
  {
    name: 'kubespray',
    answers: {
      'registry.corp.internal A': 'A 10.233.0.50',
      'www.lab.example A': 'A 10.0.0.80',
      'web.shop.internal A': 'A 10.96.0.20',
      'web.shop.example.com A': 'A 198.51.100.20',
    },
  },
  {
    name: 'gardener',
    port: 8053,
    ttl: 30,
    diagnostics: [empty(22, 'custom/*.override'), empty(28, 'custom/*.server')],
    answers: { 'web.shop.svc.cluster.local.svc.cluster.local A': 'A 10.96.0.20' },
  },
  {
    name: 'ovh',
    ttl: 30,
    diagnostics: [empty(20, 'custom/*.include'), empty(22, 'custom/*.server')],
  },
  {
    name: 'deployment',
    answers: {
      '5.1.244.10.in-addr.arpa PTR': 'PTR db-0.db.shop.svc.cluster.local.',
      '10-244-1-5.shop.pod.cluster.local A': 'NXDOMAIN',
      'www.corp.example A': 'A 10.0.0.80',
    },
  },
]
