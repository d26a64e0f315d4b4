/** Answers from zones that are made from manifests: the handler of `kubernetes` and of `k8s_external`. */
import type { Handler } from '../../../chain/plugin.ts'
import type { ServedZones } from '../../../kube/records/served-zones.ts'
import { REFUSED } from '../../../wire/answer.ts'
import { isTransfer } from '../../../wire/constants.ts'
import type { NameKey } from '../../../wire/name.ts'
import { FINDING } from '../../../zone/finding.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'
import { AliasFollower } from './alias.ts'
import type { Resolver } from './resolver.ts'

/**
 * `current` returns the zones in force. `next` answers queries for missing names that `fallthrough` covers.
 */
export function zoneHandler(
  current: () => ServedZones,
  resolver: Resolver,
  fallthrough: readonly NameKey[],
  next: Handler,
): Handler {
  const aliases = new AliasFollower(resolver)
  const fallsThrough = SuffixTable.ofZones(fallthrough)
  return (query) => {
    const zones = current()
    const zone = zones.table.find(query.hashedName)
    if (zone === undefined) return next(query)
    const finding = resolver.find(zone, query.hashedName, query.type)
    if (finding.kind === FINDING.ANSWER) return finding
    if (isTransfer(query.type)) return REFUSED
    if (finding.kind === FINDING.ALIAS) return aliases.follow(query, finding, zone, zones)
    const failed = zones.failureAt(query.hashedName)
    if (failed !== null) return failed
    return finding.kind === FINDING.NXDOMAIN && fallsThrough.find(query.hashedName) !== undefined
      ? next(query)
      : finding
  }
}
