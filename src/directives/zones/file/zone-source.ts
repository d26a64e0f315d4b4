/**
 * A zone file on disk. Each refresh reads the file again if it, or a file that it includes, has changed. The
 * last good zone stays in force while the file cannot be read or parsed.
 */
import { dirname } from 'node:path'
import { realFiles } from '../../../config/file-access.ts'
import { pathFrom } from '../../../config/paths.ts'
import { type Diagnostic, diagnostic, isError } from '../../../report/diagnostic.ts'
import type { Log } from '../../../report/log.ts'
import { signAt } from '../../../source/file-stat.ts'
import { type NameKey, nameText } from '../../../wire/name.ts'
import { type AuthoredZone, compileZone } from '../../../zone/authored-zone.ts'
import { parseZoneFile } from '../../../zone/zone-file.ts'
import { carryKey } from '../../../block/carry.ts'
import type { Transfers } from '../../../block/transfers.ts'
import { OfferedZone } from './offered-zone.ts'

/** About a million records. */
const MAX_FILE_OCTETS = 64 * 1024 * 1024

/**
 * The last good zones of a file, or of a folder of zone files, by origin and path. The next configuration
 * uses them while a file cannot be read or parsed.
 */
export type LastGoodZones = Map<string, AuthoredZone>

export const LAST_GOOD_ZONES = carryKey<LastGoodZones>('file')

/** The surroundings that zone files of one block share. */
export interface ZoneFileContext {
  readonly log: Log
  readonly transfers: Transfers | null
  readonly lastGood: LastGoodZones
}

export class ZoneSource {
  readonly #path: string
  readonly #origin: NameKey
  readonly #log: Log
  readonly #lastGood: LastGoodZones
  readonly #offered: OfferedZone
  #zone: AuthoredZone | null = null
  /** The zone file and its includes, as of the last reading. */
  #files = new Map<string, KnownFile>()

  constructor(path: string, origin: NameKey, { log, transfers, lastGood }: ZoneFileContext) {
    this.#path = path
    this.#origin = origin
    this.#log = log
    this.#lastGood = lastGood
    this.#offered = new OfferedZone(transfers)
  }

  get origin(): NameKey {
    return this.#origin
  }

  /** `null` before the first good reading. */
  get zone(): AuthoredZone | null {
    return this.#zone
  }

  /** Reads the files again if any of them has changed, and logs their diagnostics. */
  refresh(): void {
    if (this.#files.size > 0 && [...this.#files].every(([path, known]) => isCurrent(path, known))) return
    const before = this.#zone
    for (const one of this.#read()) this.#log.diagnostic(one)
    const after = this.#zone
    if (after === null || after === before) return
    if (before !== null) {
      this.#log.info(`plugin/file: ${nameText(this.#origin)} serial ${after.zone.serial} from ${this.#path}`)
    }
    if (this.#offered.replace(after.zone) || before === null) return
    const [serial, earlier] = [after.zone.serial, before.zone.serial]
    const what = serial === earlier ? `is still ${serial}` : `went back from ${earlier} to ${serial}`
    const message = `the zone changed, but its serial ${what}: no secondary will transfer the change`
    this.#log.diagnostic(diagnostic('KZ_ZONE_SERIAL', this.#path, message, { hint: 'increase the serial' }))
  }

  /** Forgets the last good zone and withdraws the zone from secondaries. */
  close(): void {
    this.#lastGood.delete(this.#id)
    this.#offered.withdraw()
  }

  #read(): readonly Diagnostic[] {
    this.#files = new Map()
    const content = this.#open(this.#path)
    if ('problem' in content) {
      this.#zone ??= this.#lastGood.get(this.#id) ?? null
      const hint =
        this.#zone === null
          ? 'the zone is SERVFAIL until the file can be read'
          : 'the last good zone stays in force'
      return [diagnostic('KZ_ZONE_FILE', this.#path, `cannot be read: ${content.problem}`, { hint })]
    }
    const parsed = parseZoneFile(content.text, this.#path, this.#origin, (path, from) => {
      const file = pathFrom(dirname(from), path)
      const included = this.#open(file)
      return 'problem' in included ? `cannot be read: ${included.problem}` : { file, text: included.text }
    })
    if (parsed.diagnostics.some(isError)) this.#zone ??= this.#lastGood.get(this.#id) ?? null
    if (parsed.diagnostics.some(isError) && this.#zone !== null) return parsed.diagnostics
    const compiled = compileZone(parsed.records, this.#origin, this.#path)
    if (compiled.zone !== null) this.#keep(compiled.zone)
    return [...parsed.diagnostics, ...compiled.diagnostics]
  }

  #keep(zone: AuthoredZone): void {
    this.#zone = zone
    this.#lastGood.set(this.#id, zone)
  }

  get #id(): string {
    return `${this.#origin} ${this.#path}`
  }

  #open(path: string): ReturnType<typeof realFiles.read> {
    const sign = signAt(path)
    const content = realFiles.read(path, MAX_FILE_OCTETS)
    this.#files.set(path, { sign, text: 'problem' in content ? null : content.text })
    return content
  }
}

interface KnownFile {
  /** Empty if the file was written a moment ago: its times cannot show a further write then. */
  sign: string
  /** `null` if the file could not be read. */
  readonly text: string | null
}

function isCurrent(path: string, known: KnownFile): boolean {
  const sign = signAt(path)
  if (known.sign !== '' && sign === known.sign) return true
  const content = realFiles.read(path, MAX_FILE_OCTETS)
  if (('problem' in content ? null : content.text) !== known.text) return false
  known.sign = sign
  return true
}
