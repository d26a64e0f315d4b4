/**
 * `--pidfile FILE`: holds the process id from the moment that queries are answered until the process ends.
 * The file appears by a rename, so a reader never sees a part of it. A file of an earlier process is
 * replaced, even if a process with its id runs: in a container every server has the id 1.
 */
import { readFileSync, rmSync, statSync } from 'node:fs'
import { reasonOf } from '../report/system-error.ts'
import { moveTo, writeBeside } from '../source/replace-file.ts'

export class Pidfile {
  readonly #path: string
  readonly #beside: string
  readonly #text = `${process.pid}\n`

  /**
   * Writes a temporary file beside `path`, so that an unwritable folder fails the start early. Throws an
   * error for people.
   */
  constructor(path: string) {
    this.#path = path
    const there = this.#attempt(() => statSync(path, { throwIfNoEntry: false }))
    if (there?.isFile() === false) throw new Error(`--pidfile ${path} is not a regular file`)
    this.#beside = this.#attempt(() => writeBeside(path, this.#text))
    process.once('exit', () => {
      this.#remove()
    })
  }

  /** Renames the temporary file to its place. */
  appear(): void {
    this.#attempt(() => {
      moveTo(this.#path, this.#beside)
    })
  }

  #remove(): void {
    rmSync(this.#beside, { force: true })
    // Another server may have replaced the file since.
    if (this.#isOurs()) rmSync(this.#path, { force: true })
  }

  #isOurs(): boolean {
    try {
      return readFileSync(this.#path, 'utf8') === this.#text
    } catch {
      return false
    }
  }

  #attempt<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (problem) {
      throw new Error(`--pidfile ${this.#path} cannot be written: ${reasonOf(problem)}`, { cause: problem })
    }
  }
}
