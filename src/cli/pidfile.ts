/**
 * `--pidfile FILE`: holds the process id from the moment that queries are answered until the process ends. It appears whole
 * or not at all. One that an earlier process left behind is replaced, whoever has its number now: in a container every
 * process is the first.
 */
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { reasonOf } from '../report/system-error.ts'

export class Pidfile {
  readonly #path: string
  readonly #beside: string
  readonly #text = `${process.pid}\n`

  /** Writes it beside its place, so that a start which could not end well does not begin. Throws what is wrong, in words. */
  constructor(path: string) {
    this.#path = path
    this.#beside = `${path}.${process.pid}.tmp`
    const there = this.#attempt(() => statSync(path, { throwIfNoEntry: false }))
    if (there?.isFile() === false) throw new Error(`--pidfile ${path} is there already, and no file`)
    this.#attempt(() => {
      writeFileSync(this.#beside, this.#text)
    })
    process.once('exit', () => {
      this.#remove()
    })
  }

  /** Puts it in its place. */
  appear(): void {
    this.#attempt(() => {
      renameSync(this.#beside, this.#path)
    })
  }

  #remove(): void {
    rmSync(this.#beside, { force: true })
    // Another server may have it by now.
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
