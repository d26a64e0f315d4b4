/**
 * Charts as `helm template` prints them, never applied: the names that each project promises are there, for a
 * pod that asks along its search path, and in full.
 */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { POD_NDOTS, searchPath } from '../../src/cli/search-path.ts'
import { nameText } from '../../src/wire/name.ts'
import { ask, type Target } from '../support/ask.ts'
import { openWorld, type World } from '../support/world.ts'
import { CHARTS, type Promised } from './promises.ts'

const ZONE = 'cluster.local'
const BELOW = `.svc.${ZONE}.`
/** 10.96.0.0/12, of which services get their addresses. */
const SERVICE_RANGE = /^10\.(9[6-9]|10\d|11[01])\./

/** What one question comes to, as far as promises go. */
interface Answered {
  /** The name that had the answer. */
  readonly name: string
  readonly rcode: string
  /** Sorted; of an answer's own type only. */
  readonly rdata: readonly string[]
}

async function question(target: Target, name: string, type: Promised['type']): Promise<Answered> {
  const reply = await ask(target, { name, type, payload: 1232 })
  const rdata = reply.answer
    .map((record) => record.split(' '))
    .filter((fields) => fields[3] === type)
    .map((fields) => fields.slice(4).join(' '))
  return { name, rcode: reply.rcode, rdata: rdata.sort() }
}

/** As the resolver of a pod goes about it: one name after the other, until there is data. */
async function resolveInPod(target: Target, { name, from, type }: Promised): Promise<Answered> {
  const path = searchPath(name, { namespace: from, clusterDomain: ZONE, ndots: POD_NDOTS })
  if (path === null) throw new Error(`${name} is no name`)
  let answered: Answered = { name, rcode: 'not asked', rdata: [] }
  for (const one of path.names) {
    answered = await question(target, nameText(one), type)
    if (answered.rdata.length > 0) break
  }
  return answered
}

function compare({ expect: expected }: Promised, { rcode, rdata }: Answered): void {
  expect(rcode).toBe('NOERROR')
  switch (expected.kind) {
    case 'cluster-ip':
      expect(rdata).toEqual([expect.stringMatching(SERVICE_RANGE)])
      break
    case 'pods':
      expect(rdata).toHaveLength(expected.count)
      expect(new Set(rdata).size).toBe(expected.count)
      expect(rdata.filter((address) => SERVICE_RANGE.test(address))).toEqual([])
      break
    case 'srv': {
      // Priority and weight are no promise.
      const places = rdata.map((one) => one.split(' ').slice(2).join(' '))
      const promised = expected.targets.map((target) => `${expected.port} ${target}${BELOW}`)
      expect(places.sort()).toEqual(promised.sort())
      break
    }
  }
}

describe.each(CHARTS)('$chart, in the namespace $namespace', ({ chart, names }) => {
  let world: World
  beforeAll(async () => {
    world = await openWorld({}, { folder: join(import.meta.dirname, chart) })
  })
  afterAll(async () => world?.close())

  test.each(names)('$name is $type $expect.kind for a pod in $from', async (promised) => {
    const inPod = await resolveInPod(world.target, promised)
    expect(inPod.name).toBe(`${promised.at}${BELOW}`)
    compare(promised, inPod)
    const inFull = await question(world.target, `${promised.at}${BELOW}`, promised.type)
    expect(inFull).toEqual(inPod)
  })

  test('no address is that of two names', async () => {
    const places = [...new Set(names.filter(isService).map(({ at }) => at))]
    const answers = await Promise.all(places.map((at) => question(world.target, `${at}${BELOW}`, 'A')))
    const addresses = answers.flatMap(({ rdata }) => rdata)
    expect(addresses).toHaveLength(places.length)
    expect(new Set(addresses).size).toBe(places.length)
  })

  test('nothing in it is an error', () => {
    expect(world.log.filter((line) => line.includes('ERROR'))).toEqual([])
  })
})

function isService({ expect: { kind } }: Promised): boolean {
  return kind === 'cluster-ip'
}
