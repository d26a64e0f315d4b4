import { describe, expect, it } from 'vitest'
import type { Plugin } from '../../../src/chain/plugin.ts'
import { Query } from '../../../src/chain/query.ts'
import { nameLabel } from '../../../src/directives/cluster/kubernetes/labels.ts'
import { metadata } from '../../../src/directives/observe/metadata.ts'
import { EMPTY_ANSWER } from '../../../src/wire/answer.ts'
import { PLAIN } from '../../spec/random-cluster.ts'
import { ask } from '../../support/ask.ts'
import { setUp } from '../../support/block.ts'
import { askHandler, before, name } from '../../support/chain.ts'
import { said, world } from '../../site/manifests/manifest-world.ts'

const MANIFESTS = `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.96.0.20, ports: [{port: 80, name: http}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web-0, namespace: shop, labels: {app: web}}
status: {phase: Running, podIPs: [{ip: 127.0.0.1}], conditions: [{type: Ready, status: 'True'}]}
`
const LABELS = [
  'kind',
  'namespace',
  'service',
  'endpoint',
  'port-name',
  'protocol',
  'client-namespace',
  'client-pod-name',
]
const FORMAT = LABELS.map((label) => `{/kubernetes/${label}}`).join(' ')

describe('metadata', () => {
  it('provides the labels of kubernetes about a query and its client to log, template and view', async () => {
    const one = await world({
      'shop.yaml': MANIFESTS,
      Corefile: `cluster.local:0 meta.example:0 {
  bind 127.0.0.1
  metadata cluster.local
  view inside {
    expr metadata('kubernetes/client-label/app') == 'web' || name() endsWith '.example.'
  }
  log . "labels ${FORMAT} {/view/name} {/forward/upstream} {/nothing} {/}"
  template IN TXT {
    answer "{{ .Name }} 0 IN TXT {{ .Meta \`kubernetes/service\` }}."
  }
  kubernetes cluster.local
}
`,
    })
    const target = one.target
    await ask(target, { name: '_http._tcp.web.shop.svc.cluster.local', type: 'SRV' })
    await ask(target, { name: 'e1.web.shop.svc.cluster.local', type: 'A' })
    const text = await ask(target, { name: 'web.shop.svc.cluster.local', type: 'TXT' })
    const none = await ask(target, { name: 'web.meta.example', type: 'TXT' })
    expect([text.answer, none.answer]).toEqual([
      ['web.shop.svc.cluster.local. 0 IN TXT "web."'],
      ['web.meta.example. 0 IN TXT "."'],
    ])
    expect(said(one, /labels/)).toEqual([
      'labels svc shop web - http tcp shop web-0 inside - - -',
      'labels svc shop web e1 - - shop web-0 inside - - -',
      'labels svc shop web - - - shop web-0 inside - - -',
      'labels - - - - - - - - - - - -',
    ])
  })

  it('provides the upstream of a forwarded query, also after a rewrite', async () => {
    const upstream = await world({ Corefile: '.:0 {\n bind 127.0.0.1\n whoami\n}\n' })
    const at = `127.0.0.1:${upstream.target.port}`
    const one = await world({
      Corefile: `example:0 {
  bind 127.0.0.1
  metadata
  log . "upstream {/forward/upstream}"
  rewrite name a.example b.example
  cache
  forward . ${at}
}
`,
    })
    await ask(one.target, { name: 'a.example', type: 'A' })
    expect(said(one, /upstream 1/)).toEqual([`upstream ${at}`])
  })

  it('asks a plugin for a label when the label is read, and asks no other plugin', async () => {
    const asked: string[] = []
    const greeter = (own: string): Plugin => ({
      name: own,
      label: (label, query) => {
        asked.push(`${own} ${label} ${query.type}`)
        return label === 'word' ? 'hello' : ''
      },
    })
    const plugins = [greeter('greet'), greeter('other'), { name: 'silent' }]
    const { plugin, diagnostics } = setUp(metadata, 'metadata example.org', { plugins })
    expect(diagnostics).toEqual([])
    let query = new Query()
    const handler = before(plugin, (one) => {
      query = one
      return EMPTY_ANSWER
    })
    await askHandler(handler, { name: 'web.example.org', type: 'AAAA' })
    expect(asked).toEqual([])
    const { labels } = query
    expect(
      ['greet/word', 'greet/a/b', 'silent/word', 'greet', 'none/word'].map((one) => labels?.get(one)),
    ).toEqual(['hello', '', '', '', ''])
    expect(asked).toEqual(['greet word 28', 'greet a/b 28'])
    labels?.set('greet/word', 'bye')
    // A lookup on behalf of the query has the same labels.
    expect(query.derive(name('other.example.org'))?.labels?.get('greet/word')).toBe('bye')
    await askHandler(handler, { name: 'web.example.com', type: 'A' })
    expect(query.labels).toBeNull()
  })

  it('reports each error at its word', () => {
    expect(setUp(metadata, 'metadata a..b {\n map x\n}\nmetadata').places).toEqual([
      '4:1 OPTION',
      '2:2 OPTION',
      '1:10 VALUE',
    ])
  })
})

describe('the labels of a name in a cluster', () => {
  const ZONE = name('cluster.local')
  const IMPORTED = name('clusterset.local')
  const OPTIONS = { ...PLAIN, zones: [ZONE, IMPORTED], multicluster: [IMPORTED], zonal: true }
  const ALL = [
    'kind',
    'namespace',
    'service',
    'endpoint',
    'cluster',
    'port-name',
    'protocol',
    'zone',
    'parse-error',
  ]
  const labelsOf = (text: string, zone = ZONE): Record<string, string> =>
    Object.fromEntries(
      ALL.map((label) => [label, nameLabel(label, name(text), zone, OPTIONS)]).filter(
        ([, value]) => value !== '',
      ),
    )
  const WEB = { kind: 'svc', namespace: 'shop', service: 'web' }

  it.each([
    ['cluster.local', {}],
    ['svc.cluster.local', { kind: 'svc' }],
    ['shop.svc.cluster.local', { kind: 'svc', namespace: 'shop' }],
    ['web.shop.svc.cluster.local', WEB],
    ['db-0.web.shop.svc.cluster.local', { ...WEB, endpoint: 'db-0' }],
    ['_http._tcp.web.shop.svc.cluster.local', { ...WEB, 'port-name': 'http', protocol: 'tcp' }],
    ['http.tcp.web.shop.svc.cluster.local', { ...WEB, 'port-name': 'http', protocol: 'tcp' }],
    ['a.b.pin._zone.web.shop.svc.cluster.local', { ...WEB, zone: 'a.b' }],
    ['1-2-3-4.shop.pod.cluster.local', { kind: 'pod', namespace: 'shop', service: '1-2-3-4' }],
    ['x.1-2-3-4.shop.pod.cluster.local', { 'parse-error': 'invalid query name' }],
    ['a.b.c.web.shop.svc.cluster.local', { 'parse-error': 'invalid query name' }],
    ['web.cluster.local', { 'parse-error': 'invalid query name' }],
  ])('%s', (text, labels) => {
    expect(labelsOf(text)).toEqual(labels)
  })

  it('differ for imported services', () => {
    expect(labelsOf('db-0.east.web.shop.svc.clusterset.local', IMPORTED)).toEqual({
      ...WEB,
      endpoint: 'db-0',
      cluster: 'east',
    })
    expect(labelsOf('_http._tcp.web.shop.svc.clusterset.local', IMPORTED)).toEqual({
      ...WEB,
      'port-name': 'http',
      protocol: 'tcp',
    })
  })
})
