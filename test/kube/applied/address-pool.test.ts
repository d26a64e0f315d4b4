/**
 * Addresses as a function of names. The vectors are those that docs/reference/as-if-applied.md publishes.
 * Another program computed them (Python's hashlib and ipaddress); they are an interface and do not change.
 */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AddressPool, type PoolKind } from '../../../src/kube/applied/address-pool.ts'
import { addressText, parseAddress, parseRange } from '../../../src/wire/address.ts'
import { textOf } from '../../support/manual.ts'

const ROW = /^\| `(svc|pod|lb)` \| `(.+)` \| `(.+)` \| `(.+)` \|$/gm
const VECTORS = [...textOf('docs/reference/as-if-applied.md').matchAll(ROW)].map(
  ([, kind, range = '', key = '', address = '']) => [kind as PoolKind, range, key, address] as const,
)

function pool(kind: PoolKind, text: string): AddressPool {
  const range = parseRange(text)
  if (range === null) throw new Error(`${text} is not a range`)
  return new AddressPool(kind, range)
}

function octets(address: string): string {
  return parseAddress(address) ?? ''
}

function number(address: string | null): number {
  return Array.from(octets(address ?? ''), (octet) => octet.charCodeAt(0)).reduce(
    (sum, one) => sum * 256 + one,
    0,
  )
}

/** Allocates an address to a key; `null`: the range is full. */
function give(from: AddressPool, key: string): string | null {
  return from.assign(key) ? addressText(from.addressOf(key) ?? '') : null
}

describe('the allocation function', () => {
  test('has published vectors', () => expect(VECTORS).toHaveLength(11))

  test.each(VECTORS)('gives %s of %s, %s, the address %s', (kind, range, key, address) => {
    expect(give(pool(kind, range), key)).toBe(address)
  })

  test('allocates the next candidate if the first is taken', () => {
    const taken = pool('svc', '10.96.0.0/12')
    taken.reserve(octets('10.96.117.221'))
    const second = give(taken, 'default/web')
    expect(second).not.toBe('10.96.117.221')
    const other = pool('svc', '10.96.0.0/12')
    other.keep(octets('10.96.117.221'), 'somebody/else')
    expect(give(other, 'default/web')).toBe(second)
    expect(give(other, 'somebody/else')).toBe('10.96.117.221')
  })
})

describe('the bands of a service range', () => {
  // KEP-3070: the lower band has min(max(16, size / 16), 256) addresses, and none in ranges of 16 and less.
  test.each([
    ['10.96.0.0/24', '10.96.0.17', '10.96.0.254'],
    ['10.96.0.0/20', '10.96.1.1', '10.96.15.254'],
    ['10.96.0.0/27', '10.96.0.17', '10.96.0.30'],
    ['10.96.0.0/28', '10.96.0.1', '10.96.0.14'],
  ])('%s allocates from the upper band, %s to %s, until that is nearly full', (range, first, last) => {
    const from = pool('svc', range)
    const size = number(last) - number(first) + 1
    const given = Array.from({ length: Math.floor(0.95 * size) }, (_, i) => number(give(from, `ns/s${i}`)))
    expect(new Set(given).size).toBe(given.length)
    expect(Math.min(...given)).toBeGreaterThanOrEqual(number(first))
    expect(Math.max(...given)).toBeLessThanOrEqual(number(last))
  })

  test('a nearly full upper band opens the whole range, to the last address', () => {
    const from = pool('svc', '10.96.0.0/26')
    const given = Array.from({ length: 62 }, (_, i) => give(from, `ns/s${i}`))
    expect(new Set(given).size).toBe(62)
    expect(give(from, 'ns/late')).toBeNull()
    from.release('ns/s3')
    expect(give(from, 'ns/late')).toBe(given[3])
  })
})

test('pods and load balancers get every address but .0 and .255', () => {
  for (const kind of ['pod', 'lb'] as const) {
    const from = pool(kind, '10.1.0.0/23')
    const given = Array.from({ length: 508 }, (_, i) => give(from, `k${i}`))
    expect(new Set(given).size).toBe(508)
    expect(given.some((address) => /\.(0|255)$/.test(address ?? ''))).toBe(false)
    expect(give(from, 'late')).toBeNull()
  }
  const upper = pool('pod', '10.1.0.128/25')
  expect(new Set(Array.from({ length: 126 }, (_, i) => give(upper, `k${i}`))).size).toBe(126)
  expect(give(upper, 'late')).toBeNull()
})

