/** The lock file on disk: read when it is first asked for, written anew, and as a whole, whenever an address is added. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { problemOf } from '../../config/file-access.ts'
import { AddressLock } from '../../kube/address-lock.ts'
import { type Diagnostic, diagnostic, summarizeDiagnostic } from '../../report/diagnostic.ts'
import { isAbsent } from '../../source/file-stat.ts'

/** A lock file that cannot be used. To go on without would change the addresses that it is there to keep. */
export class LockFileError extends Error {
  override readonly name = 'LockFileError'
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(summarizeDiagnostic).join('\n'))
    this.diagnostics = diagnostics
  }
}

export class LockFile {
  readonly lock: AddressLock
  readonly #path: string
  #hasFailed = false

  /** Throws a `LockFileError`; a file that is not there is an empty one. */
  constructor(path: string) {
    this.#path = path
    const { lock, found } = AddressLock.parse(readLock(path), path)
    if (found.length > 0) throw new LockFileError(found)
    this.lock = lock
  }

  /** Writes what has changed. Returns what is wrong, when it goes wrong. */
  save(): Diagnostic | null {
    if (!this.lock.hasChanged) return null
    const beside = `${this.#path}.${process.pid}.tmp`
    try {
      writeFileSync(beside, this.lock.text())
      renameSync(beside, this.#path)
      this.#hasFailed = false
      return null
    } catch (problem) {
      if (this.#hasFailed) return null
      this.#hasFailed = true
      const message = `the lock file cannot be written: ${problemOf(problem)}; addresses are not kept beyond this run`
      return diagnostic('KZ_LOCK', this.#path, message)
    }
  }
}

function readLock(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (problem) {
    if (isAbsent(problem)) return ''
    const message = `the lock file cannot be read: ${problemOf(problem)}`
    throw new LockFileError([diagnostic('KZ_LOCK', path, message)])
  }
}
