/**
 * A folder of zone files. The name of a file gives its zone; other files, and hidden files and folders, are
 * ignored. Files may appear and disappear. Of two files for one zone, the first by name holds it, and the
 * other is reported. The folder survives a reload of the Corefile.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { problemOf } from '../../../report/system-error.ts'
import { diagnostic } from '../../../report/diagnostic.ts'
import { realFiles } from '../../../config/file-access.ts'
import type { Log } from '../../../report/log.ts'
import { sortByOctets } from '../../../source/names.ts'
import { type NameKey, nameText } from '../../../wire/name.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'
import { carryKey } from '../../../block/carry.ts'
import type { Transfers } from '../../../block/transfers.ts'
import { ZoneSource } from '../file/zone-source.ts'

/** The zone of a file name; `null` if the name gives none. */
export type ZoneOfFile = (name: string) => NameKey | null

/** Folders by path, and by what determines the zones of their files. */
export const ZONE_FOLDERS = carryKey<ZoneFolder>('auto')

/** Further files are ignored. */
const MAX_FILES = 100_000
const MAX_DEPTH = 16

/** One walk through the folder. */
interface Listing {
  readonly paths: Map<NameKey, string>
  /** Files of zones that another file holds. */
  readonly duplicates: Set<string>
  /** Folders that cannot be listed. */
  readonly unlisted: Set<string>
}

export class ZoneFolder {
  /** The zones that queries are answered from. */
  current = new SuffixTable<ZoneSource>([])
  readonly #folder: string
  readonly #zoneOf: ZoneOfFile
  readonly #log: Log
  readonly #sources = new Map<NameKey, ZoneSource>()
  /** Each `transfer` that gets the zones, with the functions that end its offers. */
  readonly #offers = new Map<Transfers, Map<NameKey, () => void>>()
  /** The problems of the last refresh: a problem that lasts is reported once. */
  #reported: ReadonlySet<string> = new Set()
  /** Settles when the refreshes so far are done; they run one after the other. */
  #work: Promise<void> = Promise.resolve()
  #isWaiting = false

  constructor(folder: string, zoneOf: ZoneOfFile, log: Log) {
    this.#folder = folder
    this.#zoneOf = zoneOf
    this.#log = log
  }

  /** As `refresh`, for a new configuration: problems that were reported before are reported again. */
  async open(): Promise<void> {
    await this.#next(async () => {
      this.#reported = new Set()
      await this.#refresh(async (source) => source.open())
    })
  }

  /** Lists the folder again and refreshes each zone file. */
  async refresh(): Promise<void> {
    if (!this.#isWaiting) {
      this.#isWaiting = true
      void this.#next(async () => {
        this.#isWaiting = false
        await this.#refresh(async (source) => source.refresh())
      })
    }
    await this.#work
  }

  /** Offers all zones to secondaries, now and as they change, until the returned function is called. */
  offerTo(transfers: Transfers): () => void {
    const withdrawals = new Map<NameKey, () => void>()
    this.#offers.set(transfers, withdrawals)
    for (const source of this.#sources.values()) withdrawals.set(source.origin, source.offerTo(transfers))
    return () => {
      this.#offers.delete(transfers)
      for (const withdraw of withdrawals.values()) withdraw()
    }
  }

  async #next(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work)
    await this.#work
  }

  async #refresh(read: (source: ZoneSource) => Promise<void>): Promise<void> {
    const found: Listing = { paths: new Map(), duplicates: new Set(), unlisted: new Set() }
    this.#list(this.#folder, 0, found)
    this.#report(new Set([...found.unlisted, ...found.duplicates]))
    // A zone stays while its folder cannot be listed.
    const gone = found.unlisted.size > 0 ? [] : this.#origins.filter((origin) => !found.paths.has(origin))
    for (const origin of gone) this.#remove(origin)
    if (gone.length > 0) this.#publish()
    for (const [origin, path] of found.paths) this.#sources.get(origin)?.moveTo(path)
    for (const source of this.#sources.values()) await read(source)
    const fresh = [...found.paths].filter(([origin]) => !this.#sources.has(origin))
    for (const [origin, path] of fresh) {
      const source = new ZoneSource(path, origin, this.#log, realFiles)
      await read(source)
      this.#add(source)
    }
    if (fresh.length > 0) this.#publish()
  }

  get #origins(): NameKey[] {
    return [...this.#sources.keys()]
  }

  #report(problems: ReadonlySet<string>): void {
    for (const one of problems)
      if (!this.#reported.has(one)) this.#log.diagnostic(diagnostic('KZ_ZONE_FILE', this.#folder, one))
    this.#reported = problems
  }

  #add(source: ZoneSource): void {
    this.#sources.set(source.origin, source)
    for (const [transfers, withdrawals] of this.#offers)
      withdrawals.set(source.origin, source.offerTo(transfers))
  }

  #remove(origin: NameKey): void {
    this.#sources.delete(origin)
    for (const withdrawals of this.#offers.values()) {
      withdrawals.get(origin)?.()
      withdrawals.delete(origin)
    }
  }

  #publish(): void {
    this.current = new SuffixTable(this.#sources)
  }

  #list(folder: string, depth: number, found: Listing): void {
    try {
      const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !isHidden(name))
      for (const entry of sortByOctets(entries, ({ name }) => name)) {
        const path = join(folder, entry.name)
        if (entry.isDirectory() && depth < MAX_DEPTH) this.#list(path, depth + 1, found)
        else if (!entry.isDirectory()) this.#take(entry.name, path, found)
      }
    } catch (problem) {
      found.unlisted.add(`${folder} cannot be listed: ${problemOf(problem)}`)
    }
  }

  #take(name: string, path: string, { paths, duplicates }: Listing): void {
    const origin = this.#zoneOf(name)
    if (origin === null || paths.size >= MAX_FILES) return
    const other = paths.get(origin)
    if (other === undefined) paths.set(origin, path)
    else duplicates.add(`${path} is left out: ${other} already holds the zone ${nameText(origin)}`)
  }
}

/**
 * The kubelet links the files of a ConfigMap volume through `..data` to a hidden folder. Other hidden files
 * are editors' copies.
 */
function isHidden(name: string): boolean {
  return name.startsWith('.')
}
