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
  const causes = [...updates.map(causeOf), ...Array.from(hosts, visible)]
  const after = causes.length === 0 ? '' : `${listed(causes)}: `
  const described = zones.map(
    (zone) => `${nameText(zone.origin)} serial ${zone.serial}, ${zone.nodes.size} names`,
  )
  return `changed: ${after}${described.join('; ')} (${milliseconds.toFixed(1)} ms)`
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
