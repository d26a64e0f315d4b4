import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { TYPE } from '../../src/wire/constants.ts'
import type { NameKey } from '../../src/wire/name.ts'
import { addressData } from '../../src/wire/rdata.ts'
import { encodeSection } from '../../src/wire/encode.ts'
import { record } from '../../src/wire/section.ts'
import { Finding } from '../../src/zone/finding.ts'
import type { ZoneNode } from '../../src/zone/node-layout.ts'
import { NodeTable, type NodeTableDraft } from '../../src/zone/node-table.ts'
import { complete } from '../../src/zone/steps.ts'
import { key } from '../wire/packets.ts'
import { EU } from './zone-kit.ts'

const name = fc.constantFrom(...Array.from('abcdefgh')).map((label) => key(`${label}.eu`))
const long = fc.integer({ min: 0, max: 400 }).map((i) => key(`some-rather-long-label-${i}.eu`))
const anyName = fc.oneof(name, long)
/** The number of addresses of a name, which is also its number of children. */
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ set: anyName, value: fc.integer({ min: 0, max: 60 }) }) },
  { weight: 4, arbitrary: fc.record({ drop: anyName }) },
  { weight: 1, arbitrary: fc.constant('settle' as const) },
  { weight: 1, arbitrary: fc.constant('finish' as const) },
)

function node(owner: NameKey, value: number): ZoneNode {
  const records = Array.from({ length: value }, (_, i) =>
    record(owner, TYPE.A, 5, addressData(`\x0a\0\0${String.fromCharCode(i)}`)),
  )
  const rrsets = value === 0 ? [] : [Finding.records(TYPE.A, encodeSection(records, owner, EU))]
  return { rrsets, children: value, held: value % 2 === 0 }
}

function valueOf(found: ZoneNode | undefined): number | undefined {
  if (found === undefined) return undefined
  expect(found.held).toBe(found.children % 2 === 0)
  expect(found.rrsets.reduce((sum, { answer }) => sum + answer.count, 0)).toBe(found.children)
  for (const rrset of found.rrsets) expect(rrset.type).toBe(TYPE.A)
  return found.children
}

function finish(draft: NodeTableDraft): NodeTable {
  complete(draft.settle())
  return draft.finish()
}

function contents(table: NodeTable): Map<NameKey, number | undefined> {
  return new Map([...table.entries()].map(([owner, found]) => [owner, valueOf(found)]))
}

test('a table is an immutable map', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (steps) => {
      const model = new Map<NameKey, number>()
      const history: { readonly table: NodeTable; readonly model: ReadonlyMap<NameKey, number> }[] = []
      let draft = NodeTable.empty(EU).draft()
      for (const one of steps) {
        if (one === 'settle') {
          complete(draft.settle())
        } else if (one === 'finish') {
          const table = finish(draft)
          history.push({ table, model: new Map(model) })
          draft = table.draft()
        } else if ('set' in one) {
          draft.set(one.set, node(one.set, one.value))
          model.set(one.set, one.value)
          expect(valueOf(draft.get(one.set))).toBe(one.value)
        } else {
          draft.delete(one.drop)
          model.delete(one.drop)
          expect(draft.get(one.drop)).toBeUndefined()
        }
      }
      history.push({ table: finish(draft), model })
      for (const { table, model: expected } of history) {
        expect(contents(table)).toEqual(expected)
        expect(table.size).toBe(expected.size)
        for (const [owner, value] of expected) expect(valueOf(table.get(owner))).toBe(value)
        expect(table.get(key('absent.eu'))).toBeUndefined()
      }
    }),
    { numRuns: 200 },
  )
})

test('an abandoned draft does not change the table', () => {
  const draft = NodeTable.empty(EU).draft()
  draft.set(key('a.eu'), node(key('a.eu'), 1))
  const table = finish(draft)
  const other = table.draft()
  other.set(key('a.eu'), node(key('a.eu'), 2))
  complete(other.settle())
  other.delete(key('a.eu'))
  const next = table.draft()
  next.set(key('b.eu'), node(key('b.eu'), 3))
  expect(contents(finish(next))).toEqual(
    new Map([
      [key('a.eu'), 1],
      [key('b.eu'), 3],
    ]),
  )
  expect(contents(table)).toEqual(new Map([[key('a.eu'), 1]]))
})

test('unused nodes do not accumulate in the store', () => {
  let table = NodeTable.empty(EU)
  const sizes: number[] = []
  for (let round = 0; round < 400; round++) {
    const draft = table.draft()
    for (const label of 'abcdefgh') draft.set(key(`${label}.eu`), node(key(`${label}.eu`), (round % 50) + 1))
    table = finish(draft)
    sizes.push(table.store.end)
  }
  expect(Math.max(...sizes)).toBeLessThan(256 * 1024)
  expect([...contents(table).values()]).toEqual(Array.from('abcdefgh', () => 50))
})

test('a name has as many types as the wire can number', () => {
  const owner = key('a.eu')
  const types = Array.from({ length: 33_000 }, (_, i) => 1000 + i)
  const rrsets = types.map((type) =>
    Finding.records(type, encodeSection([record(owner, type, 5, ['x'])], owner, EU)),
  )
  const draft = NodeTable.empty(EU).draft()
  draft.set(owner, { rrsets, children: 0, held: false })
  complete(draft.settle())
  const table = draft.finish()
  const found = table.get(owner)
  expect(found?.rrsets.map(({ type }) => type)).toEqual(types)
  const at = table.locate(owner)
  expect(table.locateFirst(at)).toBe(table.locateRRset(at, 1000))
  expect(table.locateRRset(at, 1000)).not.toBe(0)
  expect(table.locateRRset(at, 33_999)).not.toBe(0)
})

test('the order of the entries follows from the changes, not from the hashes', async () => {
  const orders: string[][] = []
  for (let i = 0; i < 2; i++) {
    // A new process has another key for its hashes.
    vi.resetModules()
    const fresh = await import('../../src/zone/node-table.ts')
    const draft = fresh.NodeTable.empty(EU).draft()
    // Enough changes that the store is compacted.
    for (let round = 0; round < 4; round++) {
      for (let n = 0; n < 3000; n++) draft.set(key(`host-${(n * 7) % 3000}.eu`), node(EU, round))
      complete(draft.settle())
    }
    for (let n = 0; n < 3000; n += 5) draft.delete(key(`host-${n}.eu`))
    complete(draft.settle())
    orders.push(Array.from(draft.finish().entries(), ([owner]) => owner))
  }
  expect(orders[0]).toHaveLength(2400)
  expect(orders[1]).toEqual(orders[0])
})
