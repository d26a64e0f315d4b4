/** Records in received messages: their end, their validity, their content. */
import { CLASS, RECORD_FIXED_OCTETS } from './constants.ts'
import type { Extent } from './fields/field.ts'
import { isCompressedName, packetName, packetNameEnd, soundNameEnd } from './packet-name.ts'
import { type Rdata, RdataBuilder } from './rdata.ts'
import { recordType } from './record-types.ts'
import type { ResourceRecord } from './section.ts'

/**
 * The offset behind the record at `start`; -1 if it is cut off, or its owner name or its RDATA is malformed.
 */
export function packetRecordEnd(packet: Buffer, start: number): number {
  const end = packetRecordExtent(packet, start)
  if (end === -1) return -1
  const at = soundNameEnd(packet, start)
  // Record types define the RDATA of class IN only; RDATA of other classes is opaque octets.
  if (packet.readUInt16BE(at + 2) !== CLASS.IN) return end
  return isSoundData(packet, packet.readUInt16BE(at), at + RECORD_FIXED_OCTETS, end) ? end : -1
}

/** `packetRecordEnd` without a check of the RDATA. */
export function packetRecordExtent(packet: Buffer, start: number): number {
  const at = packetNameEnd(packet, start)
  if (at === -1 || at + RECORD_FIXED_OCTETS > packet.length) return -1
  const end = at + RECORD_FIXED_OCTETS + packet.readUInt16BE(at + 8)
  return end > packet.length ? -1 : end
}

/** The record at an offset. `packetRecordEnd` must have accepted it. */
export function packetRecord(packet: Buffer, start: number): ResourceRecord {
  const at = soundNameEnd(packet, start)
  const type = packet.readUInt16BE(at)
  const recordClass = packet.readUInt16BE(at + 2)
  const dataStart = at + RECORD_FIXED_OCTETS
  const end = dataStart + packet.readUInt16BE(at + 8)
  const layout = recordClass === CLASS.IN ? layoutOf(type) : null
  return {
    name: packetName(packet, start),
    type,
    class: recordClass,
    ttl: packet.readUInt32BE(at + 4),
    rdata: readData(packet, layout, dataStart, end),
  }
}

/**
 * Whether the RDATA of a record, which `packetRecordEnd` has accepted, has a compressed name that receivers
 * decompress and senders write out (RFC 3597 §4).
 */
export function hasNameToDecompress(packet: Buffer, start: number): boolean {
  const at = soundNameEnd(packet, start)
  const type = recordType(packet.readUInt16BE(at))
  if (type?.isDecompressed !== true || packet.readUInt16BE(at + 2) !== CLASS.IN) return false
  const end = at + RECORD_FIXED_OCTETS + packet.readUInt16BE(at + 8)
  let here = at + RECORD_FIXED_OCTETS
  for (const step of type.layout ?? []) {
    if (typeof step === 'object' && isCompressedName(packet, here)) return true
    here = stepEnd(packet, step, here, end)
  }
  return false
}

/** Decodes the RDATA of a type between two offsets; `null` if it is malformed. */
export function packetData(packet: Buffer, type: number, start: number, end: number): Rdata | null {
  return isSoundData(packet, type, start, end) ? readData(packet, layoutOf(type), start, end) : null
}

type Layout = readonly Extent[] | null

function layoutOf(type: number): Layout {
  return recordType(type)?.layout ?? null
}

function isSoundData(packet: Buffer, type: number, start: number, end: number): boolean {
  const layout = layoutOf(type)
  if (layout === null) return true
  let at = start
  for (const step of layout) {
    at = stepEnd(packet, step, at, end)
    if (at === -1 || at > end) return false
  }
  return at === end
}

/** The offset behind one step of a layout. It is -1 or greater than `end` if the step is malformed. */
function stepEnd(packet: Buffer, step: Extent, start: number, end: number): number {
  if (typeof step === 'number') return start + step
  if (typeof step === 'object') return packetNameEnd(packet, start)
  if (step === 'rest') return end
  if (step === 'string') return start < end ? start + 1 + (packet[start] as number) : -1
  let at = start
  while (at < end) at += 1 + (packet[at] as number)
  return at
}

function readData(packet: Buffer, layout: Layout, start: number, end: number): Rdata {
  const builder = new RdataBuilder()
  let at = start
  for (const step of layout ?? []) {
    const next = stepEnd(packet, step, at, end)
    if (typeof step === 'object') builder.name(packetName(packet, at), step.name === 'compressed')
    else builder.octets(packet.toString('latin1', at, next))
    at = next
  }
  if (at < end) builder.octets(packet.toString('latin1', at, end))
  return builder.finish()
}
