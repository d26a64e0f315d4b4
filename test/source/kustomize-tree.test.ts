/** Kustomizations of a tree together: what they make of the files that they list, and their diagnostics. */
import { describe, expect, test } from 'vitest'
import { parseOctets } from '../../src/source/parser-pool.ts'
import { WatchedFolder } from './watched-folder.ts'

const SERVICE = (name: string, metadata = ''): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}${metadata}}\nspec: {ports: [{port: 80}]}\n`

/** A loaded folder with these files; `kustomization.yaml` is left out of the names of folders. */
async function folderOf(files: Readonly<Record<string, string>>): Promise<WatchedFolder> {
  const folder = new WatchedFolder()
  for (const [file, text] of Object.entries(files)) {
    folder.write(file.endsWith('.yaml') ? file : `${file}/kustomization.yaml`, text)
  }
  await folder.watch({ parse: parseOctets })
  return folder
}

/** The messages about kustomizations, `file: message`. */
const remarks = (folder: WatchedFolder): string[] =>
  [...folder.state].flatMap(([file, { diagnostics }]) =>
    diagnostics.map(({ message }) => `${file}: ${message}`),
  )

const BASE = { base: 'resources: [web.yaml]', 'base/web.yaml': SERVICE('web') }

describe('the objects of a file are as kustomize makes them', () => {
  test.each<readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, string[]>>]>([
    [
      'in the namespace of the kustomization that lists it, whatever the object states',
      {
        app: 'namespace: shop\nresources: [web.yaml, db.yaml]',
        'app/web.yaml': SERVICE('web'),
        'app/db.yaml': SERVICE('db', ', namespace: x'),
      },
      { 'app/web.yaml': ['shop/web'], 'app/db.yaml': ['shop/db'] },
    ],
    [
      'as stated, where no kustomization lists it',
      {
        app: 'namespace: shop\nresources: [web.yaml]',
        'app/web.yaml': SERVICE('web'),
        'app/more/db.yaml': SERVICE('db'),
      },
      { 'app/web.yaml': ['shop/web'], 'app/more/db.yaml': ['db'] },
    ],
    [
      'in the namespace of the outermost kustomization',
      {
        ...BASE,
        base: 'namespace: inner\nresources: [web.yaml]',
        over: 'namespace: outer\nresources: [../base]',
      },
      { 'base/web.yaml': ['outer/web'] },
    ],
    [
      'in the namespace of the base, where the outer one has none',
      { ...BASE, base: 'namespace: inner\nresources: [web.yaml]', over: 'resources: [../base]' },
      { 'base/web.yaml': ['inner/web'] },
    ],
    [
      'with prefixes and suffixes from the inside to the outside',
      {
        ...BASE,
        base: 'namePrefix: b-\nnameSuffix: -b\nresources: [web.yaml]',
        over: 'namePrefix: o-\nnameSuffix: -o\nbases: [../base/]',
      },
      { 'base/web.yaml': ['o-b-web-b-o'] },
    ],
    [
      'where all overlays agree',
      {
        ...BASE,
        one: 'namespace: shop\nresources: [../base]',
        two: 'namespace: shop\ncomponents: [../base]',
      },
      { 'base/web.yaml': ['shop/web'] },
    ],
    [
      'as stated, where overlays set different namespaces',
      { ...BASE, one: 'namespace: one\nresources: [../base]', two: 'namespace: two\nresources: [../base]' },
      { 'base/web.yaml': ['web'] },
    ],
    [
      'under their own names, where one overlay keeps them and another renames',
      { ...BASE, one: 'namespace: one\nresources: [../base]', two: 'namePrefix: two-\nresources: [../base]' },
      { 'base/web.yaml': ['one/web'] },
    ],
    [
      'nowhere, where overlays rename them, each in another way',
      {
        ...BASE,
        one: 'namePrefix: one-\nresources: [../base]',
        two: 'nameSuffix: -two\nresources: [../base, own.yaml]',
        'two/own.yaml': SERVICE('own'),
      },
      { 'two/own.yaml': ['own-two'] },
    ],
    [
      'as stated, where kustomizations include each other',
      {
        one: 'namespace: one\nresources: [../two, web.yaml]',
        two: 'namespace: two\nresources: [../one]',
        'one/web.yaml': SERVICE('web'),
      },
      { 'one/web.yaml': ['web'] },
    ],
  ])('%s', async (_, files, names) => {
    expect((await folderOf(files)).names()).toEqual(names)
  })

  test('and so are the names in other objects, and Namespaces', async () => {
    const folder = await folderOf({
      app: 'namespace: shop\nnamePrefix: p-\nresources: [all.yaml]',
      'app/all.yaml': [
        'apiVersion: v1\nkind: Namespace\nmetadata: {name: _}',
        'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec: {serviceName: peers, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: b}]}}}',
        'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\nspec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 3}',
        'apiVersion: v1\nkind: Endpoints\nmetadata: {name: web}',
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: other}',
      ].join('\n---\n'),
    })
    expect(folder.state.get('app/all.yaml')).toMatchObject({
      objects: [
        { kind: 'Namespace', name: 'shop' },
        { name: 'p-db', namespace: 'shop', serviceName: 'p-peers' },
        { name: 'p-h', namespace: 'shop', target: 'Deployment/p-web' },
        { kind: 'EndpointSlice', namespace: 'shop', service: 'p-web' },
      ],
      namespaces: ['shop'],
      diagnostics: [],
    })
  })

  test('a Namespace without a name of its own is left out where overlays do not agree', async () => {
    const folder = await folderOf({
      base: 'resources: [ns.yaml]',
      'base/ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: _}\n',
      one: 'namespace: one\nresources: [../base]',
      two: 'namespace: two\nresources: [../base]',
    })
    expect(folder.state.get('base/ns.yaml')).toMatchObject({ objects: [], diagnostics: [] })
  })

  test('a file that a kustomization lists is no patch, whatever it lacks', async () => {
    const text = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort}\n'
    const folder = await folderOf({ app: 'resources: [a.yaml]', 'app/a.yaml': text, 'app/b.yaml': text })
    expect(folder.names()).toEqual({ 'app/a.yaml': ['web'] })
  })

  test('and follow each change', async () => {
    const folder = await folderOf({ ...BASE, over: 'namespace: one\nresources: [../base]' })
    expect(folder.names()).toEqual({ 'base/web.yaml': ['one/web'] })
    folder.write('over/kustomization.yaml', 'namespace: two\nresources: [../base, more.yaml]')
    await folder.settles({ 'base/web.yaml': ['two/web'] })
    expect(remarks(folder)).toEqual([
      'over/kustomization.yaml: kustomizations are not built: more.yaml is not here',
    ])
    folder.write('over/more.yaml', SERVICE('more'))
    await folder.settles({ 'base/web.yaml': ['two/web'], 'over/more.yaml': ['two/more'] })
    await folder.until(() => remarks(folder).length === 0)
    expect(remarks(folder)).toEqual([])
  })

  test('and keep the last good objects of a broken document', async () => {
    const folder = await folderOf({
      app: 'namespace: one\nresources: [web.yaml]',
      'app/web.yaml': `${SERVICE('a')}---\n${SERVICE('b')}`,
    })
    folder.write('app/web.yaml', `${SERVICE('a')}---\nkind: [`)
    folder.write('app/kustomization.yaml', 'namespace: two\nresources: [web.yaml]')
    await folder.settles({ 'app/web.yaml': ['two/a', 'two/b'] })
  })
})

describe('a root has one diagnostic', () => {
  test('if it, or what it includes, has fields that only kustomize applies', async () => {
    const folder = await folderOf({
      ...BASE,
      base: 'resources: [web.yaml]\nreplicas: [{name: web, count: 2}]\npatches: [{patch: x}]',
      one: 'resources: [../base, "https://example.org/x", gone]',
      two: 'resources: [../base]\nhelmCharts: [{name: redis}]',
    })
    expect(remarks(folder)).toEqual([
      'one/kustomization.yaml: kustomizations are not built: patches and replicas have no effect, and gone and https://example.org/x are not here',
      'two/kustomization.yaml: kustomizations are not built: helmCharts, patches and replicas have no effect',
    ])
    const hints = folder.reported.map(({ hint }) => hint?.replaceAll(`${folder.root}/`, ''))
    expect(hints).toEqual([
      'run `kustomize build one | kubezone serve -`, or put its output here',
      'run `kustomize build --enable-helm two | kubezone serve -`, or put its output here',
    ])
  })

  test('if what it makes of a base is not what others make of it', async () => {
    const folder = await folderOf({
      ...BASE,
      one: 'namespace: one\nresources: [../base]',
      two: 'namespace: two\nnamePrefix: x-\nresources: [../base]',
      six: 'resources: [../base]',
    })
    expect(remarks(folder)).toEqual([
      'one/kustomization.yaml: kustomizations are not built: namespace: one is not applied to what other kustomizations include, too',
      'two/kustomization.yaml: kustomizations are not built: namespace: two, namePrefix: x- is not applied to what other kustomizations include, too',
    ])
  })

  test('and a base that all rename has one, which stands for its files', async () => {
    const folder = await folderOf({
      ...BASE,
      base: 'resources: [web.yaml, db.yaml]',
      'base/db.yaml': SERVICE('db'),
      one: 'namePrefix: one-\nresources: [../base]',
      two: 'namePrefix: two-\nresources: [../base]',
    })
    expect(folder.troubles()).toEqual([
      'base/kustomization.yaml: KZ_KUSTOMIZE_BASE',
      'one/kustomization.yaml: KZ_KUSTOMIZATION',
      'two/kustomization.yaml: KZ_KUSTOMIZATION',
    ])
    expect(remarks(folder).filter((one) => one.startsWith('base'))).toEqual([
      'base/kustomization.yaml: 2 kustomizations rename the objects of this base, each in another way (one-… and two-…), so the files that it lists are not read',
    ])
  })

  test('not if it is a component, which is built only by what includes it', async () => {
    const folder = await folderOf({
      ...BASE,
      base: 'resources: [web.yaml]\nreplicas: [{name: web, count: 2}]',
      part: 'kind: Component\nresources: [../base]\npatches: [{patch: x}]',
      'Kustomization/kustomization.yaml': '',
    })
    expect(folder.troubles()).toEqual(['Kustomization/kustomization.yaml: KZ_KUSTOMIZATION'])
  })

  test('not if all of it is applied, or has no effect on names', async () => {
    const folder = await folderOf({
      ...BASE,
      over: 'namespace: shop\nresources: [../base]\nimages: [{name: a}]\nconfigMapGenerator: [{name: c}]\nlabels: [{pairs: {a: b}}]',
    })
    expect(remarks(folder)).toEqual([])
  })

  test('a chain and a diamond of a thousand kustomizations take no time', async () => {
    const files: Record<string, string> = { 'k0/web.yaml': SERVICE('web'), k0: 'resources: [web.yaml]' }
    for (let i = 1; i < 500; i++) {
      files[`k${i}`] = `namePrefix: a-\nresources: [../k${i - 1}, ../j${i - 1}]`
      files[`j${i}`] = `namePrefix: b-\nresources: [../k${i - 1}, ../j${i - 1}]`
    }
    const began = performance.now()
    const folder = await folderOf(files)
    expect(folder.names()).toEqual({})
    expect(performance.now() - began).toBeLessThan(20_000)
  })
})
