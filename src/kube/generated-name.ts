/**
 * Names for Pods that leave theirs to an API server. That one draws five characters; here they follow from what the file
 * says, so that a name is the same after every restart and on every machine:
 *
 *   the first 58 characters of generateName, then for each of the first five octets of
 *   SHA-256("kubezone/1\0name\0NAMESPACE/GENERATENAME\0N") the character of ALPHABET at its remainder
 *
 * N counts, in decimal digits from 0, the Pods of that namespace and generateName before this one in its file.
 */
import { hash } from 'node:crypto'

/** As in Kubernetes: no vowels, and nothing that looks like something else. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'
const DRAWN = 5
/** With what is drawn, a label. */
const MAX_BASE = 63 - DRAWN

/** The generated names of one file. */
export class GeneratedNames {
  readonly #counts = new Map<string, number>()

  next(namespace: string, generateName: string): string {
    const key = `${namespace}/${generateName}`
    const count = this.#counts.get(key) ?? 0
    this.#counts.set(key, count + 1)
    const octets = hash('sha256', `kubezone/1\0name\0${key}\0${count}`, 'buffer').subarray(0, DRAWN)
    const drawn = Array.from(octets, (octet) => ALPHABET[octet % ALPHABET.length]).join('')
    return generateName.slice(0, MAX_BASE) + drawn
  }
}
