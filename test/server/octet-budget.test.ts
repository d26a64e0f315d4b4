import { describe, expect, test } from 'vitest'
import { OctetBudget } from '../../src/server/octet-budget.ts'

/** Holders that record in which order they are closed, and then hold nothing, as connections do. */
function holders(budget: OctetBudget, closed: string[]) {
  return ['a', 'b', 'c'].map((name) => ({
    destroy(): void {
      closed.push(name)
      budget.hold(this, 0)
    },
  })) as [Holder, Holder, Holder]
}
interface Holder {
  destroy(): void
}

describe('beyond the maximum', () => {
  test('those are closed that have held longest, as many as necessary', () => {
    const budget = new OctetBudget(100)
    const closed: string[] = []
    const [a, b, c] = holders(budget, closed)
    budget.hold(a, 40)
    budget.hold(b, 50)
    budget.hold(c, 10)
    expect([closed, budget.total]).toEqual([[], 100])
    budget.hold(c, 60)
    expect([closed, budget.total]).toEqual([['a', 'b'], 60])
  })

  test('progress counts as beginning anew, and so does holding nothing in between', () => {
    const budget = new OctetBudget(100)
    const closed: string[] = []
    const [a, b, c] = holders(budget, closed)
    for (const one of [a, b, c]) budget.hold(one, 30)
    budget.progressed(a)
    budget.hold(b, 0)
    budget.hold(b, 30)
    budget.hold(b, 45)
    expect([closed, budget.total]).toEqual([['c'], 75])
    // The progress of a holder of nothing counts for nothing.
    budget.progressed(c)
    expect(budget.total).toBe(75)
  })

  test('one that holds more than all may is closed itself', () => {
    const budget = new OctetBudget(100)
    const closed: string[] = []
    const [a] = holders(budget, closed)
    budget.hold(a, 101)
    expect([closed, budget.total]).toEqual([['a'], 0])
  })

  test('letting go closes no other', () => {
    const budget = new OctetBudget(100)
    const closed: string[] = []
    const [a, b] = holders(budget, closed)
    budget.hold(a, 60)
    budget.hold(b, 40)
    budget.maximum = 10
    budget.hold(b, 20)
    expect([closed, budget.total]).toEqual([[], 80])
  })
})
