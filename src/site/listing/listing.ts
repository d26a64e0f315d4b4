/**
 * All records that the manifests of a site give, each with the object that it comes from. The zones do not
 * keep that: the name of a record tells it.
 */
import { readClusterName } from '../../kube/reasons/cluster-name.ts'
import type { ClusterFacts } from '../../kube/reasons/facts.ts'
import { isReverseZone } from '../../kube/records/cluster-options.ts'
import { serviceKey } from '../../kube/model/keys.ts'
import type { Place } from '../../report/diagnostic.ts'
import { TYPE } from '../../wire/constants.ts'
import { keyOf, type NameKey } from '../../wire/name.ts'
import { targetOf } from '../../wire/rdata.ts'
import type { ResourceRecord } from '../../wire/section.ts'
import { soaRecord, type Zone } from '../../zone/zone.ts'
import { recordsOf } from '../../zone/zone-records.ts'

export interface ListedRecord {
  readonly zone: NameKey
  readonly record: ResourceRecord
  /** `null`: every cluster has it. */
  readonly object: ListedObject | null
}

export interface ListedObject {
  /** `Service shop/db`. */
  readonly title: string
  readonly place: Place
}

/** The records of each zone, those of its apex first. */
export function* listRecords(zones: readonly Zone[], facts: ClusterFacts): Generator<ListedRecord> {
  const forward = zones.map(({ origin }) => origin).filter((origin) => !isReverseZone(origin))
  for (const zone of zones) {
    yield { zone: zone.origin, record: soaRecord(zone), object: null }
    for (const record of recordsOf(zone))
      yield { zone: zone.origin, record, object: objectOf(record, forward, facts) }
  }
}

function objectOf(
  record: ResourceRecord,
  forward: readonly NameKey[],
  facts: ClusterFacts,
): ListedObject | null {
  const target = record.type === TYPE.PTR ? targetOf(record.rdata) : null
  const name = target === null ? keyOf(record.name) : keyOf(target.name)
  const zone = forward.find((one) => name.endsWith(one))
  if (zone === undefined) return null
  const read = readClusterName(name, zone)
  if (!('service' in read)) return null
  const { namespace, service } = read
  const key = serviceKey(namespace, service)
  const object = facts.inventory.services.get(key)
  if (object !== undefined) return { title: `Service ${namespace}/${service}`, place: object.location.place }
  const [slice] = facts.inventory.slicesOf(key)
  if (slice !== undefined)
    return { title: `EndpointSlice ${namespace}/${slice.name}`, place: slice.location.place }
  const imported = facts.inventory.imports.get(key)
  if (imported === undefined) return null
  return { title: `ServiceImport ${namespace}/${service}`, place: imported.location.place }
}
