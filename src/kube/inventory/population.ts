/** How much lives in each namespace: objects that are kept, and for each file that something else does. */
import { present } from '../../report/assert.ts'

export class Population {
  readonly #counts = new Map<string, number>()
  /** Namespaces that a file shows to be inhabited by objects which are not kept. */
  readonly #byFile = new Map<string, readonly string[]>()

  has(namespace: string): boolean {
    return this.#counts.has(namespace)
  }

  names(): Iterable<string> {
    return this.#counts.keys()
  }

  /** `true`: it is the first to live there. */
  add(namespace: string): boolean {
    const count = this.#counts.get(namespace) ?? 0
    this.#counts.set(namespace, count + 1)
    return count === 0
  }

  /** `true`: it was the last to live there. */
  remove(namespace: string): boolean {
    const count = present(this.#counts.get(namespace), 'an object that goes has been counted') - 1
    if (count > 0) this.#counts.set(namespace, count)
    else this.#counts.delete(namespace)
    return count === 0
  }

  /** Takes over what a file says now; returns the namespaces that it was the first, or the last, to inhabit. */
  follow(file: string, namespaces: readonly string[]): string[] {
    const before = this.#byFile.get(file) ?? []
    if (namespaces.length === 0) this.#byFile.delete(file)
    else this.#byFile.set(file, namespaces)
    const old = new Set(before)
    const now = new Set(namespaces)
    return [
      ...namespaces.filter((namespace) => !old.has(namespace) && this.add(namespace)),
      ...before.filter((namespace) => !now.has(namespace) && this.remove(namespace)),
    ]
  }
}
