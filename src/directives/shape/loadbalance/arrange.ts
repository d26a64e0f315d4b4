/**
 * The order of the records in a section: aliases, other records, addresses, mail exchangers. Most
 * clients use the first address, so a policy determines the order of the addresses.
 */
import { TYPE } from '../../../wire/constants.ts'
import type { Section } from '../../../wire/section.ts'
import { DNAME } from '../../../wire/types/dname.ts'

/** Puts the indices of a section's addresses, or mail exchangers, into another order. */
export type Arrange = (indices: number[]) => void

/**
 * Returns the section itself if it has less than two addresses and less than two mail exchangers. Answers
 * that consist of SRV records are among these; other sections link only into such answers.
 */
export function arrangeSection(section: Section, addresses: Arrange, exchangers: Arrange): Section {
  if (section.count < 2) return section
  const types = section.recordTypes()
  let addressCount = 0
  let exchangerCount = 0
  for (const type of types) {
    if (type === TYPE.A || type === TYPE.AAAA) addressCount++
    else if (type === TYPE.MX) exchangerCount++
  }
  if (addressCount < 2 && exchangerCount < 2) return section
  const addressIndices: number[] = []
  for (let i = 0; i < types.length; i++) {
    if (types[i] === TYPE.A || types[i] === TYPE.AAAA) addressIndices.push(i)
  }
  addresses(addressIndices)
  // The common case: all records are addresses.
  if (addressCount === types.length) return section.reorder(addressIndices)
  const exchangerIndices = indicesOf(types, (type) => type === TYPE.MX)
  exchangers(exchangerIndices)
  return section.reorder([
    ...indicesOf(types, isAlias),
    ...indicesOf(types, isOther),
    ...addressIndices,
    ...exchangerIndices,
  ])
}

function indicesOf(types: readonly number[], isWanted: (type: number) => boolean): number[] {
  return types.flatMap((type, i) => (isWanted(type) ? [i] : []))
}

/** RFC 6672 §3.2: a DNAME record stands before the CNAME record that it makes. */
function isAlias(type: number): boolean {
  return type === TYPE.CNAME || type === DNAME.number
}

function isOther(type: number): boolean {
  return !isAlias(type) && type !== TYPE.A && type !== TYPE.AAAA && type !== TYPE.MX
}
