/**
 * The lock file on disk. It is read once at the start, and replaced as a whole whenever an address is added.
 */
import { present } from '../../report/assert.ts'
import { readFileSync, realpathSync } from 'node:fs'
import { AddressLock } from '../../kube/applied/address-lock.ts'
import { type Diagnostic, diagnostic, summarizeDiagnostic } from '../../report/diagnostic.ts'
import { isAbsent, problemOf } from '../../report/system-error.ts'
import { replaceFile } from '../../source/replace-file.ts'

/**
 * A lock file that cannot be used. It stops the start: a server without it would change the addresses that it
 * keeps.
 */
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
  /** The target of symbolic links: a link to the lock file stays a link. */
  readonly #path: string
  /** The text that was read or written last; `null`: the file does not exist. */
  #text: string | null
  #hasFailed = false

  /** Throws a `LockFileError`. A missing file counts as empty. */
  constructor(path: string) {
    this.#path = targetOf(path)
    this.#text = readLock(this.#path)
    const { lock, found } = AddressLock.parse(this.#text ?? '', path)
    if (found.length > 0) throw new LockFileError(found)
    this.lock = lock
  }

  /**
   * Writes new addresses, and keeps what others have written meanwhile. Returns the first diagnostic of a
   * failure.
   */
  save(): Diagnostic | null {
    if (!this.lock.hasChanged) return null
    try {
      this.#adoptChanges()
      const text = this.lock.text()
      replaceFile(this.#path, text)
      this.#text = text
      this.#hasFailed = false
      return null
    } catch (problem) {
      if (this.#hasFailed) return null
      this.#hasFailed = true
      if (problem instanceof LockFileError)
        return present(problem.diagnostics[0], 'a lock file is wrong for a reason')
      const message = `the lock file cannot be written: ${problemOf(problem)}; allocated addresses are lost when kubezone stops`
      return diagnostic('KZ_LOCK', this.#path, message)
    }
  }

  #adoptChanges(): void {
    const text = readLock(this.#path)
    if (text === null || text === this.#text) return
    const { lock, found } = AddressLock.parse(text, this.#path)
    if (found.length > 0) throw new LockFileError(found)
    this.lock.adopt(lock)
  }
}

function targetOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** `null`: the file does not exist. */
function readLock(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (problem) {
    if (isAbsent(problem)) return null
    const message = `the lock file cannot be read: ${problemOf(problem)}`
    throw new LockFileError([diagnostic('KZ_LOCK', path, message)])
  }
}
