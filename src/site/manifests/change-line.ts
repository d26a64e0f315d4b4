/** The log lines about changed files. */
import { visible } from '../../report/visible.ts'
import type { FileUpdate } from '../../source/last-good.ts'
import { nameText } from '../../wire/name.ts'
import type { Zone } from '../../zone/zone.ts'

/** The most files that a line names. */
const MAX_CAUSES = 3

/**
 * Names at most `MAX_CAUSES` files and hosts, if the change has any, and the zones with their new serials.
 */
export function describeChange(
  updates: readonly FileUpdate[],
  hosts: Iterable<string>,
  zones: readonly Zone[],
  milliseconds: number,
): string {
  const described = zones.map(
    (zone) => `${nameText(zone.origin)} serial ${zone.serial}, ${zone.nodes.size} names`,
  )
  const causes = describeCauses(updates, hosts)
  const after = causes === '' ? '' : `${causes}: `
  return `changed: ${after}${described.join('; ')} (${milliseconds.toFixed(1)} ms)`
}

/** The files and hosts of a change. */
export function describeCauses(updates: readonly FileUpdate[], hosts: Iterable<string>): string {
  return listed([...updates.map(causeOf), ...Array.from(hosts, visible)])
}

/** For files whose errors are fixed, if no answer has changed. */
export function describeMended(updates: readonly FileUpdate[]): string {
  return `errors fixed: ${listed(updates.map(causeOf))}; no answer has changed`
}

function causeOf({ file, isGone }: FileUpdate): string {
  return `${visible(file)}${isGone ? ' (gone)' : ''}`
}

function listed(causes: readonly string[]): string {
  const more = causes.length > MAX_CAUSES ? ` and ${causes.length - MAX_CAUSES} more` : ''
  return `${causes.slice(0, MAX_CAUSES).join(', ')}${more}`
}
