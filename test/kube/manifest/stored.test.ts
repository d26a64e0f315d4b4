/** Objects that an API server stored, as `kubectl get -o yaml` prints them: older servers had fewer rules. */
import { describe, expect, test } from 'vitest'
import { names, reports } from './manifest-report.ts'

const TEMPLATE =
  'selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: a}]}}'
const BALANCER = 'type: LoadBalancer, ports: [{port: 80}], loadBalancerSourceRanges'

describe.each<[string, string, string, string, string]>([
  ['a host in a range', 'v1', 'Service', `spec: {${BALANCER}: [10.1.2.3/8]}`, 'KZ_SERVICE_EXTERNAL_IP'],
  [
    'an address with zeros',
    'discovery.k8s.io/v1',
    'EndpointSlice',
    'addressType: IPv6\nendpoints: [{addresses: ["2001:0db8::1"]}]',
    'KZ_ENDPOINT_ADDRESS',
  ],
  ['a former group', 'extensions/v1beta1', 'ReplicaSet', `spec: {${TEMPLATE}}`, 'KZ_OBJECT_VERSION'],
  ['a former version', 'apps/v1beta2', 'StatefulSet', `spec: {${TEMPLATE}}`, 'KZ_OBJECT_VERSION'],
  [
    'a former version of slices',
    'discovery.k8s.io/v1beta1',
    'EndpointSlice',
    'addressType: IPv4\nendpoints: [{addresses: [10.1.2.3]}]',
    'KZ_OBJECT_VERSION',
  ],
])('%s', (_, apiVersion, kind, rest, code) => {
  const manifest = (more: string) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a${more}}\n${rest}\n`

  test('passes in an object from a cluster', () => {
    const text = manifest(', uid: 5d6a1b8e-0000-4000-8000-000000000000, resourceVersion: "7"')
    expect(reports(text)).toEqual([])
    expect(names(text)).toEqual([expect.stringMatching(/ default\/a$/)])
  })

  test('is refused in an object that was never in one', () => {
    const text = manifest(', creationTimestamp: null')
    expect(reports(text)).toEqual([expect.stringContaining(code)])
    expect(names(text)).toEqual([])
  })
})

test('what no API server let pass is refused in an object from a cluster, too', () => {
  const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: a, uid: b}\nspec: {ports: [{port: 80}], '
  for (const spec of ['clusterIP: Nne', 'type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0]']) {
    expect(reports(`${service}${spec}}\n`)).toHaveLength(1)
    expect(names(`${service}${spec}}\n`)).toEqual([])
  }
  const unknown = 'apiVersion: apps/v9\nkind: Deployment\nmetadata: {name: a, uid: b}\n'
  expect(reports(unknown)).toEqual([expect.stringContaining('KZ_OBJECT_VERSION')])
})
