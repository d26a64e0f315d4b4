/** The namespace of objects that name none: the option, the flag, kubezone.yaml, and their precedence. */
import { expect, describe, test } from 'vitest'
import { useCluster } from './cluster.ts'

/** The measured time is 55 ms; a busy machine takes longer. */
const VISIBLE_MS = 1000

const service = (name: string, address: string, namespace = ''): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {clusterIP: ${address}}\n---\n`
const FILES = {
  'web.yaml': service('web', '10.0.0.1') + service('own', '10.0.0.2', 'shop'),
  'charts/redis/redis.yaml': service('redis', '10.0.0.3'),
}
const SETTINGS = { 'kubezone.yaml': 'paths: [{path: charts/redis, namespace: cache}]\n' }

describe('without a setting', () => {
  const cluster = useCluster(FILES)
  cluster.answers('objects are in default', {
    'web.default A': 'A 10.0.0.1',
    'own.shop A': 'A 10.0.0.2',
    'redis.default A': 'A 10.0.0.3',
  })
})

describe('with --namespace', () => {
  const cluster = useCluster({ ...FILES, ...SETTINGS }, { app: { namespace: 'main' } })
  cluster.answers('objects are there, except those with a namespace of their own or of kubezone.yaml', {
    'web.main A': 'A 10.0.0.1',
    'web.default A': 'NXDOMAIN',
    'own.shop A': 'A 10.0.0.2',
    'redis.cache A': 'A 10.0.0.3',
    'redis.main A': 'NXDOMAIN',
  })
})

describe('with default_namespace', () => {
  const cluster = useCluster(
    { ...FILES, ...SETTINGS },
    { options: ['default_namespace team-a'], app: { namespace: 'main' } },
  )
  cluster.answers('the option of the block overrides the flag', {
    'web.team-a A': 'A 10.0.0.1',
    'web.main A': 'NXDOMAIN',
    'redis.cache A': 'A 10.0.0.3',
  })
})

const block = (zone: string, options: string): string =>
  `${zone}:0 {\n bind 127.0.0.1\n kubernetes {\n ${options}\n }\n}\n`

describe('two blocks', () => {
  const cluster = useCluster(FILES, {
    corefile:
      block('a.local', 'default_namespace team-a') +
      block('b.local', 'default_namespace team-b') +
      block('c.local', ''),
  })
  cluster.answers('read the same folder, each with its own namespace', {
    'web.team-a.svc.a.local. A': 'A 10.0.0.1',
    'web.team-b.svc.b.local. A': 'A 10.0.0.1',
    'web.team-a.svc.b.local. A': 'NXDOMAIN b.local.',
    'web.default.svc.c.local. A': 'A 10.0.0.1',
  })
})

describe('an edit of kubezone.yaml', () => {
  const cluster = useCluster(FILES)
  test('changes the answers as soon as any other edit', async () => {
    const moves: readonly (readonly [text: string, namespace: string, gone: string])[] = [
      ['paths: [{path: ., namespace: one}]', 'one', 'default'],
      ['paths: [{path: ., namespace: two}, {path: charts, namespace: three}]', 'two', 'one'],
    ]
    for (const [text, namespace, gone] of moves) {
      cluster.world.write('kubezone.yaml', text)
      await expect
        .poll(() => cluster.look(`web.${namespace} A`), { timeout: VISIBLE_MS, interval: 5 })
        .toEqual('A 10.0.0.1')
      expect(await cluster.look(`web.${gone} A`)).toBe('NXDOMAIN')
    }
    expect(await cluster.look('redis.three A')).toBe('A 10.0.0.3')
  })
})
