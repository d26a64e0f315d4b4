import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { NameKey } from '../../src/wire/name.ts'
import { NameTable } from '../../src/zone/name-table.ts'
import { key } from '../wire/packets.ts'

const name = fc.constantFrom(...Array.from('abcdefgh')).map((label) => key(`${label}.eu`))
const long = fc.integer({ min: 0, max: 400 }).map((i) => key(`some-rather-long-label-${i}.eu`))
const anyName = fc.oneof(name, long)
const step = fc.oneof(
  fc.record({ set: anyName, value: fc.integer() }),
  fc.record({ drop: anyName }),
  fc.constant('finish' as const),
)

function contents<Value>(table: NameTable<Value>): Map<NameKey, Value> {
  return new Map(table.entries())
}

test('a table is a map, and no table ever changes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const model = new Map<NameKey, number>()
      const history: { readonly table: NameTable<number>; readonly model: ReadonlyMap<NameKey, number> }[] =
        []
      let table = NameTable.empty<number>()
      let draft = table.draft()
      for (const one of steps) {
        if (one === 'finish') {
          table = draft.finish()
          history.push({ table, model: new Map(model) })
          draft = table.draft()
        } else if ('set' in one) {
          draft.set(one.set, one.value)
          model.set(one.set, one.value)
          expect(draft.get(one.set)).toBe(one.value)
        } else {
          draft.delete(one.drop)
          model.delete(one.drop)
          expect(draft.get(one.drop)).toBeUndefined()
        }
      }
      history.push({ table: draft.finish(), model })
      for (const { table: old, model: expected } of history) {
        expect(contents(old)).toEqual(expected)
        expect(old.size).toBe(expected.size)
        for (const [owner, value] of expected) expect(old.get(owner)).toBe(value)
      }
    }),
    { numRuns: 200 },
  )
})

test('a draft that is left aside leaves no trace', () => {
  const draft = NameTable.empty<number>().draft()
  draft.set(key('a.eu'), 1)
  const table = draft.finish()
  const other = table.draft()
  other.set(key('a.eu'), 2)
  other.delete(key('a.eu'))
  expect([table.get(key('a.eu')), table.size]).toEqual([1, 1])
})
