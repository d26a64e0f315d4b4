/** Names in messages: their validity, their end, their spelling. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { packetName, packetNameEnd, plainNameEnd, soundNameEnd } from '../../src/wire/packet-name.ts'
import { octets } from './packets.ts'

const HEADER = '00'.repeat(12)
const LABEL_63 = `3f ${'61'.repeat(63)}`
/** 127 labels of one octet: 255 octets with the root. */
const NAME_255 = `${'01 61'.repeat(127)} 00`

/** The length of a name that follows a header and some octets; -1 if it is malformed. */
function endOf(before: string, name: string): number {
  const start = 12 + octets(before).length
  const end = packetNameEnd(octets(`${HEADER} ${before} ${name}`), start)
  return end === -1 ? -1 : end - start
}

describe('a name is valid', () => {
  test.each([
    ['the root', '', '00', 1, '\0'],
    ['labels', '', '01 61 02 6263 00', 6, '\x01a\x02bc\0'],
    ['in the spelling it came in', '', '02 4162 00', 4, '\x02Ab\0'],
    ['of 255 octets', '', NAME_255, 255, `${'\x01a'.repeat(127)}\0`],
    ['a pointer to a name before it', '01 61 00', 'c00c', 2, '\x01a\0'],
    ['labels and a pointer', '01 61 00', '01 62 c00c', 4, '\x01b\x01a\0'],
    ['a pointer to a pointer', '01 61 00 c00c', 'c00f', 2, '\x01a\0'],
    ['a pointer that makes 255 octets', NAME_255, '01 61 c00e', 4, `${'\x01a'.repeat(127)}\0`],
    ['with octets behind it', '', '01 61 00 ffff', 3, '\x01a\0'],
  ])('%s', (_, before, name, length, spelled) => {
    expect(endOf(before, name)).toBe(length)
    const start = 12 + octets(before).length
    const packet = octets(`${HEADER} ${before} ${name}`)
    expect(packetName(packet, start)).toBe(spelled)
    expect(soundNameEnd(packet, start)).toBe(start + length)
  })
})

/** The root behind the header, and pointers that each lead to the one before. */
function chain(pointers: number): Buffer {
  const targets = Array.from({ length: pointers }, (_, i) =>
    (0xc000 | (i === 0 ? 12 : 11 + 2 * i)).toString(16),
  )
  return octets(`${HEADER} 00 ${targets.join('')}`)
}

describe('a name is malformed', () => {
  test.each([
    ['nothing', '', ''],
    ['no end', '', '01 61'],
    ['a label that is cut off', '', '05 6162'],
    ['a label of 64 octets (RFC 2673)', '', `40 ${'61'.repeat(64)} 00`],
    ['a label of the reserved type 10', '', '80 61 00'],
    ['256 octets', '', `${LABEL_63.repeat(3)} 3e ${'61'.repeat(62)} 00`],
    ['256 octets by way of a pointer', NAME_255, '01 61 c00c'],
    ['half a pointer', '01 61 00', 'c0'],
    ['a pointer to itself', '', 'c00c'],
    ['a pointer to its own labels', '', '01 61 c00c'],
    ['a pointer forwards', '', 'c00e 01 61 00'],
    ['a pointer into the header', '', 'c00b'],
    ['a pointer to a name that points behind itself', 'c00e', 'c00c'],
    ['two names that point to each other', 'c00e', '01 61 c00c'],
    ['a pointer behind the packet', '', 'c0ff'],
    ['a pointer to a malformed name', '80 00', 'c00c'],
  ])('%s', (_, before, name) => {
    expect(endOf(before, name)).toBe(-1)
  })

  test('with more pointers than labels fit into a name', () => {
    for (const [pointers, isSound] of [
      [127, true],
      [128, false],
    ] as const) {
      const packet = chain(pointers)
      expect(packetNameEnd(packet, packet.length - 2)).toBe(isSound ? packet.length : -1)
    }
  })
})

test('a pointer outside a message is malformed', () => {
  expect(plainNameEnd(octets('01 61 00 ff'), 0)).toBe(3)
  expect(plainNameEnd(octets('ff 00'), 1)).toBe(2)
  for (const malformed of ['', '01 61', '01 61 c000', `${HEADER} 00 c00c`, '40 00'])
    expect(plainNameEnd(octets(malformed), malformed.startsWith('00') ? 13 : 0)).toBe(-1)
})

/**
 * RFC 1035 §4.1.4 as it reads, in labels: the name that is at an offset, and whether all its pointers lead to
 * prior ones.
 */
function labelsAt(packet: Buffer, at: number, before: number, hops = 0): string[] | null {
  const length = packet[at]
  if (length === undefined || hops > 127) return null
  if (length === 0) return []
  if (length >= 0xc0) {
    const low = packet[at + 1]
    const target = (length - 0xc0) * 256 + (low ?? 0)
    return low === undefined || target < 12 || target >= before
      ? null
      : labelsAt(packet, target, target, hops + 1)
  }
  if (length > 63 || at + 1 + length > packet.length) return null
  const rest = labelsAt(packet, at + 1 + length, before, hops)
  return rest === null ? null : [packet.toString('latin1', at + 1, at + 1 + length), ...rest]
}

test('any octets: the walk ends, with the result that the RFC requires', () => {
  const octet = fc.oneof(
    { weight: 4, arbitrary: fc.nat(3) },
    { weight: 2, arbitrary: fc.constantFrom(0xc0, 0x40, 0x80, 0x3f) },
    { weight: 3, arbitrary: fc.integer({ min: 12, max: 60 }) },
    { weight: 1, arbitrary: fc.nat(255) },
  )
  const packets = fc
    .array(octet, { minLength: 1, maxLength: 80 })
    .map((body) => Buffer.from([...new Uint8Array(12), ...body]))
  let sound = 0
  fc.assert(
    fc.property(packets, fc.nat(80), (packet, offset) => {
      const start = 12 + (offset % (packet.length - 12))
      const end = packetNameEnd(packet, start)
      const labels = labelsAt(packet, start, start)
      const name =
        labels === null ? null : `${labels.map((one) => String.fromCharCode(one.length) + one).join('')}\0`
      const isSound = name !== null && name.length <= 255
      expect(end !== -1).toBe(isSound)
      if (!isSound) return
      sound++
      expect(packetName(packet, start)).toBe(name)
      expect(soundNameEnd(packet, start)).toBe(end)
    }),
    { numRuns: 20_000 },
  )
  expect(sound).toBeGreaterThan(1000)
})
