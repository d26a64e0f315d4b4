/** Hosts that get their addresses after this server has started, as containers do. */
import resolver from 'node:dns/promises'
import { syncBuiltinESMExports } from 'node:module'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ask } from '../../support/ask.ts'
import { changes, said, world } from './manifest-world.ts'

/** What the resolver of the system knows during this file. */
const hosts = new Map<string, string>()

beforeAll(() => {
  vi.spyOn(resolver, 'lookup').mockImplementation(async (hostname) => {
    const address = hosts.get(hostname)
    if (address === undefined) throw new Error('ENOTFOUND')
    // Called for all addresses, of which the last overload does not know.
    return Object.assign([{ address, family: 4 }], { address, family: 4 })
  })
  syncBuiltinESMExports()
})

afterAll(() => {
  vi.restoreAllMocks()
  syncBuiltinESMExports()
})

const service = (host: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: db, annotations: {kubezone.dev/cluster-ip: ${host}}}\nspec: {ports: [{port: 80}]}\n`

test('a service gets the address of its host within seconds, and keeps it when the file is edited', async () => {
  const one = await world({ 'db.yaml': service('db.test') })
  const address = async () =>
    (await ask(one.target, { name: 'db.default.svc.cluster.local.', type: 'A' })).answer[0]?.split(' ').at(-1)
  expect(await address()).toMatch(/^10\./)
  expect(said(one, /KZ_SERVICE_OVERRIDE/)).toHaveLength(1)
  hosts.set('db.test', '172.20.0.7')
  await expect.poll(address, { timeout: 10_000 }).toBe('172.20.0.7')
  expect(said(one, /changed:/)).toEqual([
    expect.stringMatching(/^changed: db\.test: cluster\.local\. serial /),
  ])
  hosts.set('other.test', '172.20.0.8')
  await changes(one, ['db.yaml', service('other.test')])
  expect(await address()).toBe('172.20.0.8')
})
