import { describe, expect, test } from 'vitest'
import { first, only, parse, reports } from './manifest-report.ts'

/** A Service whose spec begins at line 6, column 3. */
const service = (spec: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n${spec.replace(/^/gm, '  ')}\n`

const annotated = (text: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n    kubezone.dev/cluster-ip: ${text}\n`

describe('a Service', () => {
  test('with only a name gets the defaults of an API server', () => {
    expect(only('apiVersion: v1\nkind: Service\nmetadata: {name: web}\n', 'Service')).toEqual({
      kind: 'Service',
      namespace: 'default',
      name: 'web',
      labels: null,
      location: { place: { file: 'web.yaml', line: 1, column: 1 } },
      type: 'ClusterIP',
      clusterIPs: [],
      headless: false,
      externalName: '',
      ports: [],
      selector: null,
      ipFamilies: [],
      families: [],
      isAllocated: false,
      ipFamilyPolicy: null,
      publishNotReadyAddresses: false,
      externalAddresses: [],
      needsExternalAddress: false,
      overrides: [],
      isReady: true,
      addressProblem: '',
      externalProblem: '',
    })
  })

  test('keeps only the fields that DNS reads', () => {
    const text = `
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
  uid: 11111111-2222-3333-4444-555555555555
  labels: {app: web}
  annotations:
    service.alpha.kubernetes.io/tolerate-unready-endpoints: "true"
    kubezone.dev/cluster-ip: 10.96.0.9, db.example
    kubezone.dev/ready: "false"
  managedFields: [{manager: kubectl}]
spec:
  type: LoadBalancer
  clusterIPs: [10.96.0.7, "FD00:0::7"]
  ipFamilies: [IPv4, IPv6]
  ipFamilyPolicy: PreferDualStack
  externalIPs: [192.0.2.1]
  selector: {app: web}
  publishNotReadyAddresses: true
  ports:
  - {name: http, port: 80, targetPort: web}
  - {name: dns, protocol: UDP, port: 53, targetPort: 1053}
status:
  loadBalancer:
    ingress:
    - {ip: 192.0.2.2, hostname: ignored.example}
    - {hostname: lb.example.com.}
`
    expect(only(text, 'Service')).toEqual({
      kind: 'Service',
      namespace: 'shop',
      name: 'web',
      labels: { app: 'web' },
      location: { place: { file: 'web.yaml', line: 2, column: 1 }, fields: expect.any(Object) },
      type: 'LoadBalancer',
      clusterIPs: ['10.96.0.7', 'fd00::7'],
      headless: false,
      externalName: '',
      ports: [
        { name: 'http', protocol: 'TCP', port: 80, targetPort: 'web' },
        { name: 'dns', protocol: 'UDP', port: 53, targetPort: 1053 },
      ],
      selector: { app: 'web' },
      ipFamilies: ['IPv4', 'IPv6'],
      families: [],
      isAllocated: true,
      ipFamilyPolicy: 'PreferDualStack',
      publishNotReadyAddresses: true,
      externalAddresses: ['192.0.2.1', '192.0.2.2', 'lb.example.com'],
      needsExternalAddress: false,
      overrides: ['10.96.0.9', 'db.example'],
      isReady: false,
      addressProblem: '',
      externalProblem: '',
    })
  })

  test('reports too many and invalid addresses of the annotation cluster-ip', () => {
    const many = Array.from({ length: 20 }, (_, i) => `10.0.0.${i}`)
    expect(reports(annotated(many.join(' ')))).toEqual([
      '6:30 KZ_SERVICE_CLUSTER_IP Service default/web: metadata.annotations["kubezone.dev/cluster-ip"] has 20 addresses, expected at most 16',
    ])
    expect(reports(annotated('None'))).toEqual([
      '6:30 KZ_SERVICE_CLUSTER_IP Service default/web: metadata.annotations["kubezone.dev/cluster-ip"] is "None", expected IP addresses or host names',
    ])
  })

  test.each<[string, string[], boolean]>([
    ['clusterIP: 10.96.0.7', ['10.96.0.7'], false],
    ['clusterIPs: [10.96.0.7]', ['10.96.0.7'], false],
    [
      'clusterIP: 10.96.0.8\nclusterIPs: [10.96.0.8, "FD00::8"]\nipFamilyPolicy: PreferDualStack',
      ['10.96.0.8', 'fd00::8'],
      false,
    ],
    ['clusterIP: None', [], true],
    ['clusterIPs: ["None"]', [], true],
    ['clusterIP: ""', [], false],
    ['clusterIP: ""\nclusterIPs: [""]', [], false],
    ['clusterIP: null\nclusterIPs: null', [], false],
    ['clusterIP: 10.96.0.7\nclusterIPs: []', ['10.96.0.7'], false],
    ['type: ExternalName\nexternalName: a.example\nclusterIP: ""', [], false],
  ])('with %j has the addresses %j', (spec, clusterIPs, headless) => {
    expect(only(service(spec), 'Service')).toMatchObject({ clusterIPs, headless })
  })

  test.each<[string, string]>([
    ['db.example.com', 'db.example.com'],
    ['db.example.com.', 'db.example.com'],
    ['db', 'db'],
  ])('points at the external name %s', (written, externalName) => {
    expect(only(service(`type: ExternalName\nexternalName: ${written}`), 'Service')).toMatchObject({
      externalName,
    })
  })

  test('has an external name only with the type ExternalName', () => {
    expect(only(service('externalName: db.example.com'), 'Service').externalName).toBe('')
  })

  test.each<[string, number | string]>([
    ['{port: 80}', 80],
    ['{port: 80, targetPort: 0}', 80],
    ['{port: 80, targetPort: null}', 80],
    ['{port: 80, targetPort: 8080}', 8080],
    ['{port: 80, targetPort: http}', 'http'],
  ])('with the port %s has the target port %j', (port, targetPort) => {
    expect(only(service(`ports: [${port}]`), 'Service').ports).toEqual([
      { name: '', protocol: 'TCP', port: 80, targetPort },
    ])
  })

  test.each([
    'ports: null\nselector: null\nexternalIPs: null',
    'ports: []\nselector: {}',
    'type: null\nclusterIP: null',
  ])('reads %j as not set', (spec) => {
    expect(only(service(spec), 'Service')).toMatchObject({ type: 'ClusterIP', ports: [], selector: null })
  })

  test('keeps an external name that is an IPv4 address, which an API server takes', () => {
    const file = parse(service('type: ExternalName\nexternalName: 192.0.2.1'))
    expect(first(file, 'Service').externalName).toBe('192.0.2.1')
  })

  test.each([
    ['one invalid port', service('ports: [{port: 0, name: a}, {port: 80, name: b}]')],
    ['a number in its selector', service('selector: {version: 2}')],
    ['a spec that is no mapping', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: 5\n'],
  ])('is refused as a whole for %s', (_, text) => {
    const file = parse(text)
    expect(file).toMatchObject({
      objects: [],
      ignored: 0,
      namespaces: [],
      refused: [{ kind: 'Service', namespace: 'default', name: 'web', errors: [0] }],
      diagnostics: [{ severity: 'error' }],
    })
  })
})
