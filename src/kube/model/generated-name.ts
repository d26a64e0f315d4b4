/**
 * Suffixes of generated names. An API server or a controller draws them at random. kubezone derives them
 * from the manifests, so that a name is the same after every restart and on every machine: each of the
 * first octets of SHA-256("kubezone/1\0name\0KEY") selects the character of ALPHABET at the octet modulo
 * the length of ALPHABET.
 */
import { hash } from 'node:crypto'
import { MAX_LABEL_OCTETS } from '../../wire/constants.ts'

/** The alphabet of Kubernetes: without vowels and without characters that look alike. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'
/** The length of the suffix that Kubernetes appends to a `generateName`. */
const SUFFIX_LENGTH = 5
/** The most characters before that suffix. */
export const MAX_GENERATED_BASE = MAX_LABEL_OCTETS - SUFFIX_LENGTH

export function nameSuffix(key: string, count: number): string {
  const octets = hash('sha256', `kubezone/1\0name\0${key}`, 'buffer').subarray(0, count)
  return Array.from(octets, (octet) => ALPHABET[octet % ALPHABET.length]).join('')
}

/** The base with a suffix. The base is truncated, so that the name is at most one label long. */
export function generatedName(base: string, key: string): string {
  return base.slice(0, MAX_GENERATED_BASE) + nameSuffix(key, SUFFIX_LENGTH)
}

/**
 * Generates the names of one file. The key of a name is `NAMESPACE/GENERATENAME\0N`. N is the number of
 * earlier objects in the file with the same namespace and generateName, in decimal digits.
 */
export class GeneratedNames {
  readonly #counts = new Map<string, number>()

  next(namespace: string, generateName: string): string {
    const key = `${namespace}/${generateName}`
    const count = this.#counts.get(key) ?? 0
    this.#counts.set(key, count + 1)
    return generatedName(generateName, `${key}\0${count}`)
  }
}