test('a stated address is not allocated, and reserving it returns the key that it was allocated to', () => {
  const from = pool('svc', '10.96.0.0/12')
  expect(give(from, 'default/web')).toBe('10.96.117.221')
  expect(from.reserve(octets('10.96.117.221'))).toBe('default/web')
  from.release('default/web')
  expect(give(from, 'default/web')).not.toBe('10.96.117.221')
  // Reserved twice, the address needs two calls of unreserve.
  expect(from.reserve(octets('10.96.117.221'))).toBeNull()
  from.unreserve(octets('10.96.117.221'))
  from.release('default/web')
  expect(give(from, 'default/web')).not.toBe('10.96.117.221')
  from.unreserve(octets('10.96.117.221'))
  from.release('default/web')
  expect(give(from, 'default/web')).toBe('10.96.117.221')
})

test('a full range allocates an address that is kept for an absent key, but no dedicated address', () => {
  const from = pool('svc', '10.1.0.0/30')
  from.dedicate(octets('10.1.0.1'), 'default/kubernetes')
  from.keep(octets('10.1.0.2'), 'ns/away')
  expect(give(from, 'ns/here')).toBe('10.1.0.2')
  expect(give(from, 'ns/away')).toBeNull()
  expect(give(from, 'default/kubernetes')).toBe('10.1.0.1')
})

test('a pool ignores addresses outside its range and beyond the reach of the hash', () => {
  const from = pool('pod', 'fd00:10:244::/56')
  for (const address of ['10.0.0.1', 'fd01::1', 'fd00:10:244:ff:ffff::']) {
    expect(from.reserve(octets(address))).toBeNull()
    from.unreserve(octets(address))
  }
  expect(from.keep(octets('fd01::1'), 'k')).toBe(false)
  expect([from.holds(octets('fd00:10:244::7')), from.holds(octets('fd01::'))]).toEqual([true, false])
  expect(pool('svc', '10.96.0.0/29').at(10)).toBeNull()
})

test('no sequence of calls allocates an address twice or miscounts the free addresses', () => {
  const key = fc.nat({ max: 20 }).map((n) => `ns/s${n}`)
  const address = fc.nat({ max: 15 }).map((n) => octets(`10.0.0.${n}`))
  const step = fc.oneof(
    fc.record({ do: fc.constant('assign' as const), key }),
    fc.record({ do: fc.constant('release' as const), key }),
    fc.record({ do: fc.constant('reserve' as const), address }),
    fc.record({ do: fc.constant('unreserve' as const), address }),
    fc.record({ do: fc.constant('keep' as const), key, address }),
  )
  fc.assert(
    fc.property(fc.constantFrom<PoolKind>('svc', 'pod'), fc.array(step, { maxLength: 60 }), (kind, steps) => {
      const from = pool(kind, '10.0.0.0/28')
      const given = new Map<string, string>()
      const reserved: string[] = []
      const kept = new Map<string, string>()
      for (const one of steps) {
        if (one.do === 'assign') {
          const free = 14 - new Set([...given.values(), ...reserved.filter(isUsable), ...kept.keys()]).size
          const own = [...kept].some(
            ([at, who]) => who === one.key && !reserved.includes(at) && ![...given.values()].includes(at),
          )
          const had = given.has(one.key)
          expect(from.assign(one.key)).toBe(had || own || free > 0)
          const now = from.addressOf(one.key)
          if (now === null) continue
          if (!had) expect([...given.values(), ...reserved]).not.toContain(now)
          given.set(one.key, now)
        } else if (one.do === 'release') {
          expect(from.release(one.key)).toBe(given.delete(one.key))
        } else if (one.do === 'reserve') {
          const holder = from.reserve(one.address)
          reserved.push(one.address)
          expect(holder === null).toBe(![...given.values()].includes(one.address))
          if (holder !== null) {
            from.release(holder)
            given.delete(holder)
          }
        } else if (one.do === 'unreserve') {
          const at = reserved.indexOf(one.address)
          if (at === -1) continue
          reserved.splice(at, 1)
          from.unreserve(one.address)
        } else if (!kept.has(one.address) && ![...kept.values()].includes(one.key)) {
          from.dedicate(one.address, one.key)
          if (isUsable(one.address)) kept.set(one.address, one.key)
        }
      }
    }),
    { numRuns: 500 },
  )
})

function isUsable(address: string): boolean {
  return !['10.0.0.0', '10.0.0.15'].includes(addressText(address))
}
