/**
 * The layout of nodes in a `RecordStore`. A node is three words, its name without the zone's origin, and the
 * stored answers of its RRsets. The words:
 *
 *   0   the length of the node in octets
 *   1   bit fields: the length of the name, the number of stored words of the name, the number of RRsets
 *   2   bit fields: `held`, `children`
 */
import type { HashedName, NameKey } from '../wire/name.ts'
import { padded, type RecordStore, WORD_OCTETS } from '../wire/record-store.ts'
import { WORD } from '../wire/stored-answer.ts'
import { Finding } from './finding.ts'

/** A name that exists, because it owns records, because a name below it exists, or because it is held. */
export interface ZoneNode {
  /** By type, ascending. */
  readonly rrsets: readonly Finding[]
  /** The number of existing names one label below. */
  readonly children: number
  /** Whether the name exists even without records and children, because a draft has put it. */
  readonly held: boolean
}

const HEAD_WORDS = 3

/** Whether the node at an offset has this name. */
export function isNamed(store: RecordStore, at: number, name: HashedName): boolean {
  const { words } = store
  const wanted = name.words
  const head = at / WORD_OCTETS
  const shape = words[head + 1] as number
  if ((shape & 0xff) !== name.length) return false
  const kept = (shape >> 8) & 0xff
  for (let i = 0; i < kept; i++) if (words[head + HEAD_WORDS + i] !== wanted[i]) return false
  return true
}

/** The offset behind a node's name, where its first RRset is if it has one. `shape` is word 1 of the node. */
export function firstRRset(at: number, shape: number): number {
  return at + (HEAD_WORDS + ((shape >> 8) & 0xff)) * WORD_OCTETS
}

export function readName(store: RecordStore, at: number, origin: NameKey): NameKey {
  const start = at + HEAD_WORDS * WORD_OCTETS
  const length = ((store.words[at / WORD_OCTETS + 1] as number) & 0xff) - origin.length
  return (store.octets.toString('latin1', start, start + length) + origin) as NameKey
}

export function readNode(store: RecordStore, node: number): ZoneNode {
  const { words } = store
  const head = node / WORD_OCTETS
  const shape = words[head + 1] as number
  const rrsets: Finding[] = []
  let at = firstRRset(node, shape)
  for (let left = shape >>> 16; left > 0; left--) {
    rrsets.push(Finding.stored(store, at))
    at += words[at / WORD_OCTETS + WORD.SIZE] as number
  }
  const below = words[head + 2] as number
  return { rrsets, children: below >> 1, held: (below & 1) === 1 }
}

/** The length of a node in octets. */
export function sizeOfNode(store: RecordStore, at: number): number {
  return store.words[at / WORD_OCTETS] as number
}

/** Appends a node, with copies of its RRsets' answers, which may lie in other stores. Returns the offset. */
export function writeNode(store: RecordStore, name: NameKey, originOctets: number, node: ZoneNode): number {
  // Octets of the origin pad the last stored word, so it equals the same word of a `HashedName`.
  const kept = padded(name.length - originOctets)
  const start = HEAD_WORDS * WORD_OCTETS + kept
  const size = node.rrsets.reduce((sum, rrset) => sum + rrset.size, start)
  const at = store.reserve(size)
  const head = at / WORD_OCTETS
  store.words[head] = size
  store.words[head + 1] = name.length | ((kept / WORD_OCTETS) << 8) | (node.rrsets.length << 16)
  store.words[head + 2] = (node.children << 1) | (node.held ? 1 : 0)
  store.octets.write(name.slice(0, kept), at + HEAD_WORDS * WORD_OCTETS, 'latin1')
  let end = at + start
  for (const rrset of node.rrsets) {
    rrset.store.octets.copy(store.octets, end, rrset.at, rrset.at + rrset.size)
    end += rrset.size
  }
  return at
}
