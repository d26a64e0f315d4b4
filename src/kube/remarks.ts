/** What is odd about objects, by object: each said when it becomes true, and again only after it has been put right. */
import type { Diagnostic } from '../report/diagnostic.ts'

/** A change that makes more of them is one mistake made many times. */
const MAX_OF_A_CODE = 20

export class Remarks {
  readonly #said = new Map<string, ReadonlySet<string>>()
  #found: Diagnostic[] = []

  /** From now on this, and only this, is odd about an object. */
  set(key: string, found: readonly Diagnostic[]): void {
    const said = this.#said.get(key)
    if (found.length === 0) {
      this.#said.delete(key)
      return
    }
    const texts = found.map(({ code, message }) => `${code} ${message}`)
    this.#said.set(key, new Set(texts))
    for (const [i, one] of found.entries()) if (said?.has(texts[i] ?? '') !== true) this.#found.push(one)
  }

  /** Something that has happened, and is not to be remembered. */
  add(one: Diagnostic): void {
    this.#found.push(one)
  }

  /** Whether anything is odd about an object already. */
  isSaid(key: string): boolean {
    return this.#said.has(key)
  }

  forget(key: string): void {
    this.#said.delete(key)
  }

  /** What has been found since the last call: of each code the first few, and how many more there are. */
  take(): readonly Diagnostic[] {
    const byCode = new Map<string, Diagnostic[]>()
    for (const one of this.#found) {
      const others = byCode.get(one.code)
      if (others === undefined) byCode.set(one.code, [one])
      else others.push(one)
    }
    this.#found = []
    return [...byCode.values()].flatMap((all) => {
      const last = all[MAX_OF_A_CODE - 1]
      if (last === undefined || all.length === MAX_OF_A_CODE) return all
      const more = `; and ${all.length - MAX_OF_A_CODE} more like this`
      return [...all.slice(0, MAX_OF_A_CODE - 1), { ...last, message: last.message + more }]
    })
  }
}
