/**
 * The lock file: which addresses have been handed out, one object a line, so that they stay whatever is added beside them.
 *
 *   svc default/web: 10.96.122.9
 *   pod shop/StatefulSet/db/0: 10.244.3.7, fd00:10:244::9a2f:11c8
 *
 * Lines are sorted by kind and key. A line stays when its object is gone, in case it comes back; people may delete it.
 */
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import { addressText, parseAddress } from '../wire/address.ts'
import type { AddressPool, PoolKind } from './address-pool.ts'

const HEADER = `# The addresses that kubezone has handed out, kept so that they do not change. Written by kubezone --lock.
# Delete a line to let its object have the address that its name alone would give it.
`
const LINE = /^(svc|pod|lb) (\S+): (\S.*)$/
const KINDS: readonly PoolKind[] = ['svc', 'lb', 'pod']

export class AddressLock {
  readonly #addresses: Readonly<Record<PoolKind, Map<string, readonly string[]>>> = {
    svc: new Map(),
    lb: new Map(),
    pod: new Map(),
  }
  #hasChanged = false

  /** Reads a lock file; reports each line that is none. */
  static parse(text: string, file: string): { readonly lock: AddressLock; readonly found: Diagnostic[] } {
    const lock = new AddressLock()
    const found: Diagnostic[] = []
    for (const [i, line] of text.split(/\r?\n/).entries()) {
      if (line.trim() === '' || line.startsWith('#')) continue
      const problem = lock.#readLine(line)
      if (problem === null) continue
      const place = { file, line: i + 1, column: 1 }
      found.push(diagnostic('KZ_LOCK', place, problem, { sourceLine: line, length: line.length }))
    }
    return { lock, found }
  }

  /** Whether anything differs from what `text` gave last, or from what was read. */
  get hasChanged(): boolean {
    return this.#hasChanged
  }

  /** The whole file. */
  text(): string {
    this.#hasChanged = false
    const lines = KINDS.flatMap((kind) =>
      [...this.#addresses[kind]]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, addresses]) => `${kind} ${key}: ${addresses.map(addressText).join(', ')}\n`),
    )
    return HEADER + lines.join('')
  }

  /** Holds each address for its key, where it is one of these pools'. */
  restore(kind: PoolKind, pools: readonly AddressPool[]): void {
    for (const [key, addresses] of this.#addresses[kind]) {
      for (const octets of addresses) for (const pool of pools) pool.keep(octets, key)
    }
  }

  /** Notes the addresses that a key has in these pools; without any, what was noted stays. */
  note(kind: PoolKind, key: string, pools: readonly AddressPool[]): void {
    const addresses = pools.map((pool) => pool.addressOf(key)).filter((octets) => octets !== null)
    if (addresses.length === 0) return
    const known = this.#addresses[kind].get(key)
    if (known?.join() === addresses.join()) return
    this.#addresses[kind].set(key, addresses)
    this.#hasChanged = true
  }

  /** What is wrong with a line; `null`: nothing. */
  #readLine(line: string): string | null {
    const [, kind, key = '', list = ''] = LINE.exec(line.trimEnd()) ?? []
    const known = KINDS.find((one) => one === kind)
    if (known === undefined) return 'is no line of a lock file, expected "svc NAMESPACE/NAME: ADDRESS"'
    const addresses = list.split(/,\s*/).map((text) => parseAddress(text))
    if (this.#addresses[known].has(key)) return `repeats ${known} ${key}`
    const sound = addresses.filter((octets) => octets !== null)
    if (sound.length !== addresses.length) return `expected addresses after "${known} ${key}:"`
    this.#addresses[known].set(key, sound)
    return null
  }
}
