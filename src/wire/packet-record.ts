/** Records in messages that others wrote: where one ends, whether it is sound, and what it says. */
import { CLASS, TYPE } from './constants.ts'
import { packetName, packetNameEnd } from './packet-name.ts'
import { type NamePart, rdataLayout } from './rdata.ts'
import type { ResourceRecord } from './section.ts'

/** TYPE, CLASS, TTL, RDLENGTH. */
export const RECORD_FIXED_OCTETS = 10

/** How long data is that is always as long. */
const DATA_OCTETS = new Map<number, number>([
  [TYPE.A, 4],
  [TYPE.AAAA, 16],
])

/** The offset behind the record at `start`; -1 if it is cut off, or its owner or a name in its data is malformed. */
export function packetRecordEnd(packet: Buffer, start: number): number {
  const at = packetNameEnd(packet, start)
  if (at === -1 || at + RECORD_FIXED_OCTETS > packet.length) return -1
  const dataStart = at + RECORD_FIXED_OCTETS
  const end = dataStart + packet.readUInt16BE(at + 8)
  if (end > packet.length) return -1
  return packet.readUInt16BE(at + 2) !== CLASS.IN ||
    isSoundData(packet, packet.readUInt16BE(at), dataStart, end)
    ? end
    : -1
}

/** What is behind a record's owner, which ends at `at`. */
function isSoundData(packet: Buffer, type: number, dataStart: number, end: number): boolean {
  const octets = DATA_OCTETS.get(type)
  if (octets !== undefined) return end - dataStart === octets
  let at = dataStart
  if (type === TYPE.TXT || type === TYPE.HINFO) {
    while (at < end) at += 1 + (packet[at] as number)
    return at === end
  }
  const layout = rdataLayout(type)
  if (layout === null || layout.length === 0) return true
  for (const field of layout) {
    at = typeof field === 'number' ? at + field : packetNameEnd(packet, at)
    if (at === -1 || at > end) return false
  }
  return at === end
}

/** The record at an offset. `packetRecordEnd` has found it sound. */
export function packetRecord(packet: Buffer, start: number): ResourceRecord {
  const at = packetNameEnd(packet, start)
  const type = packet.readUInt16BE(at)
  const recordClass = packet.readUInt16BE(at + 2)
  const end = at + RECORD_FIXED_OCTETS + packet.readUInt16BE(at + 8)
  const rdata: (string | NamePart)[] = []
  let part = at + RECORD_FIXED_OCTETS
  for (const field of (recordClass === CLASS.IN ? rdataLayout(type) : null) ?? []) {
    if (typeof field === 'number') {
      rdata.push(packet.toString('latin1', part, part + field))
      part += field
    } else {
      rdata.push({ name: packetName(packet, part), compressible: field === 'name' })
      part = packetNameEnd(packet, part)
    }
  }
  if (part < end) rdata.push(packet.toString('latin1', part, end))
  return {
    name: packetName(packet, start),
    type,
    class: recordClass,
    ttl: packet.readUInt32BE(at + 4),
    rdata,
  }
}
