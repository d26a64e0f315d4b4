/** What the stub resolver of the asker makes of a name. */
import { expect, test } from 'vitest'
import { readParameters } from '../../../src/site/explanation/request.ts'
import { explained, mistaken } from './explained.ts'

const DB = `apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {clusterIP: 10.96.7.1, ports: [{port: 5432}]}
`
const ZONE = 'cluster.local'

const explain = async (
  client: string,
  name = 'db.shop',
  files: Readonly<Record<string, string>> = {},
  ...words: string[]
) => explained({ 'shop.yaml': DB, ...files }, name, '--client', client, ...words)

test.each([
  ['glibc', ['db.shop.default.svc', 'db.shop.svc'], ''],
  ['musl', ['db.shop.default.svc', 'db.shop.svc'], ''],
  ['go', ['db.shop.default.svc', 'db.shop.svc'], ''],
  ['node', ['db.shop.default.svc', 'db.shop.svc'], ''],
  ['busybox', ['db.shop'], "can't find db.shop: REFUSED"],
  ['systemd', ['db.shop'], "Name 'db.shop' not found"],
])('%s asks its own questions', async (client, names, reports) => {
  const { explanation, verdict, code, text } = await explain(client)
  const full = names.map((name) => (name.endsWith('svc') ? `${name}.${ZONE}.` : `${name}.`))
  expect(explanation.steps.map(({ name, type }) => `${name} ${type}`)).toEqual(
    full.flatMap((name) => [`${name} A`, `${name} AAAA`]),
  )
  expect(explanation.client).toMatchObject({ resolver: client, reports })
  expect(code).toBe(reports === '' ? 0 : 1)
  expect(text.includes(`${client} reports: ${reports}\n`)).toBe(reports !== '')
  expect(verdict.startsWith('KZ_WHY_CLIENT')).toBe(reports !== '')
})

test('a type stands for dns.resolve of Node.js', async () => {
  const { explanation, verdict } = await explained(
    { 'a.yaml': DB },
    'db',
    'A',
    '--namespace',
    'shop',
    '--client',
    'node',
  )
  expect(explanation.steps.map(({ name }) => name)).toEqual(['db.'])
  expect(explanation.client.remarks).toEqual(['dns.resolve* uses no search list'])
  expect(verdict).toBe(
    'KZ_WHY_CLIENT node gives up and reports "queryA EREFUSED db"; glibc would find db.shop.svc.cluster.local. A (ask for db.shop.svc.cluster.local.)',
  )
})

const AAAA_DENIED = `.:1053 {
 template IN AAAA cluster.local {
  rcode NXDOMAIN
 }
 kubernetes cluster.local
}
`

test('musl discards an address whose AAAA gets NXDOMAIN', async () => {
  const files = { Corefile: AAAA_DENIED }
  expect((await explain('glibc', 'db.shop', files)).explanation.resolves).toBe(true)
  const { explanation, verdict, facts } = await explain('musl', 'db.shop', files)
  expect(explanation.resolves).toBe(false)
  expect(explanation.client.remarks).toContain(
    'musl discards db.shop.svc.cluster.local. A, because AAAA of the same name got NXDOMAIN',
  )
  expect(verdict).toContain('glibc would find db.shop.svc.cluster.local. A')
  expect(facts).toEqual([])
})

test('a name that no resolver finds keeps its verdict', async () => {
  const { verdict } = await explain('glibc', 'dp.shop')
  expect(verdict).toContain('KZ_WHY_NO_SERVICE')
  for (const client of ['musl', 'go', 'node', 'busybox', 'systemd']) {
    expect((await explain(client, 'dp.shop')).verdict).toBe(verdict)
  }
})

test('systemd-resolved completes one label, and asks nothing for names of multicast DNS', async () => {
  const { explanation } = await explain('systemd', 'nope')
  expect(explanation.steps.map(({ name }) => name).filter((name) => name === 'nope.')).toEqual([])
  expect(new Set(explanation.steps.map(({ name }) => name)).size).toBe(3)
  const printer = await explain('systemd', 'printer.local')
  expect(printer.explanation.steps).toEqual([])
  expect(printer.explanation.client.remarks).toContain(
    'systemd-resolved resolves printer.local by multicast DNS',
  )
})

test('an unknown resolver is refused', async () => {
  expect(readParameters(new URLSearchParams({ name: 'web', client: 'bionic' }))).toBe(
    "the parameter 'client' is not one of glibc, musl, busybox, node, go, systemd",
  )
  const { errors, code } = await mistaken({ 'shop.yaml': DB }, 'db', '--client', 'bionic')
  expect(errors).toContain('Allowed choices are glibc, musl, busybox, node, go, systemd.')
  expect(code).toBe(2)
})
