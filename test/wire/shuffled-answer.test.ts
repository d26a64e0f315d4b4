/**
 * Answers from memory whose records go out in an order of chance: the same records, sound, each of them first
 * now and then.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/directives/shape/loadbalance/random.ts'
import { ShuffledAnswer } from '../../src/wire/shuffled-answer.ts'
import { StoredAnswer } from '../../src/wire/stored-answer.ts'
import { zoneOf } from '../zone/zone-kit.ts'
import { key, replyTo } from './packets.ts'

const random = seededRandom(7)

function shuffled(given: unknown): ShuffledAnswer {
  if (!(given instanceof StoredAnswer)) throw new Error('not from memory')
  // Answers that do not fit take another path.
  return new ShuffledAnswer(given, { random, arrange: (answer) => answer })
}

const address = (i: number): string => `A 10.0.0.${i}`
const wide = (i: number): string => `AAAA 2001:db8::${i.toString(16)}`

describe('shuffled', () => {
  test('an answer of any records is written with the same records in another order', () => {
    const counts = fc.record({ narrow: fc.integer({ min: 0, max: 9 }), wide: fc.integer({ min: 0, max: 9 }) })
    fc.assert(
      fc.property(counts, counts, fc.boolean(), (one, other, hasCapitals) => {
        const owned = (given: typeof one, first: number): string[] => [
          ...Array.from({ length: given.narrow }, (_, i) => address(first + i)),
          ...Array.from({ length: given.wide }, (_, i) => wide(first + i)),
        ]
        const zone = zoneOf({
          a: owned(one, 1),
          bc: owned(other, 100),
          srv: ['SRV 0 1 80 a', 'SRV 0 1 80 bc', 'SRV 0 1 80 elsewhere.org.'],
          mail: ['MX 1 a', 'MX 2 bc', 'MX 3 elsewhere.org.'],
        })
        for (const [name, type] of [
          ['a', 'A'],
          ['a', 'AAAA'],
          ['srv', 'SRV'],
          ['mail', 'MX'],
        ] as const) {
          const question = {
            name: hasCapitals ? `${name.toUpperCase()}.Eu` : `${name}.eu`,
            type,
            payload: 1232,
          }
          const stored = zone.find(key(`${name}.eu`), { A: 1, AAAA: 28, SRV: 33, MX: 15 }[type])
          const [before, after] = [replyTo(question, stored), replyTo(question, shuffled(stored))]
          for (const section of ['answer', 'authority', 'additional'] as const) {
            expect(after[section].toSorted()).toEqual(before[section].toSorted())
          }
          // SRV records have weights of their own.
          if (type === 'SRV') expect(after.answer).toEqual(before.answer)
        }
      }),
      { numRuns: 200 },
    )
  })

  test.each([
    ['of one size', [address(1), address(2), address(3)], 'a', 'A', 'answer'],
    ['of several sizes', ['MX 1 x', 'MX 2 longer', 'MX 3 other.org.'], 'a', 'MX', 'answer'],
  ] as const)('records %s stand in every order', (_, lines, name, type, section) => {
    const stored = zoneOf({ a: lines }).find(key(`${name}.eu`), type === 'A' ? 1 : 15)
    const orders = new Map<string, number>()
    for (let i = 0; i < 1200; i++) {
      const order = replyTo({ name: `${name}.eu`, type }, shuffled(stored))[section].join()
      orders.set(order, (orders.get(order) ?? 0) + 1)
    }
    expect(orders.size).toBe(6)
    for (const count of orders.values()) expect(count).toBeGreaterThan(120)
  })

  test('an answer that does not fit is written in the order of `arranged`', () => {
    const lines = addressesOf(60)
    const stored = zoneOf({ a: lines }).find(key('a.eu'), 1)
    const other = zoneOf({ a: addressesOf(9) }).find(key('a.eu'), 1)
    if (!(stored instanceof StoredAnswer)) throw new Error('not from memory')
    const answer = new ShuffledAnswer(stored, { random, arrange: () => other })
    const whole = replyTo({ name: 'a.eu', type: 'A' }, answer)
    expect(whole.answer).toHaveLength(60)
    expect(replyTo({ name: 'a.eu', type: 'A' }, answer, 512).answer).toHaveLength(9)
  })
})

function addressesOf(count: number): string[] {
  return Array.from({ length: count }, (_, i) => address(i + 1))
}
