/** The line that the log gets for a change: which files, which zones. */
import { visible } from '../../report/visible.ts'
import type { FileUpdate } from '../../source/last-good.ts'
import { nameText } from '../../wire/name.ts'
import type { Zone } from '../../zone/zone.ts'

/** How many files it names. */
const MAX_CAUSES = 3

export function causeOf({ file, isGone }: FileUpdate): string {
  return `${visible(file)}${isGone ? ' (gone)' : ''}`
}

/** Names a few files at the most; the zones with their new serials. */
export function describeChange(
  causes: readonly string[],
  zones: readonly Zone[],
  milliseconds: number,
): string {
  const more = causes.length > MAX_CAUSES ? ` and ${causes.length - MAX_CAUSES} more` : ''
  const described = zones.map(
    (zone) => `${nameText(zone.origin)} serial ${zone.serial}, ${zone.nodes.size} names`,
  )
  const list = causes.slice(0, MAX_CAUSES).join(', ')
  return `changed: ${list}${more}: ${described.join('; ')} (${milliseconds.toFixed(1)} ms)`
}
