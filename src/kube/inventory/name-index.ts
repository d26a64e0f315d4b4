/**
 * The names of services: in which namespaces a name is, and which name of a namespace is spelled almost like
 * another. A search for a spelling passes over most names by the set of their letters alone, and it is
 * bounded, as clients choose what is searched for.
 */
import { editDistance } from '../../report/suggestion.ts'
import type { Service } from '../model/objects.ts'

const NONE: ReadonlySet<never> = new Set<never>()

export class NameIndex {
  /** By namespace: the names, each with the set of its letters. */
  readonly #byNamespace = new Map<string, Map<string, number>>()
  readonly #namespacesOf = new Map<string, Set<string>>()

  static of(services: Iterable<Pick<Service, 'namespace' | 'name'>>): NameIndex {
    const index = new NameIndex()
    for (const service of services) index.add(service)
    return index
  }

  add({ namespace, name }: Pick<Service, 'namespace' | 'name'>): void {
    const names = this.#byNamespace.get(namespace) ?? new Map<string, number>()
    this.#byNamespace.set(namespace, names.set(name, lettersOf(name)))
    const namespaces = this.#namespacesOf.get(name)
    if (namespaces === undefined) this.#namespacesOf.set(name, new Set([namespace]))
    else namespaces.add(namespace)
  }

  delete({ namespace, name }: Pick<Service, 'namespace' | 'name'>): void {
    const names = this.#byNamespace.get(namespace)
    if (names?.delete(name) === true && names.size === 0) this.#byNamespace.delete(namespace)
    const namespaces = this.#namespacesOf.get(name)
    if (namespaces?.delete(namespace) === true && namespaces.size === 0) this.#namespacesOf.delete(name)
  }

  /** The namespaces that have a service of this name. */
  namespacesOf(name: string): ReadonlySet<string> {
    return this.#namespacesOf.get(name) ?? NONE
  }

  namesIn(namespace: string): Iterable<string> {
    return this.#byNamespace.get(namespace)?.keys() ?? []
  }

  /**
   * The name of a namespace that is spelled almost like `word`; `null`: there is none, or the namespace has
   * more than `most` names.
   */
  nearest(namespace: string, word: string, most: number): string | null {
    const names = this.#byNamespace.get(namespace)
    if (names === undefined || names.size > most) return null
    const near = new NearestName(word)
    for (const [name, letters] of names) near.consider(name, letters)
    return near.found
  }

  /** The namespace with services that is spelled almost like `word`; as `nearest`. */
  nearestNamespace(word: string, most: number): string | null {
    return this.#byNamespace.size > most ? null : nearestName(word, this.#byNamespace.keys())
  }
}

/** The name of a list that is spelled almost like `word`; `null`: there is none. */
export function nearestName(word: string, names: Iterable<string>): string | null {
  const near = new NearestName(word)
  for (const name of names) near.consider(name, lettersOf(name))
  return near.found
}

/**
 * The most letters of a name that may be wrong. A suggestion of a name that was not meant misleads, so this
 * is stricter than for the words of a configuration.
 */
function tolerance(length: number): number {
  return length < 6 ? 1 : length < 12 ? 2 : 3
}

class NearestName {
  found: string | null = null
  readonly #word: string
  readonly #letters: number
  #limit: number

  constructor(word: string) {
    this.#word = word
    this.#letters = lettersOf(word)
    // Two letters are a name, and hardly a misspelt one.
    this.#limit = word.length < 3 ? 0 : tolerance(word.length) + 1
  }

  consider(name: string, letters: number): void {
    const limit = this.#limit
    if (Math.abs(name.length - this.#word.length) >= limit || name === this.#word) return
    // An edit changes at most two letters of the set.
    if (bitsOf(letters ^ this.#letters) > 2 * (limit - 1)) return
    const distance = editDistance(this.#word, name, limit)
    if (distance >= limit || differsInMeaning(this.#word, name)) return
    this.found = name
    this.#limit = distance
  }
}

/** `db-1` is no misspelt `db-2`, and `api` is no misspelt `app`: short words differ in every letter. */
function differsInMeaning(a: string, b: string): boolean {
  if (withoutDigits(a) === withoutDigits(b)) return true
  if (Math.min(a.length, b.length) < 3) return true
  return a.length === b.length && a.length === 3 && lettersOf(a) !== lettersOf(b)
}

function withoutDigits(name: string): string {
  return name.replace(/-?[0-9]+/g, '')
}

/** The letters and digits of a name, a bit each. */
function lettersOf(name: string): number {
  let letters = 0
  for (let i = 0; i < name.length; i++) letters |= 1 << (name.charCodeAt(i) & 31)
  return letters
}

function bitsOf(set: number): number {
  let count = 0
  for (let rest = set; rest !== 0; rest &= rest - 1) count++
  return count
}
