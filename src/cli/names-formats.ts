/** The formats of `names`: functions from records to text, a piece at a time. */
import { formatPlace, type Place } from '../report/diagnostic.ts'
import { visible } from '../report/visible.ts'
import type { ListedRecord } from '../site/listing/listing.ts'
import { TYPE } from '../wire/constants.ts'
import { keyOf, labelsOf, type NameKey, nameText } from '../wire/name.ts'
import { rdataText } from '../wire/rdata-text.ts'
import { targetOf } from '../wire/rdata.ts'
import { typeName } from '../wire/record-types.ts'

export type NamesFormat = (records: readonly ListedRecord[]) => Iterable<string>

export const NAMES_FORMATS = { text, json, zone, hosts, dnsmasq, unbound } as const satisfies Record<
  string,
  NamesFormat
>
export type NamesFormatName = keyof typeof NAMES_FORMATS

/** Types that tell of the zone itself. */
const OF_ZONES: ReadonlySet<number> = new Set([TYPE.SOA, TYPE.NS])

function* text(records: readonly ListedRecord[]): Iterable<string> {
  const rows = records
    .filter(({ record }) => !OF_ZONES.has(record.type))
    .map((one) => [
      nameText(one.record.name),
      typeName(one.record.type),
      rdataText(one.record.type, one.record.rdata),
      one.object === null ? 'every cluster has it' : `${one.object.title}  ${lineOf(one.object.place)}`,
    ])
  const widths = [0, 1, 2].map((column) =>
    rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0),
  )
  for (const row of rows) {
    yield `${visible(row.map((cell, i) => (i < 3 ? cell.padEnd(widths[i] ?? 0) : cell)).join('  '))}\n`
  }
}

function lineOf(place: Place): string {
  return place.line === 0 ? formatPlace(place) : `${visible(place.file)}:${place.line}`
}

function* json(records: readonly ListedRecord[]): Iterable<string> {
  yield '['
  for (const [i, { zone: origin, record, object }] of records.entries()) {
    const value = {
      name: nameText(record.name),
      type: typeName(record.type),
      ttl: record.ttl,
      data: rdataText(record.type, record.rdata),
      zone: nameText(origin),
      object: object?.title ?? null,
      place: object?.place ?? null,
    }
    yield `${i === 0 ? '' : ','}\n  ${JSON.stringify(value)}`
  }
  yield '\n]\n'
}

function* zone(records: readonly ListedRecord[]): Iterable<string> {
  for (const { record } of records) {
    yield `${nameText(record.name)} ${record.ttl} IN ${typeName(record.type)} ${rdataText(record.type, record.rdata)}\n`
  }
}

/** Addresses by name; a name may have several. */
function addressesOf(records: readonly ListedRecord[]): Map<NameKey, string[]> {
  const found = new Map<NameKey, string[]>()
  for (const { record } of records) {
    if (record.type !== TYPE.A && record.type !== TYPE.AAAA) continue
    const name = keyOf(record.name)
    const address = rdataText(record.type, record.rdata)
    const there = found.get(name)
    if (there === undefined) found.set(name, [address])
    else there.push(address)
  }
  return found
}

/** An alias has no line of its own in a hosts file: it gets the addresses of its target, if they are here. */
function* hosts(records: readonly ListedRecord[]): Iterable<string> {
  const addresses = addressesOf(records)
  const shown = new Set<string>()
  for (const { record, zone: origin } of records) {
    const name = keyOf(record.name)
    if (shown.has(name)) continue
    const target = record.type === TYPE.CNAME ? targetOf(record.rdata) : null
    const own = addresses.get(target === null ? name : keyOf(target.name))
    if (target !== null && own === undefined) {
      shown.add(name)
      yield `# ${shortNames(name, origin).join(' ')} is an alias of ${nameText(target.name)}, which is not here\n`
    }
    // A line of the service's port repeats its addresses.
    if (own === undefined || nameText(name).includes('_')) continue
    shown.add(name)
    for (const address of own) yield `${address} ${shortNames(name, origin).join(' ')}\n`
  }
}

/** `db.shop.svc.cluster.local`, `db.shop.svc` and `db.shop`: what a search list makes of them. */
function shortNames(name: NameKey, origin: NameKey): string[] {
  const full = nameText(name).slice(0, -1)
  const labels = labelsOf(name)
  const below = labels.slice(0, labels.length - labelsOf(origin).length)
  if (below.at(-1) !== 'svc' || below.length < 3) return [full]
  return [full, below.join('.'), below.slice(0, -1).join('.')]
}

function* dnsmasq(records: readonly ListedRecord[]): Iterable<string> {
  for (const origin of new Set(records.map((one) => one.zone))) yield `local=/${bare(origin)}/\n`
  for (const { record } of records) {
    const name = bare(record.name)
    const data = rdataText(record.type, record.rdata)
    if (record.type === TYPE.A || record.type === TYPE.AAAA) yield `host-record=${name},${data}\n`
    else if (record.type === TYPE.CNAME) yield `cname=${name},${data.replace(/\.$/, '')}\n`
    else if (record.type === TYPE.PTR) yield `ptr-record=${name},${data.replace(/\.$/, '')}\n`
    else if (record.type === TYPE.TXT) yield `txt-record=${name},${data}\n`
    else if (record.type === TYPE.SRV) {
      const [priority = '', weight = '', port = '', target = ''] = data.split(' ')
      yield `srv-host=${name},${target.replace(/\.$/, '')},${port},${priority},${weight}\n`
    }
  }
}

function bare(name: string): string {
  return nameText(name).slice(0, -1)
}

function* unbound(records: readonly ListedRecord[]): Iterable<string> {
  yield 'server:\n'
  for (const origin of new Set(records.map((one) => one.zone)))
    yield `  local-zone: "${nameText(origin)}" static\n`
  for (const { record } of records) {
    const data = rdataText(record.type, record.rdata)
    const line = `${nameText(record.name)} ${record.ttl} IN ${typeName(record.type)} ${data}`
    yield `  local-data: ${line.includes('"') ? `'${line}'` : `"${line}"`}\n`
  }
}
