import { describe, expect, test } from 'vitest'
import type { EndpointSlice } from '../../../src/kube/model/objects.ts'
import { only, parse, reports } from './manifest-report.ts'

const slice = (fields: string) =>
  `apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: web-1}\n${fields}\n`
const endpoints = (subsets: string) =>
  `apiVersion: v1\nkind: Endpoints\nmetadata: {name: web}\nsubsets:\n${subsets}\n`

describe('an EndpointSlice', () => {
  test('is read with defaults for missing fields', () => {
    const text = `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-abc
  namespace: shop
  labels:
    kubernetes.io/service-name: web
    multicluster.kubernetes.io/service-name: imported
    multicluster.kubernetes.io/source-cluster: east
addressType: IPv4
endpoints:
- addresses: [10.0.0.1, 10.0.0.2]
  conditions: {ready: true, serving: false, terminating: true}
  hostname: web-0
  zone: a
  nodeName: node-1
  targetRef: {kind: Pod, name: web-0, namespace: shop}
- addresses: [10.0.0.3]
  conditions: {ready: false}
  targetRef: {kind: Node, name: n}
- addresses: [10.0.0.4]
  conditions: {}
- addresses: [10.0.0.5]
  conditions: {ready: null}
ports:
- {name: http, port: 80}
- {name: udp, protocol: UDP, port: null}
`
    const plain = { ready: true, hostname: '', podName: '', zone: '' }
    expect(only(text, 'EndpointSlice')).toEqual({
      kind: 'EndpointSlice',
      form: 'slice',
      control: null,
      isFromCluster: false,
      namespace: 'shop',
      name: 'web-abc',
      labels: {
        'kubernetes.io/service-name': 'web',
        'multicluster.kubernetes.io/service-name': 'imported',
        'multicluster.kubernetes.io/source-cluster': 'east',
      },
      location: { place: { file: 'web.yaml', line: 2, column: 1 } },
      service: 'web',
      importedService: 'imported',
      cluster: 'east',
      subsets: [
        {
          endpoints: [
            {
              addresses: ['10.0.0.1', '10.0.0.2'],
              ready: true,
              hostname: 'web-0',
              podName: 'web-0',
              zone: 'a',
            },
            { ...plain, addresses: ['10.0.0.3'], ready: false },
            { ...plain, addresses: ['10.0.0.4'] },
            { ...plain, addresses: ['10.0.0.5'] },
          ],
          ports: [
            { name: 'http', protocol: 'TCP', port: 80 },
            { name: 'udp', protocol: 'UDP', port: null },
          ],
        },
      ],
    })
  })

  test.each(['', 'endpoints: null\nports: null', 'endpoints: []\nports: []'])(
    'with %j is empty',
    (fields) => {
      expect(only(slice(fields), 'EndpointSlice')).toMatchObject({
        service: '',
        subsets: [{ endpoints: [], ports: [] }],
      })
    },
  )

  test('reads a port without fields as unnamed TCP', () => {
    expect(only(slice('ports: [{}]'), 'EndpointSlice').subsets[0]?.ports).toEqual([
      { name: '', protocol: 'TCP', port: null },
    ])
  })

  test('may have port 0, which an API server takes', () => {
    expect(only(slice('ports: [{port: 0}]'), 'EndpointSlice').subsets[0]?.ports).toEqual([
      { name: '', protocol: 'TCP', port: 0 },
    ])
  })

  test.each<[string, string, string[]]>([
    [
      'an invalid address',
      'endpoints:\n- addresses: [10.0.0.1, web]',
      [
        '5:25 KZ_ENDPOINT_ADDRESS EndpointSlice default/web-1: endpoints[0].addresses[1] is "web", expected an IP address',
      ],
    ],
    [
      'leading zeros',
      'endpoints:\n- addresses: ["10.0.0.01"]',
      [
        '5:15 KZ_ENDPOINT_ADDRESS EndpointSlice default/web-1: endpoints[0].addresses[0] is "10.0.0.01", expected an IP address (write it without leading zeros)',
      ],
    ],
    [
      'an endpoint without addresses',
      'endpoints:\n- hostname: a',
      ['5:3 KZ_ENDPOINT_ADDRESS EndpointSlice default/web-1: endpoints[0] has no address'],
    ],
    [
      'a host name that is not a label',
      'endpoints:\n- addresses: [10.0.0.1]\n  hostname: Web.0',
      [
        '6:13 KZ_OBJECT_HOSTNAME EndpointSlice default/web-1: endpoints[0].hostname is "Web.0", expected at most 63 lower-case letters, digits and "-"',
      ],
    ],
    [
      'a condition that is text',
      'endpoints:\n- {addresses: [10.0.0.1], conditions: {ready: "no"}}',
      [
        '5:47 KZ_OBJECT_FIELD EndpointSlice default/web-1: endpoints[0].conditions.ready is "no", expected true or false',
      ],
    ],
    [
      'the address type FQDN',
      'addressType: FQDN\nendpoints: [{addresses: [a.example]}]',
      [
        '4:14 KZ_ENDPOINT_FQDN EndpointSlice default/web-1: addressType is FQDN, expected IPv4 or IPv6: a host name cannot be an address record, so these endpoints are left out (use a Service of type ExternalName)',
      ],
    ],
    [
      'an unknown address type',
      'addressType: ipv4',
      [
        '4:14 KZ_OBJECT_FIELD EndpointSlice default/web-1: addressType is "ipv4", expected IPv4, IPv6 or FQDN (did you mean IPv4)',
      ],
    ],
    [
      'a port out of range',
      'ports: [{port: 65536}]',
      [
        '4:16 KZ_ENDPOINT_PORT EndpointSlice default/web-1: ports[0].port is 65536, expected a number from 0 to 65535; the port is left out',
      ],
    ],
    [
      'too many addresses and ports together',
      `endpoints: [{addresses: [${Array(100).fill('10.0.0.1').join()}]}]\nports: [${Array.from({ length: 1001 }, (_, i) => `{name: p${i}}`).join()}]`,
      [
        '4:12 KZ_ENDPOINT_MANY EndpointSlice default/web-1: endpoints has 100 addresses, each with 1001 ports, expected at most 100000 of them together',
      ],
    ],
    [
      'a label that is a number',
      'metadata:\n  name: a\n  labels: {a/b: 1}',
      [
        '6:17 KZ_OBJECT_FIELD EndpointSlice default/a: metadata.labels["a/b"] is 1, expected text (quote it: "1")',
      ],
    ],
  ])('reports %s at its value', (_, fields, expected) => {
    const text = fields.startsWith('metadata')
      ? slice(fields).replace('metadata: {name: web-1}', '#')
      : slice(fields)
    expect(reports(text)).toEqual(expected)
  })

  test('is refused as a whole for one invalid address', () => {
    const file = parse(slice('endpoints: [{addresses: [10.0.0.1]}, {addresses: [y]}]'))
    expect(file).toMatchObject({ objects: [], refused: [{ kind: 'EndpointSlice', name: 'web-1' }] })
  })
})

