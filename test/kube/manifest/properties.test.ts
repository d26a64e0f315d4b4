import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeManifest, parseManifest } from '../../../src/kube/manifest/manifest.ts'
import { canonicalAddress } from '../../../src/wire/address.ts'

/** Pieces of valid and invalid manifests. */
const PIECES = [
  'apiVersion: v1',
  'kind: Service',
  'kind: List',
  'items:',
  '- ',
  '  ',
  '\n',
  '\r\n',
  '---\n',
  '...\n',
  'metadata:',
  'name: a',
  'spec:',
  'ports:',
  '{',
  '}',
  '[',
  ']',
  ',',
  ': ',
  '"',
  "'",
  '&a ',
  '*a',
  '!t ',
  '|\n',
  '>-\n',
  '# c\n',
  '%YAML 1.2\n',
  '\t',
  '<<: *a',
  '? ',
  'null',
  '1',
  '0x1',
  'true',
  '{{',
  '\ufeff',
  '\u2028',
  '\ud800',
  '__proto__: 1',
  'kind: Pod\n',
]
const yamlish = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join(''))

/** An object in which arbitrary values replace some fields. */
const anything = fc.jsonValue({ maxDepth: 3 })
const mistaken = fc.record({
  apiVersion: fc.constantFrom('v1', 'discovery.k8s.io/v1', 'multicluster.x-k8s.io/v1alpha1'),
  kind: fc.constantFrom('Service', 'Endpoints', 'EndpointSlice', 'Pod', 'Namespace', 'ServiceImport', 'List'),
  metadata: fc.oneof(fc.record({ name: fc.constant('a'), labels: anything, namespace: anything }), anything),
  spec: fc.oneof(
    fc.record({
      type: anything,
      ports: fc.array(anything),
      clusterIP: anything,
      clusterIPs: anything,
      selector: anything,
      containers: anything,
    }),
    anything,
  ),
  status: fc.oneof(
    fc.record({ podIPs: anything, conditions: fc.array(anything), loadBalancer: anything }),
    anything,
  ),
  endpoints: fc.array(
    fc.oneof(fc.record({ addresses: anything, conditions: anything, targetRef: anything }), anything),
  ),
  subsets: anything,
  items: anything,
})

function check(text: string): void {
  const file = parseManifest(text, 'web.yaml')
  expect(structuredClone(file)).toEqual(file)
  const lines = text.split(/\r\n|\r|\n/)
  for (const { line, column, sourceLine } of file.diagnostics) {
    expect(line).toBeLessThanOrEqual(lines.length)
    expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1)
    if (sourceLine !== undefined) expect(lines[line - 1]).toBe(sourceLine)
  }
  for (const object of file.objects) {
    expect(object.name).toMatch(/^[a-z0-9]/)
    expect(object.namespace === '').toBe(object.kind === 'Namespace')
    if (object.kind === 'Service') expect(object.clusterIPs.map(canonicalAddress)).toEqual(object.clusterIPs)
  }
}

test('text similar to YAML is parsed or reported, and the result can be sent to another thread', () => {
  fc.assert(fc.property(yamlish, check), { numRuns: 2000 })
})

test('any text is parsed or reported', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), check), { numRuns: 500 })
})

test('any JSON is parsed or reported', () => {
  fc.assert(fc.property(fc.json(), check), { numRuns: 500 })
})

test('an object with any fields is parsed or reported, as JSON on one line or several', () => {
  fc.assert(
    fc.property(mistaken, fc.constantFrom(undefined, 2, '\t'), (value, indent) =>
      check(JSON.stringify(value, null, indent)),
    ),
    { numRuns: 2000 },
  )
})

test('any octets are decoded or reported', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (octets) => {
      const text = decodeManifest(octets, 'web.yaml')
      if (typeof text === 'string') check(text)
      else expect(text.code).toBe('KZ_FILE_BINARY')
    }),
  )
})
