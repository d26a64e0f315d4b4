/**
 * A zone file on disk. Each refresh reads the file again if it, or a file that it includes, has changed. It
 * survives a reload of the Corefile, and with it the last good zone and the history for secondaries.
 */
import { hash } from 'node:crypto'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { FileAccess, FileContent } from '../../../config/file-access.ts'
import { pathFrom } from '../../../config/paths.ts'
import { type Diagnostic, diagnostic, isError } from '../../../report/diagnostic.ts'
import type { Log } from '../../../report/log.ts'
import { writtenAt } from '../../../source/file-stat.ts'
import { runInSlices } from '../../../source/time-slice.ts'
import type { Answer } from '../../../wire/answer.ts'
import { EXTENDED_ERROR } from '../../../wire/constants.ts'
import { type NameKey, nameText } from '../../../wire/name.ts'
import type { AuthoredZone } from '../../../zone/authored-zone.ts'
import { parseZoneFile } from '../../../zone/zone-file.ts'
import { mebibytes } from '../../../zone/zone-limits.ts'
import { carryKey } from '../../../block/carry.ts'
import type { Transfers } from '../../../block/transfers.ts'
import type { AuthoredSource } from './answer.ts'
import { type Replacement, ZoneInForce } from './zone-in-force.ts'

/** About a million records: the zone file with all that it includes. */
const MAX_TEXT_OCTETS = 64 * 1024 * 1024
/**
 * A program that writes a file in place writes again within this time, so a changed file is not read before.
 */
const SETTLED_MS = 50
/** A file that is written without a pause is read nevertheless after so many times `SETTLED_MS`. */
const MAX_PAUSES = 20

/** Zone files by path and origin. */
export const ZONE_SOURCES = carryKey<ZoneSource>('file')

export class ZoneSource implements AuthoredSource {
  #path: string
  readonly #log: Log
  readonly #access: FileAccess
  readonly #inForce: ZoneInForce
  /** The zone file and its includes, as of the last reading. */
  #files = new Map<string, KnownFile>()
  /** The length of these files together. */
  #textLength = 0
  /** The errors that keep the file's content out of force. */
  #errors: readonly Diagnostic[] = []
  /** The refresh in progress. */
  #refreshing: Promise<void> | null = null
  #isStale = false

  constructor(path: string, origin: NameKey, log: Log, access: FileAccess) {
    this.#path = path
    this.#log = log
    this.#access = access
    this.#inForce = new ZoneInForce(origin)
  }

  get path(): string {
    return this.#path
  }

  get origin(): NameKey {
    return this.#inForce.origin
  }

  get zone(): AuthoredZone | null {
    return this.#inForce.zone
  }

  get absence(): Answer {
    return this.#inForce.absence
  }

  offerTo(transfers: Transfers): () => void {
    return this.#inForce.offerTo(transfers)
  }

  /** From the next refresh on, the zone is that of another file. It stays if that file has an error. */
  moveTo(path: string): void {
    if (path === this.#path) return
    this.#path = path
    this.#files = new Map()
  }

  /** As `refresh`, for a new configuration: errors that were logged before are logged again. */
  async open(): Promise<void> {
    const known = this.#errors
    await this.refresh()
    if (this.#errors === known) for (const one of known) this.#log.diagnostic(one)
  }

  /** Reads the files again if any of them has changed, and logs their diagnostics. */
  async refresh(): Promise<void> {
    this.#isStale = true
    this.#refreshing ??= this.#refreshWhileStale()
    await this.#refreshing
  }

  async #refreshWhileStale(): Promise<void> {
    try {
      while (this.#isStale) {
        this.#isStale = false
        await this.#refreshOnce()
      }
    } finally {
      this.#refreshing = null
    }
  }

  async #refreshOnce(): Promise<void> {
    if (
      this.#files.size > 0 &&
      [...this.#files].every(([path, known]) => isCurrent(path, known, this.#access))
    )
      return
    const before = this.zone
    const wasBroken = this.#errors.length > 0
    if (before !== null) await this.#awaitWriters()
    const { zone, isNewer, diagnostics } = await this.#read()
    for (const one of diagnostics) this.#log.diagnostic(one)
    this.#errors = diagnostics.filter(isError)
    if (zone === null || (before === null && !wasBroken)) return
    const { serial } = zone.zone
    this.#log.info(`plugin/file: ${nameText(this.origin)} serial ${serial} from ${this.#path}`)
    if (isNewer || before === null) return
    const earlier = before.zone.serial
    const what = serial === earlier ? `is still ${serial}` : `went back from ${earlier} to ${serial}`
    const message = `the zone changed, but its serial ${what}: no secondary will transfer the change`
    this.#log.diagnostic(diagnostic('KZ_ZONE_SERIAL', this.#path, message, { hint: 'increase the serial' }))
  }

  async #awaitWriters(): Promise<void> {
    for (let i = 0; i < MAX_PAUSES && [this.#path, ...this.#files.keys()].some(isBeingWritten); i++) {
      await setTimeout(SETTLED_MS)
    }
  }

  async #read(): Promise<Replacement> {
    const path = this.#path
    this.#files = new Map()
    this.#textLength = 0
    const content = this.#open(path)
    if ('problem' in content && this.#access.isElsewhere(path)) {
      return this.#inForce.keep([], EXTENDED_ERROR.NOT_READY)
    }
    if ('problem' in content) {
      const problem = diagnostic('KZ_ZONE_FILE', path, `cannot be read: ${content.problem}`)
      return this.#inForce.keep([problem], EXTENDED_ERROR.NOT_READY)
    }
    const steps = parseZoneFile(content.text, path, this.origin, (name, from) => {
      const file = pathFrom(dirname(from), name)
      const included = this.#open(file)
      return 'problem' in included ? `cannot be read: ${included.problem}` : { file, text: included.text }
    })
    return runInSlices(this.#inForce.replace(await runInSlices(steps)))
  }

  #open(path: string): FileContent {
    const sign = this.#access.sign(path)
    const content = this.#access.read(path, MAX_TEXT_OCTETS)
    this.#files.set(path, { sign, digest: digestOf(content) })
    if ('problem' in content) return content
    this.#textLength += content.text.length
    if (this.#textLength <= MAX_TEXT_OCTETS) return content
    const problem = `the zone file with all that it includes is larger than ${mebibytes(MAX_TEXT_OCTETS)}`
    return { problem, isMissing: false, isFolder: false }
  }
}

function isBeingWritten(path: string): boolean {
  return Date.now() - writtenAt(path) < SETTLED_MS
}

interface KnownFile {
  /** Empty if the file was written a moment ago: its times cannot show a further write then. */
  sign: string
  readonly digest: string
}

function isCurrent(path: string, known: KnownFile, access: FileAccess): boolean {
  const sign = access.sign(path)
  if (known.sign !== '' && sign === known.sign) return true
  if (digestOf(access.read(path, MAX_TEXT_OCTETS)) !== known.digest) return false
  known.sign = sign
  return true
}

/** Equal for equal texts. For a file that cannot be read it is the reason, which is no Base64. */
function digestOf(content: FileContent): string {
  return 'problem' in content ? content.problem : hash('sha256', content.text, 'base64')
}
