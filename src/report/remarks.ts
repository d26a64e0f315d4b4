/** What is odd about objects, by object: each said when it becomes true, and again only after it has been put right. */
import type { Code } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'

/** A change that makes more of them is one mistake made many times. */
const MAX_OF_A_CODE = 20

/** What there is to say, told only if it is to be shown: to find the right words may take a walk through everything. */
interface Remark {
  readonly code: Code
  /** Equal for what is the same oddity. */
  readonly identity: string
  readonly tell: () => Diagnostic
}

export class Remarks {
  readonly #said = new Map<string, ReadonlySet<string>>()
  #found: Remark[] = []

  /** From now on this, and only this, is odd about an object. */
  set(key: string, found: readonly Diagnostic[]): void {
    this.#set(
      key,
      found.map((one) => ({ code: one.code, identity: one.message, tell: () => one })),
    )
  }

  /** The same for one thing whose words are found when they are needed; `identity` is equal for the same oddity. */
  setLater(key: string, code: Code, identity: string, tell: () => Diagnostic): void {
    this.#set(key, [{ code, identity, tell }])
  }

  /** Something that has happened, and is not to be remembered. */
  add(one: Diagnostic): void {
    this.#found.push({ code: one.code, identity: one.message, tell: () => one })
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
    const byCode = new Map<Code, Remark[]>()
    for (const one of this.#found) {
      const others = byCode.get(one.code)
      if (others === undefined) byCode.set(one.code, [one])
      else others.push(one)
    }
    this.#found = []
    return [...byCode.values()].flatMap((all) => {
      const shown = all.slice(0, MAX_OF_A_CODE).map(({ tell }) => tell())
      const last = shown.at(-1)
      if (last === undefined || all.length <= MAX_OF_A_CODE) return shown
      const message = `${last.message}; and ${all.length - MAX_OF_A_CODE} more like this`
      return [...shown.slice(0, -1), { ...last, message }]
    })
  }

  #set(key: string, found: readonly Remark[]): void {
    const said = this.#said.get(key)
    if (found.length === 0) {
      this.#said.delete(key)
      return
    }
    this.#said.set(key, new Set(found.map(textOf)))
    for (const one of found) if (said?.has(textOf(one)) !== true) this.#found.push(one)
  }
}

function textOf({ code, identity }: Remark): string {
  return `${code} ${identity}`
}
