/**
 * Remarks: diagnostics of oddities of objects, by the object's key. A remark is reported when it becomes
 * true, and again only after it has been false meanwhile.
 */
import type { Code } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'

/** Reported remarks of one code: a change that causes more of them is one mistake repeated. */
const MAX_OF_A_CODE = 20
/** All services of a cluster with another range are outside of this one, for one reason. */
const MAX_OF_CODES: Partial<Record<Code, number>> = { KZ_SERVICE_ADDRESS_RANGE: 1 }

/** A remark whose diagnostic is made only if it is shown: its hint may need a walk through all objects. */
interface Remark {
  readonly code: Code
  /** Equal for equal oddities of an object. */
  readonly identity: string
  readonly describe: () => Diagnostic
}

export class Remarks {
  readonly #current = new Map<string, ReadonlySet<string>>()
  #pending: Remark[] = []

  /** Replaces the remarks about an object. */
  set(key: string, found: readonly Diagnostic[]): void {
    this.#set(
      key,
      found.map((one) => ({ code: one.code, identity: one.message, describe: () => one })),
    )
  }

  /** As `set`, for one remark whose diagnostic is made on demand. `identity` is equal for equal oddities. */
  setLazily(key: string, code: Code, identity: string, describe: () => Diagnostic): void {
    this.#set(key, [{ code, identity, describe }])
  }

  /** Adds a diagnostic of an event, which is reported once and not remembered. */
  add(one: Diagnostic): void {
    this.#pending.push({ code: one.code, identity: one.message, describe: () => one })
  }

  /** Whether the object has remarks. */
  has(key: string): boolean {
    return this.#current.has(key)
  }

  forget(key: string): void {
    this.#current.delete(key)
  }

  /** Takes the diagnostics since the last call: of each code the first few, and the number of the rest. */
  take(): readonly Diagnostic[] {
    const byCode = new Map<Code, Remark[]>()
    for (const one of this.#pending) {
      const others = byCode.get(one.code)
      if (others === undefined) byCode.set(one.code, [one])
      else others.push(one)
    }
    this.#pending = []
    return [...byCode].flatMap(([code, all]) => {
      const most = MAX_OF_CODES[code] ?? MAX_OF_A_CODE
      const shown = all.slice(0, most).map(({ describe }) => describe())
      const last = shown.at(-1)
      if (last === undefined || all.length <= most) return shown
      const others = all.slice(most)
      const each = (): Diagnostic[] => [last, ...others.map(({ describe }) => describe())]
      return [...shown.slice(0, -1), { ...standingFor(last, others.length), each }]
    })
  }

  #set(key: string, found: readonly Remark[]): void {
    const known = this.#current.get(key)
    if (found.length === 0) {
      this.#current.delete(key)
      return
    }
    this.#current.set(key, new Set(found.map(textOf)))
    for (const one of found) if (known?.has(textOf(one)) !== true) this.#pending.push(one)
  }
}

/** A diagnostic that stands for others of its code, too. */
export function standingFor(one: Diagnostic, others: number): Diagnostic {
  return others === 0 ? one : { ...one, message: `${one.message}; and ${others} more like this` }
}

function textOf({ code, identity }: Remark): string {
  return `${code} ${identity}`
}
