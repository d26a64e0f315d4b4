/**
 * The letters that an API server or a controller draws for a name. Here they follow from what the manifests say, so that a
 * name is the same after every restart and on every machine: for each of the first octets of
 * SHA-256("kubezone/1\0name\0KEY") the character of ALPHABET at its remainder.
 */
import { hash } from 'node:crypto'
import { MAX_LABEL_OCTETS } from '../../wire/constants.ts'

/** As in Kubernetes: no vowels, and nothing that looks like something else. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'
/** As many as Kubernetes draws where it is given a `generateName`. */
const SUFFIX_LENGTH = 5

export function nameSuffix(key: string, count: number): string {
  const octets = hash('sha256', `kubezone/1\0name\0${key}`, 'buffer').subarray(0, count)
  return Array.from(octets, (octet) => ALPHABET[octet % ALPHABET.length]).join('')
}

/** The base, cut so that with what is drawn it is a label. */
export function generatedName(base: string, key: string): string {
  return base.slice(0, MAX_LABEL_OCTETS - SUFFIX_LENGTH) + nameSuffix(key, SUFFIX_LENGTH)
}

/**
 * The generated names of one file. The key is `NAMESPACE/GENERATENAME\0N`, where N counts, in decimal digits from 0, the Pods
 * of that namespace and generateName before this one in the file.
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
