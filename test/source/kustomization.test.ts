/** Folders with kustomizations, which are never built: the files that are not read, and the diagnostics. */
import { renameSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseOctets } from '../../src/source/parser-pool.ts'
import { NO_KUSTOMIZATION, readKustomization } from '../../src/source/kustomization.ts'
import { WatchedFolder } from './watched-folder.ts'

const KUSTOMIZATION = `
resources: [web.yaml, ../base, db.yaml]
components: [parts]
patches:
  - path: patches/ports.yaml
  - path: ./late.yaml
    target: {kind: Service}
  - patch: |-
      - op: remove
        path: /spec/ports
  - {path: 7}
  - plain
patchesStrategicMerge:
  - old.yaml
  - |-
    apiVersion: v1
    kind: Service
    metadata: {name: web}
patchesJson6902:
  - {target: {kind: Service, name: web}, path: json.yaml}
`

test('patches are read from all three fields of a kustomization', () => {
  expect(readKustomization(KUSTOMIZATION).content?.patches).toEqual([
    'patches/ports.yaml',
    'late.yaml',
    'json.yaml',
    'old.yaml',
  ])
})

test.each([
  ['fields of other types', 'patches: {path: a.yaml}\npatchesStrategicMerge: a.yaml\npatchesJson6902: 7\n'],
  ['paths that lead out', 'patches: [{path: ../a.yaml}, {path: /a.yaml}, {path: .}, {path: ""}]\n'],
])('%s: no patches', (_, text) => {
  expect(readKustomization(text).content?.patches).toEqual([])
})

test.each([
  ['nothing', ''],
  ['a list', '- patches'],
])('%s is no kustomization', (_, text) => {
  expect(readKustomization(text)).toEqual({ content: NO_KUSTOMIZATION, diagnostics: [] })
})

test('a kustomization that is not YAML has no content, so the last one stays', () => {
  expect(readKustomization('patches: [')).toEqual({ content: null, diagnostics: [] })
})

test('what it includes, what it makes of it, and what only kustomize does', () => {
  const text = `
    apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    namespace: shop
    namePrefix: dev-
    nameSuffix: -v2
    resources: [web.yaml, ../base, 'https://example.org/x?ref=v1', 7]
    bases: [old]
    components: [../parts]
    images: [{name: web, newTag: v1}]
    configMapGenerator: [{name: conf, literals: [a=b]}]
    replicas: [{name: web, count: 3}]
    vars: []
    helmCharts: [{name: redis}]
  `
  expect(readKustomization(text).content).toEqual({
    isComponent: false,
    overlay: { namespace: 'shop', prefix: 'dev-', suffix: '-v2' },
    resources: ['web.yaml', '../base', 'https://example.org/x?ref=v1', 'old', '../parts'],
    patches: [],
    unapplied: ['helmCharts', 'replicas'],
    needsHelm: true,
    isRead: true,
  })
})

test("Flux's Kustomization in a file of that name includes nothing", () => {
  const text = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {path: ./apps}\n'
  expect(readKustomization(text).content).toEqual({ ...NO_KUSTOMIZATION, isRead: true })
})

async function watched(): Promise<WatchedFolder> {
  const folder = new WatchedFolder()
  folder.write('app/kustomization.yaml', 'patches: [{path: patches/a.yaml}, {path: b.yaml}]')
  folder.write('app/patches/a.yaml', 'a')
  folder.write('app/b.yaml', 'b')
  folder.write('app/c.yaml', 'c')
  folder.write('b.yaml', 'b')
  await folder.watch()
  return folder
}

describe('a file that a kustomization names as a patch', () => {
  const others = { 'app/c.yaml': ['c'], 'b.yaml': ['b'] }
  const TROUBLES = [
    'app/b.yaml: KZ_KUSTOMIZE_PATCH',
    'app/kustomization.yaml: KZ_KUSTOMIZATION',
    'app/patches/a.yaml: KZ_KUSTOMIZE_PATCH',
  ]

  test('is not read, is reported once, and neither are its edits read', async () => {
    const folder = await watched()
    expect(folder.names()).toEqual(others)
    expect(folder.troubles()).toEqual(TROUBLES)
    expect(folder.parsed).not.toContain('app/b.yaml')
    folder.write('app/b.yaml', 'b2')
    folder.write('app/c.yaml', 'c2')
    await folder.settles({ ...others, 'app/c.yaml': ['c2'] })
    await folder.folder.rescan()
    expect(folder.names()).toEqual({ ...others, 'app/c.yaml': ['c2'] })
    expect(folder.reported).toHaveLength(3)
  })

  test('is read when it is not named any more, and is not read when it is named again', async () => {
    const folder = await watched()
    folder.write('app/kustomization.yaml', 'patches: [{path: b.yaml}]')
    await folder.settles({ ...others, 'app/patches/a.yaml': ['a'] })
    renameSync(folder.path('app/kustomization.yaml'), folder.path('app/off'))
    await folder.settles({ ...others, 'app/patches/a.yaml': ['a'], 'app/b.yaml': ['b'] })
    expect(folder.troubles()).toEqual([])
    renameSync(folder.path('app/off'), folder.path('app/kustomization.yaml'))
    await folder.settles({ ...others, 'app/patches/a.yaml': ['a'] })
    expect(folder.state.get('app/b.yaml')).toMatchObject({ isGone: false, objects: [] })
  })

  test('stays a patch while the kustomization is broken, or not text', async () => {
    const folder = await watched()
    for (const broken of ['patches: [', Buffer.from([0xff, 0]), '#'.repeat(300_000)]) {
      writeFileSync(folder.path('app/kustomization.yaml'), broken)
      await folder.folder.rescan()
      expect(folder.names()).toEqual(others)
      expect([...folder.troubles()].sort()).toEqual(TROUBLES)
    }
  })
})

