import { describe, expect, test } from 'vitest'
import { only, reports } from './manifest-report.ts'

describe('a ServiceImport', () => {
  const head = 'kind: ServiceImport\nmetadata: {name: web, namespace: shop}\n'

  test.each<[string, string]>([
    ['v1alpha1', 'spec:\n  type: ClusterSetIP\n  ips: [10.1.0.1]\n  ports: [{name: http, port: 80}]'],
    ['v1beta1', 'type: ClusterSetIP\nips: [10.1.0.1]\nports: [{name: http, port: 80}]'],
  ])('of %s is read', (version, fields) => {
    expect(only(`apiVersion: multicluster.x-k8s.io/${version}\n${head}${fields}`, 'ServiceImport')).toEqual({
      kind: 'ServiceImport',
      namespace: 'shop',
      name: 'web',
      labels: null,
      location: { place: { file: 'web.yaml', line: 1, column: 1 } },
      headless: false,
      ips: ['10.1.0.1'],
      ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 80 }],
    })
  })

  test('can be headless', () => {
    const text = `apiVersion: multicluster.x-k8s.io/v1alpha1\n${head}spec: {type: Headless, ports: null}`
    expect(only(text, 'ServiceImport')).toMatchObject({ headless: true, ips: [], ports: [] })
  })

  test('reports an invalid address', () => {
    expect(reports(`apiVersion: multicluster.x-k8s.io/v1alpha1\n${head}spec:\n  ips: [x]`)).toEqual([
      '5:9 KZ_SERVICE_IMPORT_IP ServiceImport shop/web: spec.ips[0] is "x", expected an IP address',
    ])
  })
})
