/**
 * The last serials of zones on disk, so that they grow over a restart, whatever the clock says meanwhile. It
 * is read once, and replaced as a whole whenever a serial has changed. A line is `KIND ZONE SERIAL`.
 */
import { readFileSync } from 'node:fs'
import type { BlockSerials } from '../../kube/records/block-zones.ts'
import { type Diagnostic, diagnostic } from '../../report/diagnostic.ts'
import { isAbsent, problemOf } from '../../report/system-error.ts'
import { replaceFile } from '../../source/replace-file.ts'
import { nameText, parseName } from '../../wire/name.ts'

const HEAD = '# The last serials of zones. kubezone writes this file, and secondaries rely on it.\n'
const KINDS = ['cluster', 'external'] as const
const LINE = /^(cluster|external) (\S+) (\d{1,10})$/
const CONSEQUENCE = 'after a restart, secondaries may keep an old zone until the clock passes its serial'

export class SerialFile {
  readonly #path: string
  readonly #serials: BlockSerials
  /** The text that was read or written last. */
  #text = ''
  #hasFailed = false

  constructor(path: string, serials: BlockSerials) {
    this.#path = path
    this.#serials = serials
  }

  /** Continues the serials of the file. A missing file counts as empty. */
  load(): readonly Diagnostic[] {
    try {
      this.#text = readFileSync(this.#path, 'utf8')
    } catch (problem) {
      if (isAbsent(problem)) return []
      const message = `the serials cannot be read: ${problemOf(problem)}; ${CONSEQUENCE}`
      return [diagnostic('KZ_SERIALS', this.#path, message)]
    }
    return this.#text.split('\n').flatMap((line, i) => {
      if (line === '' || line.startsWith('#') || this.#adopt(line)) return []
      const place = { file: this.#path, line: i + 1, column: 1 }
      return diagnostic('KZ_SERIALS', place, 'expected KIND ZONE SERIAL; the line is ignored')
    })
  }

  /** Writes the serials if one has changed. Returns the diagnostic of the first failure. */
  save(): Diagnostic | null {
    const text = this.#current()
    if (text === this.#text) return null
    try {
      replaceFile(this.#path, text)
      this.#text = text
      this.#hasFailed = false
      return null
    } catch (problem) {
      if (this.#hasFailed) return null
      this.#hasFailed = true
      const message = `the serials cannot be written: ${problemOf(problem)}; ${CONSEQUENCE}`
      return diagnostic('KZ_SERIALS', this.#path, message)
    }
  }

  #adopt(line: string): boolean {
    const [, kind, zone = '', digits] = LINE.exec(line) ?? []
    const origin = parseName(zone)
    const serial = Number(digits)
    if (origin === null || (kind !== 'cluster' && kind !== 'external') || serial >= 2 ** 32) return false
    this.#serials[kind].adopt(origin, serial)
    return true
  }

  #current(): string {
    const lines = KINDS.flatMap((kind) =>
      Array.from(this.#serials[kind].all, ([origin, serial]) => `${kind} ${nameText(origin)} ${serial}\n`),
    )
    return HEAD + lines.toSorted().join('')
  }
}
