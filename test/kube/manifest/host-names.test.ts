/** The names of Services in variables and arguments: which words are names, and which only look like one. */
import { describe, expect, test } from 'vitest'
import { findHostNames } from '../../../src/kube/manifest/host-names.ts'

/** `TEXT SERVICE.NAMESPACE:PORT` of each name. */
function found(text: string, key = ''): string[] {
  return findHostNames(text, key).map(
    (one) =>
      `${one.text} ${one.service}${one.namespace === null ? '' : `.${one.namespace}`}${one.port === null ? '' : `:${one.port}`}`,
  )
}

describe('a name', () => {
  test.each<[string, string[]]>([
    ['db.shop.svc', ['db.shop.svc db.shop']],
    ['db.shop.svc.cluster.local', ['db.shop.svc.cluster.local db.shop']],
    ['db.shop.svc.cluster.local.:5432', ['db.shop.svc.cluster.local db.shop:5432']],
    ['DB.Shop.SVC', ['DB.Shop.SVC db.shop']],
    ['http://db.shop:8080/', ['db.shop db.shop:8080']],
    ['http://db.shop', ['db.shop db.shop']],
    ['db.shop:5432', ['db.shop db.shop:5432']],
    ['http://redis:6379/0', ['redis redis:6379']],
    ['redis:6379', ['redis redis:6379']],
    ['redis://:pass@cache:6379/1?x=y.z.svc', ['cache cache:6379']],
    ['jdbc:mysql://db.shop.svc/x', ['db.shop.svc db.shop']],
    ['user:pass@tcp(db.shop:3306)/app', ['db.shop db.shop:3306']],
    ['k-0.k.shop.svc:9092,k-1.k.shop.svc:9092', ['k-0.k.shop.svc k.shop:9092', 'k-1.k.shop.svc k.shop:9092']],
    ['_sql._tcp.db.shop.svc', ['_sql._tcp.db.shop.svc db.shop']],
    ['--store=dnssrv+_grpc._tcp.db.shop.svc', ['_grpc._tcp.db.shop.svc db.shop']],
    ['--upstream=db.shop.svc', ['db.shop.svc db.shop']],
    ['--db-host=db.shop', ['db.shop db.shop']],
    ['serve --addr db.shop', ['db.shop db.shop']],
    ['until nslookup db.shop.svc; do sleep 1; done', ['db.shop.svc db.shop']],
    ['["http://a.b:1", "http://c.d:2"]', ['a.b a.b:1', 'c.d c.d:2']],
  ])('is in %s', (text, expected) => {
    expect(found(text)).toEqual(expected)
  })

  test.each(['DB_HOST', 'DB_HOSTNAME', 'ADDR', 'cacheUrl', 'KAFKA_BROKERS', 'api-endpoint'])(
    'is a host without a port under the key %s',
    (key) => {
      expect(found('db.shop', key)).toEqual(['db.shop db.shop'])
    },
  )
})

describe('no name', () => {
  test.each([
    'db',
    'db.shop',
    'db.svc',
    'svc.cluster.local',
    'default.svc.cluster.local',
    'redis:7',
    'postgres:15',
    'tool:2024',
    '10.96.0.1:53',
    'http://10.96.0.1:53',
    'admin@db.shop',
    'a.json',
    'com.example.Server',
    '$(DB).shop.svc',
    '${DB}.shop.svc',
    'db.$(cat /var/run/secrets/namespace).svc.cluster.local',
    '{{ .Release.Name }}.shop.svc',
    '*.shop.svc',
    '%s.shop.svc',
    'db.shop.svc.other.example',
    'db.shop:0',
    'db.shop:70000',
    `${'a'.repeat(64)}.shop.svc`,
    `${'x '.repeat(2500)} db.shop.svc`,
  ])('is in %s', (text) => {
    expect(found(text)).toEqual([])
  })

  test('is an image', () => {
    expect(found('redis:6379', 'REDIS_IMAGE')).toEqual([])
  })
})
