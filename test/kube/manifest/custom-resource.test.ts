/** Custom resources that stand for services: which are kept, and what of them. */
import { describe, expect, test } from 'vitest'
import { parse } from './manifest-report.ts'

const release = (metadata: string, rest = ''): string =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {${metadata}}\n${rest}`

/** The resource of a release with this chart. */
const spec = (chart: string) =>
  parse(release('name: web', `spec: {chart: ${chart}, chartRef: {name: a}}\n`)).objects[0]

describe('a custom resource that stands for services', () => {
  test('keeps the fields that its services depend on, and its namespace exists', () => {
    const spec = 'spec: {chart: {spec: {chart: web}}, values: {big: true}}\nstatus: {observedGeneration: 1}\n'
    expect(parse(release('name: web, namespace: shop, labels: {a: b, c: 1}', spec))).toMatchObject({
      objects: [
        {
          kind: 'CustomResource',
          form: 'HelmRelease.helm.toolkit.fluxcd.io',
          namespace: 'shop',
          name: 'web',
          labels: { a: 'b' },
          spec: { chart: { spec: { chart: 'web' } } },
          isFromCluster: true,
        },
      ],
      ignored: 1,
      namespaces: ['shop'],
      diagnostics: [],
    })
  })

  test.each([
    ['without a name', ''],
    ['with a wrong name', 'name: A_B'],
    ['with a name of another type', 'name: 7'],
    ['with a wrong namespace', 'name: web, namespace: A_B'],
  ])('is ignored %s, as its operator checks it', (_, metadata) => {
    expect(parse(release(metadata))).toMatchObject({ objects: [], ignored: 1, diagnostics: [] })
  })

  test('keeps no field that is too large, whether by its text or by its aliases', () => {
    expect(spec(`"${'x'.repeat(2000)}"`)).toMatchObject({ spec: { chartRef: { name: 'a' } } })
    const many = Array.from({ length: 3000 }, (_, i) => `k${i}: 1`).join(', ')
    expect(JSON.stringify(spec(`{${many}}`)).length).toBeLessThan(40_000)
    const bomb =
      '{a: &a [1,1,1,1,1,1,1,1,1,1], b: &b [*a,*a,*a,*a,*a,*a,*a,*a], c: &c [*b,*b,*b,*b,*b,*b,*b,*b], d: [*c,*c,*c,*c,*c,*c]}'
    expect(JSON.stringify(spec(bomb)).length).toBeLessThan(40_000)
  })

  test('of Knative is no core Service', () => {
    const text = 'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: web}\nspec: {}\n'
    expect(parse(text).objects).toMatchObject([
      { kind: 'CustomResource', form: 'Service.serving.knative.dev' },
    ])
  })
})
