/** What the log says, in one line, of files that have changed. */
import { visible } from '../../report/visible.ts'
import type { FileUpdate } from '../../source/last-good.ts'
import { nameText } from '../../wire/name.ts'
import type { Zone } from '../../zone/zone.ts'

/** How many files a line names. */
const MAX_CAUSES = 3

/** Names a few files, and hosts, at the most; the zones with their new serials. */
export function describeChange(
  updates: readonly FileUpdate[],
  hosts: Iterable<string>,
  zones: readonly Zone[],
  milliseconds: number,
): string {
  const causes = [...updates.map(causeOf), ...Array.from(hosts, visible)]
  const described = zones.map(
    (zone) => `${nameText(zone.origin)} serial ${zone.serial}, ${zone.nodes.size} names`,
  )
  return `changed: ${listed(causes)}: ${described.join('; ')} (${milliseconds.toFixed(1)} ms)`
}

/** Of files that had errors, and have none any more, where the answers are as before. */
export function describeMended(updates: readonly FileUpdate[]): string {
  return `without errors again: ${listed(updates.map(causeOf))}; the answers are the same`
}

function causeOf({ file, isGone }: FileUpdate): string {
  return `${visible(file)}${isGone ? ' (gone)' : ''}`
}

function listed(causes: readonly string[]): string {
  const more = causes.length > MAX_CAUSES ? ` and ${causes.length - MAX_CAUSES} more` : ''
  return `${causes.slice(0, MAX_CAUSES).join(', ')}${more}`
}
