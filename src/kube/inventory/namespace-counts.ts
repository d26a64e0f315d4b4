/**
 * Counts the objects of each namespace, so that a namespace exists while it has any. An object that the
 * inventory keeps counts once; all others of a file count as one in each namespace.
 */
import { present } from '../../report/assert.ts'

export class NamespaceCounts {
  readonly #counts = new Map<string, number>()
  /** The namespaces of the objects of a file that the inventory does not keep. */
  readonly #byFile = new Map<string, readonly string[]>()

  has(namespace: string): boolean {
    return this.#counts.has(namespace)
  }

  names(): Iterable<string> {
    return this.#counts.keys()
  }

  /** Counts an object; `true`: it is the first of its namespace. */
  add(namespace: string): boolean {
    const count = this.#counts.get(namespace) ?? 0
    this.#counts.set(namespace, count + 1)
    return count === 0
  }

  /** Counts an object that goes away; `true`: it was the last of its namespace. */
  remove(namespace: string): boolean {
    const count = present(this.#counts.get(namespace), 'an object that goes has been counted') - 1
    if (count > 0) this.#counts.set(namespace, count)
    else this.#counts.delete(namespace)
    return count === 0
  }

  /**
   * Replaces the namespaces of a file. Returns the namespaces that got their first object or lost their last.
   */
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
