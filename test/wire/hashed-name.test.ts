/** The hash of names in tables: HalfSipHash-1-3 with a key of the process. */
import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { HashedName, type NameKey } from '../../src/wire/name.ts'
import { key } from './packets.ts'

/** HalfSipHash-1-3 of the octets 0, 1, 2, …, by their number, with the key 00 01 … 07. */
const VECTORS: readonly (readonly [number, number])[] = [
  [0, 0x5814c896],
  [4, 0x7e059ea6],
  [8, 0x577999b1],
  [12, 0x6b28096c],
]

test.each(VECTORS)('the hash of %i octets is that of HalfSipHash-1-3', (count, expected) => {
  // The function hashes a last word with the length, which a name does not need.
  const octets = [...Array.from({ length: count }, (_, i) => i), 0, 0, 0, count]
  const hashed = new HashedName([0x03020100, 0x07060504]).set(String.fromCharCode(...octets) as NameKey)
  expect(hashed.hash >>> 0).toBe(expected)
})

const label = fc.stringMatching(/^[a-z0-9-]{1,20}$/)
const names = fc.array(label, { minLength: 1, maxLength: 8 }).map((labels) => key(labels.join('.')))

test('a name has one hash in any spelling, from a packet as from a key', () => {
  fc.assert(
    fc.property(names, fc.nat(3), fc.infiniteStream(fc.boolean()), (name, start, capitals) => {
      const spelled = Buffer.from(name, 'latin1').map((octet) =>
        octet >= 0x61 && octet <= 0x7a && capitals.next().value ? octet - 0x20 : octet,
      )
      // What surrounds the name in the packet does not count.
      const packet = Buffer.concat([Buffer.alloc(start, 0xff), spelled, Buffer.alloc(5, 0xff)])
      const [read, set] = [new HashedName(), new HashedName().set(name)]
      expect(read.read(packet, start)).toBe(start + name.length)
      expect([read.key, read.hash, read.length]).toEqual([name, set.hash, set.length])
      expect(read.words.subarray(0, Math.ceil(name.length / 4))).toEqual(
        set.words.subarray(0, Math.ceil(name.length / 4)),
      )
      expect(read.hasCapitals).toBe(Buffer.from(spelled).toString('latin1') !== name)
    }),
  )
})

test('only A to Z have another case', () => {
  for (let octet = 0; octet < 256; octet++) {
    const read = new HashedName()
    read.read(Buffer.from([4, octet, 0x61, octet, octet, 0]), 0)
    const lower = octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet
    expect([...read.octets.subarray(0, read.length)]).toEqual([4, lower, 0x61, lower, lower, 0])
  }
})

/** The number of names in the fullest of 256 slots. */
function fullest(all: readonly NameKey[], hashed: HashedName): number {
  const counts = new Uint32Array(256)
  for (const name of all) counts[hashed.set(name).hash & 255] = (counts[hashed.hash & 255] ?? 0) + 1
  return Math.max(...counts)
}

test('names that share a slot with one key spread with another, and each process has its own key', async () => {
  const first = new HashedName()
  const all = Array.from({ length: 60_000 }, (_, i) => key(`name-${i}.example.org`))
  const colliding = all.filter((name) => (first.set(name).hash & 255) === 0)
  expect(colliding.length).toBeGreaterThan(150)
  expect(fullest(colliding, first)).toBe(colliding.length)
  vi.resetModules()
  const other = await import('../../src/wire/name.ts')
  expect(fullest(colliding, new other.HashedName())).toBeLessThan(20)
})