test('a kustomization that is broken from the start has no effect on other files', async () => {
  const folder = new WatchedFolder()
  folder.write('kustomization.yaml', 'patches: [\n')
  folder.write('a.yaml', 'a')
  await folder.load()
  expect(folder.names()).toEqual({ 'a.yaml': ['a'] })
  expect(folder.troubles()).toEqual(['kustomization.yaml: KZ_KUSTOMIZATION'])
})

test('a kustomization that breaks is reported, also below another, and its last good content stays', async () => {
  const folder = new WatchedFolder()
  folder.write('base/kustomization.yaml', 'resources: [a.yaml]\nnamePrefix: x-\n')
  folder.write('base/a.yaml', SERVICE)
  folder.write('top/kustomization.yaml', 'resources: [../base]\n')
  await folder.watch({ parse: parseOctets })
  const said = () => folder.reported.map(({ file, message }) => `${file.split('/').at(-2)}: ${message}`)
  const inForce = () => folder.state.get('base/a.yaml')?.objects.map(({ name }) => name)
  const fact = 'kustomizations are not built: it cannot be read'
  expect(folder.troubles()).toEqual(['base/a.yaml: KZ_OBJECT_MISSING'])
  folder.write('base/kustomization.yaml', 'resources: [a.yaml\n')
  await folder.until(() => folder.reported.length > 1)
  expect(said().slice(1)).toEqual([`base: ${fact}, and its last good content stays`])
  expect(inForce()).toEqual(['x-web'])
  folder.write('base/kustomization.yaml', 'resources: [a.yaml]\n')
  await folder.until(() => inForce()?.[0] === 'web')
  expect(folder.troubles()).toEqual(['base/a.yaml: KZ_OBJECT_MISSING'])
})

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n'

test('patch-shaped objects in its folder and below are ignored as long as it exists', async () => {
  const folder = new WatchedFolder()
  const patch = `${SERVICE}spec: {type: NodePort}\n---\n${SERVICE}spec: {sessionAffinity: None}\n`
  folder.write('app/Kustomization', '')
  for (const name of ['app/a.yaml', 'app/below/b.yaml', 'c.yaml']) folder.write(name, patch)
  await folder.watch({ parse: parseOctets })
  expect(folder.names()).toEqual({ 'c.yaml': ['web', 'web'] })
  expect(folder.troubles()).toEqual([
    'app/Kustomization: KZ_KUSTOMIZATION',
    'app/a.yaml: KZ_KUSTOMIZE_PATCH',
    'app/below/b.yaml: KZ_KUSTOMIZE_PATCH',
    // Outside, the same documents are objects that lack their ports.
    'c.yaml: KZ_OBJECT_MISSING',
    'c.yaml: KZ_OBJECT_MISSING',
  ])
  renameSync(folder.path('app/Kustomization'), folder.path('app/off'))
  await folder.settles({
    'c.yaml': ['web', 'web'],
    'app/a.yaml': ['web', 'web'],
    'app/below/b.yaml': ['web', 'web'],
  })
})

test('the commands in the hints are quoted for a shell', async () => {
  const folder = new WatchedFolder()
  folder.write("it's here/kustomization.yaml", '')
  folder.write('chart/Chart.yaml', '')
  folder.write('chart/templates/a.yaml', '')
  folder.write('a.yaml', 'a')
  await folder.load()
  expect(folder.reported.map(({ hint }) => hint?.replaceAll(folder.root, '.'))).toEqual([
    'run `helm template ./chart | kubezone serve -`, or put its output here',
    "run `kustomize build './it'\\''s here' | kubezone serve -`, or put its output here",
  ])
})
