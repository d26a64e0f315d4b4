/** Documents in the folder of a kustomization that are patches, not objects. */
import { expect, test } from 'vitest'
import { PLAIN_CONTEXT } from '../../../src/kube/manifest/file-context.ts'
import { Field } from '../../../src/kube/manifest/fields.ts'
import { ManifestFindings } from '../../../src/kube/manifest/findings.ts'
import { ManifestText } from '../../../src/kube/manifest/text.ts'
import { parseManifest } from '../../../src/kube/manifest/manifest.ts'
import { isPatchShaped } from '../../../src/kube/manifest/patch-shape.ts'
import { readYaml } from '../../../src/kube/manifest/yaml-document.ts'

const KUSTOMIZED = { ...PLAIN_CONTEXT, isKustomized: true }

function isPatch(apiVersion: string, kind: string, spec: string): boolean {
  const text = `apiVersion: ${apiVersion}\nspec: ${spec}\n`
  const [yaml] = readYaml(text, 0)
  if (yaml === undefined) throw new Error('no document')
  const { value, node, positions } = yaml
  const findings = new ManifestFindings(new ManifestText(text, 'a.yaml'))
  const document = { positions, findings, context: KUSTOMIZED, budget: 100, mayBeTemplate: false }
  return isPatchShaped(kind, new Field(value, { document, node, subject: kind, missing: [] }))
}

test.each([
  ['v1', 'Service', '{type: NodePort}'],
  ['v1', 'Service', '{ports: []}'],
  ['v1', 'Service', '{clusterIP: 10.0.0.1}'],
  ['v1', 'Service', ''],
  ['', 'Service', '{}'],
  ['apps/v1', 'Deployment', '{replicas: 3}'],
  ['apps/v1', 'StatefulSet', '{replicas: 3}'],
  ['apps/v1', 'Deployment', '{template: {spec: {containers: [{name: web, env: []}]}}}'],
  ['apps/v1', 'DaemonSet', ''],
  ['apps/v1', 'ReplicaSet', '{}'],
  ['extensions/v1beta1', 'Deployment', '{}'],
])('%s %s with the spec %s is a patch', (apiVersion, kind, spec) => {
  expect(isPatch(apiVersion, kind, spec)).toBe(true)
})

test.each([
  ['v1', 'Service', '{ports: [{port: 80}]}'],
  ['v1', 'Service', '{clusterIP: None}'],
  ['v1', 'Service', '{type: ExternalName, externalName: a.b}'],
  ['apps/v1', 'Deployment', '{selector: {}, template: {}}'],
  ['serving.knative.dev/v1', 'Service', '{}'],
  ['example.org/v1', 'Deployment', '{}'],
  ['v1', 'Pod', ''],
  ['v1', 'ConfigMap', ''],
  ['7', 'Service', ''],
])('%s %s with the spec %s is not a patch, or unknown', (apiVersion, kind, spec) => {
  expect(isPatch(apiVersion, kind, spec)).toBe(false)
})

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n'

test('patches are ignored in a kustomization, and reported once for each file', () => {
  const text = `${SERVICE}spec: {ports: [{port: 80}]}\n---\n${SERVICE}---\n${SERVICE}spec: {type: NodePort}\n`
  const parsed = parseManifest(text, 'a.yaml', KUSTOMIZED)
  expect(parsed).toMatchObject({
    objects: [{ name: 'web', location: { place: { line: 1 } } }],
    ignored: 2,
    intact: true,
  })
  expect(parsed.diagnostics).toMatchObject([
    { code: 'KZ_KUSTOMIZE_PATCH', severity: 'info', line: 6, column: 1 },
  ])
  expect(parseManifest(text, 'a.yaml').objects).toHaveLength(3)
})
