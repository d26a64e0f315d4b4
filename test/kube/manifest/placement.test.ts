/** What pods require of their node, against the labels and taints of Nodes. */
import { describe, expect, test } from 'vitest'
import { mayRunOn, zoneOf } from '../../../src/kube/model/node-fit.ts'
import { only, parse, reports } from './manifest-report.ts'

/** Fields of a Node, and of a pod's `spec`, as the text in their braces. */
function node(metadata: string, spec = '') {
  return only(`apiVersion: v1\nkind: Node\nmetadata: {name: n1${metadata}}\nspec: {${spec}}\n`, 'Node')
}

function pod(spec: string) {
  return only(`apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {${spec}}\n`, 'Pod')
}

const WEST = ', labels: {zone: west, cores: "8", gpu: ""}'

function expression(text: string): string {
  return term(`matchExpressions: [{${text}}]`)
}

function term(...terms: readonly string[]): string {
  const required = `nodeSelectorTerms: [${terms.map((one) => `{${one}}`).join(', ')}]`
  return `affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {${required}}}}`
}

test.each<[string, string, boolean]>([
  ['nothing', '', true],
  ['a selector', 'nodeSelector: {zone: west}', true],
  ['a selector with another value', 'nodeSelector: {zone: east}', false],
  ['a selector with two keys, of which one is missing', 'nodeSelector: {zone: west, disk: ssd}', false],
  ['an empty selector', 'nodeSelector: {}', true],
  ['the labels of a kubelet', 'nodeSelector: {kubernetes.io/os: linux, kubernetes.io/hostname: n1}', true],
  [
    'old labels of a kubelet',
    'nodeSelector: {beta.kubernetes.io/os: linux, beta.kubernetes.io/arch: amd64}',
    true,
  ],
  ['another system', 'nodeSelector: {kubernetes.io/os: windows}', false],
  ['another system by its old label', 'nodeSelector: {beta.kubernetes.io/os: windows}', false],
  ['a key of every object', 'nodeSelector: {constructor: x}', false],
  ['In', expression('key: zone, operator: In, values: [east, west]'), true],
  ['In without the value', expression('key: zone, operator: In, values: [east]'), false],
  ['In without the key', expression('key: disk, operator: In, values: [ssd]'), false],
  ['NotIn', expression('key: zone, operator: NotIn, values: [west]'), false],
  ['NotIn without the key', expression('key: disk, operator: NotIn, values: [ssd]'), true],
  ['Exists', expression('key: gpu, operator: Exists'), true],
  ['Exists without the key', expression('key: disk, operator: Exists'), false],
  ['DoesNotExist', expression('key: gpu, operator: DoesNotExist'), false],
  ['DoesNotExist without the key', expression('key: disk, operator: DoesNotExist'), true],
  ['Gt', expression('key: cores, operator: Gt, values: ["4"]'), true],
  ['Gt with the same number', expression('key: cores, operator: Gt, values: ["8"]'), false],
  ['Lt', expression('key: cores, operator: Lt, values: ["16"]'), true],
  ['Lt with a label that is no number', expression('key: zone, operator: Lt, values: ["16"]'), false],
  ['Lt without the key', expression('key: disk, operator: Lt, values: ["16"]'), false],
  ['Gt without a value', expression('key: cores, operator: Gt'), false],
  ['the name of the node', term('matchFields: [{key: metadata.name, operator: In, values: [n1]}]'), true],
  ['another name', term('matchFields: [{key: metadata.name, operator: NotIn, values: [n1]}]'), false],
  ['another field', term('matchFields: [{key: metadata.uid, operator: In, values: [n1]}]'), false],
  ['no term', term(), false],
  ['an empty term', term(''), false],
  [
    'one of two terms',
    term(
      'matchExpressions: [{key: disk, operator: Exists}]',
      'matchExpressions: [{key: gpu, operator: Exists}]',
    ),
    true,
  ],
  [
    'a term and a selector that fails',
    `nodeSelector: {zone: east}, ${expression('key: gpu, operator: Exists')}`,
    false,
  ],
  ['a preference', 'affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: []}}', true],
])('with %s a pod may run on a node, or not', (_, spec, expected) => {
  expect(mayRunOn(node(WEST), pod(spec).placement, false)).toBe(expected)
})

describe('a taint', () => {
  const GPU = 'taints: [{key: gpu, value: "yes", effect: NoSchedule}]'
  test.each<[string, string, string, boolean]>([
    ['without a toleration', GPU, '', false],
    ['that is tolerated by key', GPU, 'tolerations: [{key: gpu, operator: Exists}]', true],
    ['that is tolerated by value', GPU, 'tolerations: [{key: gpu, value: "yes"}]', true],
    ['with another value', GPU, 'tolerations: [{key: gpu, value: "no"}]', false],
    ['with another effect', GPU, 'tolerations: [{key: gpu, operator: Exists, effect: NoExecute}]', false],
    ['with another key', GPU, 'tolerations: [{key: disk, operator: Exists}]', false],
    ['that everything tolerates', GPU, 'tolerations: [{operator: Exists}]', true],
    ['with an empty key that needs a value', GPU, 'tolerations: [{value: "yes"}]', false],
    ['NoExecute', 'taints: [{key: a, effect: NoExecute}]', '', false],
    ['PreferNoSchedule', 'taints: [{key: a, effect: PreferNoSchedule}]', '', true],
    [
      'of a control plane',
      'taints: [{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}]',
      '',
      false,
    ],
    [
      'of a condition, which a healthy node has not',
      'taints: [{key: node.kubernetes.io/not-ready, effect: NoExecute}]',
      '',
      true,
    ],
    ['of an unschedulable node', 'unschedulable: true', '', false],
  ])('%s keeps a pod away, or not', (_, spec, tolerations, expected) => {
    expect(mayRunOn(node('', spec), pod(tolerations).placement, false)).toBe(expected)
  })

  test('of an unschedulable node keeps no pod of a DaemonSet away', () => {
    const unschedulable = 'taints: [{key: node.kubernetes.io/unschedulable, effect: NoSchedule}]'
    for (const spec of [unschedulable, `unschedulable: true, ${unschedulable}`, 'unschedulable: true']) {
      expect(node('', spec).taints).toHaveLength(1)
      expect(mayRunOn(node('', spec), null, true)).toBe(true)
    }
    expect(mayRunOn(node('', GPU), null, true)).toBe(false)
  })
})

test('the zone of a node is in its label, or in the label of old clusters', () => {
  const both = 'topology.kubernetes.io/zone: new, failure-domain.beta.kubernetes.io/zone: old'
  expect(zoneOf(node(`, labels: {${both}}`))).toBe('new')
  expect(zoneOf(node(', labels: {failure-domain.beta.kubernetes.io/zone: old}'))).toBe('old')
  expect(zoneOf(node(', labels: {topology.kubernetes.io/region: r}'))).toBe('')
})

test('parts that are not readable are left out without a report of their own', () => {
  const text = `apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Is}]}]}}}
`
  expect(parse(text).objects).toHaveLength(1)
  expect(reports(text)).toEqual([])
  expect(pod('').placement).toBeNull()
})
