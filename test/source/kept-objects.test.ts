/** Which last good versions stay in force when an edit breaks objects of a file. */
import { describe, expect, test } from 'vitest'
import { type FileContext, PLAIN_CONTEXT } from '../../src/kube/manifest/file-context.ts'
import { parseManifest } from '../../src/kube/manifest/manifest.ts'
import { kindOf, type KubeObject } from '../../src/kube/model/objects.ts'
import { keepLastGood } from '../../src/source/kept-objects.ts'

const service = (name: string, spec = 'clusterIP: 10.96.0.7', more = ''): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}${more}}\nspec: {${spec}, ports: [{port: 80}]}\n`
const deployment = (name: string, spec = ''): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {${spec}selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: x}]}}}\n`

/** The titles of the objects in force after an edit, sorted, and the errors of the edited file. */
function edit(
  before: readonly string[],
  after: readonly string[],
  contexts: { readonly before?: FileContext; readonly after?: FileContext } = {},
): { readonly objects: string[]; readonly errors: string[] } {
  const [then, now] = [contexts.before ?? PLAIN_CONTEXT, contexts.after ?? PLAIN_CONTEXT]
  const earlier = parseManifest(before.join('---\n'), 'a.yaml', then)
  expect(earlier.diagnostics).toEqual([])
  const parsed = parseManifest(after.join('---\n'), 'a.yaml', now)
  const kept = keepLastGood(parsed, { objects: earlier.objects, context: then }, now)
  return {
    objects: kept.objects.map(titleOf).sort(),
    errors: kept.diagnostics.map(({ message }) => message),
  }
}

function titleOf(object: KubeObject): string {
  return `${kindOf(object)} ${object.namespace}/${object.name}`
}

describe('an object that an edit breaks keeps its last good version, and the diagnostic says so', () => {
  test.each<[string, string, string]>([
    ['clusterIP', service('a', 'clusterIP: Nne'), 'Service default/a'],
    ['its kind', service('a').replace('kind: Service', 'kind: service'), 'Service default/a'],
    ['its version', service('a').replace('v1', 'v2'), 'Service default/a'],
  ])('%s', (_, broken, title) => {
    const { objects, errors } = edit([service('a'), service('b')], [broken, service('b')])
    expect(objects).toEqual([title, 'Service default/b'])
    expect(errors).toEqual([expect.stringMatching(/; the last good one stays$/)])
  })

  test('replicas of a workload', () => {
    const { objects, errors } = edit([deployment('a')], [deployment('a', 'replicas: -3, ')])
    expect(objects).toEqual(['Deployment default/a'])
    expect(errors).toEqual([expect.stringMatching(/spec\.replicas is -3, .*; the last good one stays$/)])
  })

  test('every error of the object', () => {
    const { errors } = edit([service('a')], [service('a', 'clusterIP: x, type: y')])
    expect(errors).toHaveLength(2)
    expect(errors.every((message) => message.endsWith('; the last good one stays'))).toBe(true)
  })
})

describe('a document that loses its name keeps what it may have been', () => {
  test.each<[string, string, string[]]>([
    ['no name', service('a').replace('name: a', ''), ['Service default/a', 'Service default/b']],
    ['an invalid name', service('A_1'), ['Service default/a', 'Service default/b']],
    ['no kind', service('a').replace('kind: Service\n', ''), ['Service default/a', 'Service default/b']],
    [
      'an invalid namespace',
      service('a', undefined, ', namespace: X'),
      ['Service default/a', 'Service default/b'],
    ],
  ])('%s', (_, broken, expected) => {
    const { objects, errors } = edit([service('a'), service('b')], [broken, service('b')])
    expect(objects).toEqual(expected)
    expect(errors).toEqual([expect.stringContaining('the last good')])
  })

  test('only objects of its kind and namespace, which the file no longer has', () => {
    const before = [service('a'), service('b', undefined, ', namespace: shop'), deployment('c'), service('d')]
    const { objects, errors } = edit(before, [service('').replace('name: ', ''), service('d')])
    expect(objects).toEqual(['Service default/a', 'Service default/d'])
    expect(errors).toEqual(['Service: metadata has no name; the last good Service default/a stays'])
  })

  test('all of them where it may have been any', () => {
    const { objects, errors } = edit([service('a'), service('b')], [service('').replace('name: ', '')])
    expect(objects).toEqual(['Service default/a', 'Service default/b'])
    expect(errors).toEqual(['Service: metadata has no name; the last good Service default/a and 1 more stay'])
  })

  test('not an object whose own broken version is there', () => {
    const after = [service('').replace('name: ', ''), service('a', 'clusterIP: x')]
    const { errors } = edit([service('a')], after)
    expect(errors).toEqual([
      'Service: metadata has no name',
      expect.stringMatching(/; the last good one stays$/),
    ])
  })
})

describe('nothing stays', () => {
  test('of an object that the file no longer has', () => {
    expect(edit([service('a'), service('b')], [service('b', 'clusterIP: x')]).objects).toEqual([
      'Service default/b',
    ])
  })

  test('of an object that is good elsewhere in the file', () => {
    const { objects, errors } = edit([service('a')], [service('a', 'clusterIP: x'), service('a')])
    expect(objects).toEqual(['Service default/a'])
    expect(errors).toEqual([expect.not.stringContaining('last good')])
  })

  test('where nothing was good before', () => {
    const { objects, errors } = edit([deployment('z')], [service('a', 'clusterIP: x'), deployment('z')])
    expect(objects).toEqual(['Deployment default/z'])
    expect(errors).toEqual([expect.not.stringContaining('last good')])
  })
})

describe('a file whose default namespace changes', () => {
  const shop = { ...PLAIN_CONTEXT, namespace: 'shop' }

  test('keeps the last good version of a broken object in the old namespace', () => {
    const { objects } = edit([service('a'), service('b')], [service('a', 'clusterIP: x'), service('b')], {
      after: shop,
    })
    expect(objects).toEqual(['Service default/a', 'Service shop/b'])
  })
})

test('a document that does not parse keeps all objects that no other document replaces', () => {
  expect(edit([service('a'), deployment('c')], ['kind: [\n', service('b')]).objects).toEqual([
    'Deployment default/c',
    'Service default/a',
    'Service default/b',
  ])
})
