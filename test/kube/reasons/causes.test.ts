/** Causes of missing names that need more than one object, and names for which nothing is near. */
import { describe, expect, test } from 'vitest'
import { explained } from '../../site/explanation/explained.ts'

const service = (name: string, spec: string, namespace = 'shop'): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {${spec}}\n---\n`
const workload = (kind: string, name: string, labels: string, more = ''): string =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}
spec:\n  selector: {matchLabels: {${labels}}}\n  ${more}\n  template:
    metadata: {labels: {${labels}}}
    spec: {containers: [{name: main, image: main}]}\n---\n`
const headless = (selector: string): string =>
  service('db', `clusterIP: None, selector: {${selector}}, ports: [{port: 1}]`)
const why = async (manifest: string, name: string, ...words: string[]): Promise<string> =>
  (await explained({ 'shop.yaml': manifest }, name, ...words)).verdict

describe('the workload that a selector was meant for', () => {
  test.each([
    ['an abbreviated value', 'app: db', workload('Deployment', 'store', 'app: database', 'replicas: 3')],
    ['another key', 'app: store', workload('Deployment', 'store', 'app.kubernetes.io/name: store')],
    ['a misspelt value', 'app: sotre', workload('Deployment', 'x', 'app: store')],
    ['the name of the Service', 'app: mongo', workload('Deployment', 'db', 'app: persistence')],
  ])('is found by %s', async (_, selector, pods) => {
    expect(await why(headless(selector) + pods, 'db.shop')).toMatch(
      /^KZ_WHY_SELECTOR selector \S+ of Service db in shop selects no pod \[shop.yaml:4:\d+\] \(the nearest: \S+=\w+ \(\d pods?\), shop.yaml:\d+\)$/,
    )
  })

  test.each([
    ['another workload', workload('Deployment', 'cart', 'app: cart')],
    [
      'an abbreviation of pods that another Service selects',
      service('ui', 'selector: {app: dashboard}, ports: [{port: 1}]') +
        workload('Deployment', 'ui', 'app: dashboard'),
    ],
    [
      'two workloads alike',
      workload('Deployment', 'a', 'app: database') + workload('Deployment', 'b', 'app: dbase'),
    ],
  ])('is not %s', async (_, pods) => {
    expect(await why(headless('app: db') + pods, 'db.shop')).not.toContain('nearest')
  })
})

describe('a StatefulSet', () => {
  test('whose serviceName names nothing, with the headless Service of its pods', async () => {
    const manifest = headless('app: db') + workload('StatefulSet', 'db', 'app: db', 'serviceName: database')
    expect(await why(manifest, 'db-0.database.shop')).toBe(
      'KZ_WHY_SERVICE_NAME no Service database in shop, which StatefulSet db has as its serviceName [shop.yaml:11:16] (did you mean db? Set serviceName: db)',
    )
  })

  test('whose pod is asked for without its Service', async () => {
    const manifest = headless('app: db') + workload('StatefulSet', 'db', 'app: db', 'serviceName: db')
    expect(await why(manifest, 'db-0.shop')).toContain('(did you mean db-0.db.shop?)')
  })
})

test('an autoscaler that scales down to nothing', async () => {
  const scaler = `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: few, namespace: shop}
spec: {minReplicas: 0, maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: db}}\n`
  expect(
    await why(headless('app: db') + workload('Deployment', 'db', 'app: db') + scaler, 'db.shop'),
  ).toContain('HorizontalPodAutoscaler few scales it down to 0')
})

test('a workload of the name, whose Service has another name', async () => {
  const manifest =
    service('ledger', 'selector: {app: db}, ports: [{port: 1}]') + workload('Deployment', 'db', 'app: db')
  expect(await why(manifest, 'db.shop')).toContain(
    'the Service of Deployment db is ledger [shop.yaml:6:1] (did you mean ledger?)',
  )
})

test('a wildcard', async () => {
  expect(await why(headless('app: db'), '*.shop.svc.cluster.local.')).toMatch(/^KZ_WHY_WILDCARD /)
})

test('the name of a Service below pod', async () => {
  expect(await why(headless('app: db'), 'db.shop.pod.cluster.local.')).toContain(
    '(did you mean db.shop.svc?)',
  )
})

test('a part of a file that is not read is told beside a missing Service', async () => {
  const { facts } = await explained(
    { 'a.yaml': headless('app: db'), 'b.yaml': 'kind: Service\n a: [\n' },
    'web.shop',
  )
  expect(facts).toContainEqual(
    expect.stringMatching(/^KZ_WHY_UNREAD a part of b.yaml is not read.* \[b.yaml:\d+:\d+\]/),
  )
})

test('near names are not forced', async () => {
  expect(await why(service('app', 'ports: [{port: 1}]'), 'api.shop')).toBe(
    'KZ_WHY_NO_SERVICE no Service api in shop',
  )
  expect(await why(service('db-1', 'ports: [{port: 1}]'), 'db-2.shop')).toBe(
    'KZ_WHY_NO_SERVICE no Service db-2 in shop',
  )
})