describe('an Endpoints object', () => {
  test('is a slice of the Service with its name, and keeps its subsets', () => {
    const text = endpoints(`
- addresses:
  - {ip: 10.0.0.1, hostname: a, targetRef: {kind: Pod, name: a-0}}
  - {ip: 10.0.0.2}
  notReadyAddresses: [{ip: 10.0.0.9}]
  ports: [{name: http, port: 80}]
- notReadyAddresses: [{ip: 10.0.0.8}]
  addresses: null
`)
    expect(only(text, 'EndpointSlice')).toEqual({
      kind: 'EndpointSlice',
      form: 'endpoints',
      control: null,
      isFromCluster: false,
      namespace: 'default',
      name: 'web',
      labels: null,
      location: { place: { file: 'web.yaml', line: 1, column: 1 } },
      service: 'web',
      importedService: '',
      cluster: '',
      subsets: [
        {
          endpoints: [
            { addresses: ['10.0.0.1'], ready: true, hostname: 'a', podName: 'a-0', zone: '' },
            { addresses: ['10.0.0.2'], ready: true, hostname: '', podName: '', zone: '' },
          ],
          ports: [{ name: 'http', protocol: 'TCP', port: 80 }],
        },
        { endpoints: [], ports: [] },
      ],
    })
  })

  test.each<[string, string, string]>([
    [
      'an invalid address',
      '- addresses: [{ip: localhost}]',
      '5:20 KZ_ENDPOINT_ADDRESS Endpoints default/web: subsets[0].addresses[0].ip is "localhost", expected an IP address',
    ],
    [
      'no address',
      '- addresses: [{hostname: a}]',
      '5:15 KZ_ENDPOINT_ADDRESS Endpoints default/web: subsets[0].addresses[0] has no address',
    ],
  ])('reports %s', (_, subsets, expected) => {
    expect(reports(endpoints(subsets))).toEqual([expected])
  })
})

const controlled = (kind: string, metadata: string): string =>
  `apiVersion: ${kind === 'Endpoints' ? 'v1' : 'discovery.k8s.io/v1'}\nkind: ${kind}\nmetadata: {name: web${metadata}}\n`
const managedBy = (name: string) => `, labels: {endpointslice.kubernetes.io/managed-by: ${name}}`
const skipping = (value: string) => `, labels: {endpointslice.kubernetes.io/skip-mirror: "${value}"}`

describe('what controllers have to do with it', () => {
  test.each<[string, string, EndpointSlice['control']]>([
    ['EndpointSlice', managedBy('endpointslice-controller.k8s.io'), 'pods'],
    ['EndpointSlice', managedBy('endpointslicemirroring-controller.k8s.io'), 'mirror'],
    ['EndpointSlice', managedBy('constructor'), null],
    ['EndpointSlice', '', null],
    ['Endpoints', skipping('true'), 'unmirrored'],
    ['Endpoints', skipping('yes'), null],
    ['Endpoints', ', annotations: {control-plane.alpha.kubernetes.io/leader: "{}"}', 'unmirrored'],
    ['Endpoints', managedBy('endpointslice-controller.k8s.io'), null],
  ])('%s%s: %s', (kind, metadata, control) => {
    expect(only(controlled(kind, metadata), 'EndpointSlice')).toMatchObject({ control, isFromCluster: false })
  })

  test.each<[string, boolean]>([
    [', uid: 0b4c7c4e-5d6f-4f43-8c3f-9c2d3b0f1a11', true],
    [', resourceVersion: "812"', true],
    [', creationTimestamp: "2026-01-05T09:00:00Z"', true],
    [', creationTimestamp: null', false],
  ])('an API server has stored the object: %s', (metadata, isFromCluster) => {
    expect(only(controlled('EndpointSlice', metadata), 'EndpointSlice')).toMatchObject({ isFromCluster })
  })
})
