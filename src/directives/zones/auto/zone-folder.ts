/**
 * A folder of zone files. The name of a file gives its zone; other files are ignored. Files may appear and
 * disappear. Of two files for one zone, the first by name holds it, and the other is reported.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { problemOf } from '../../../report/system-error.ts'
import { diagnostic } from '../../../report/diagnostic.ts'
import { sortByOctets } from '../../../source/names.ts'
import { type NameKey, nameText } from '../../../wire/name.ts'
import { type ZoneFileContext, ZoneSource } from '../file/zone-source.ts'

/** The zone of a file name; `null` if the name gives none. */
export type ZoneOfFile = (name: string) => NameKey | null

/** Further files are ignored. */
const MAX_FILES = 100_000
const MAX_DEPTH = 16

export class ZoneFolder {
  readonly #folder: string
  readonly #zoneOf: ZoneOfFile
  readonly #context: ZoneFileContext
  readonly #sources = new Map<NameKey, { readonly path: string; readonly source: ZoneSource }>()
  /** The problems of the last refresh: a problem that lasts is reported once. */
  readonly #reported = new Set<string>()

  constructor(folder: string, zoneOf: ZoneOfFile, context: ZoneFileContext) {
    this.#folder = folder
    this.#zoneOf = zoneOf
    this.#context = context
  }

  get sources(): readonly ZoneSource[] {
    return Array.from(this.#sources.values(), ({ source }) => source)
  }

  /** Lists the folder again and refreshes each zone file; `true` if the set of zones has changed. */
  refresh(): boolean {
    const found = new Map<NameKey, string>()
    const problems = new Set<string>()
    this.#find(this.#folder, 0, found, problems)
    for (const one of problems)
      if (!this.#reported.has(one))
        this.#context.log.diagnostic(diagnostic('KZ_ZONE_FILE', this.#folder, one))
    this.#reported.clear()
    for (const one of problems) this.#reported.add(one)
    let isOther = false
    for (const [zone, { path, source }] of this.#sources) {
      // A zone stays while its folder cannot be listed.
      if (found.get(zone) === path || (problems.size > 0 && !found.has(zone))) continue
      this.#sources.delete(zone)
      source.close()
      isOther = true
    }
    for (const [zone, path] of found) {
      if (this.#sources.has(zone)) continue
      this.#sources.set(zone, { path, source: new ZoneSource(path, zone, this.#context) })
      isOther = true
    }
    for (const { source } of this.#sources.values()) source.refresh()
    return isOther
  }

  #find(folder: string, depth: number, found: Map<NameKey, string>, problems: Set<string>): void {
    try {
      for (const entry of sortByOctets(readdirSync(folder, { withFileTypes: true }), ({ name }) => name)) {
        const path = join(folder, entry.name)
        if (entry.isDirectory() && depth < MAX_DEPTH) this.#find(path, depth + 1, found, problems)
        else if (!entry.isDirectory()) this.#take(entry.name, path, found, problems)
      }
    } catch (problem) {
      problems.add(`${folder} cannot be listed: ${problemOf(problem)}`)
    }
  }

  #take(name: string, path: string, found: Map<NameKey, string>, problems: Set<string>): void {
    const zone = this.#zoneOf(name)
    if (zone === null || found.size >= MAX_FILES) return
    const other = found.get(zone)
    if (other === undefined) found.set(zone, path)
    else problems.add(`${path} is left out: ${other} already holds the zone ${nameText(zone)}`)
  }
}
