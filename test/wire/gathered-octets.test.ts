import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { GatheredOctets } from '../../src/wire/gathered-octets.ts'

test('pieces come together, in at most twice the memory', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 20 }), (pieces) => {
      const gathered = new GatheredOctets()
      for (const piece of pieces) {
        gathered.append(piece)
        expect(gathered.capacity).toBeLessThanOrEqual(Math.max(512, 2 * gathered.length))
      }
      const whole = Buffer.concat(pieces)
      expect(gathered.length).toBe(whole.length)
      for (const [index, octet] of whole.entries()) expect(gathered.at(index)).toBe(octet)
      expect(gathered.take()).toEqual(whole)
      expect([gathered.length, gathered.capacity]).toEqual([0, 0])
    }),
    { numRuns: 100 },
  )
})

test('a piece is copied, so that it does not keep what was read with it', () => {
  const read = Buffer.from('abc')
  const gathered = new GatheredOctets()
  gathered.append(read.subarray(1, 2))
  read.fill('x')
  const taken = gathered.take()
  expect(taken.toString()).toBe('b')
  expect(taken.buffer.byteLength).toBe(512)
})
