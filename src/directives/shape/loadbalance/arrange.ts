/**
 * The order of the records in a section: CNAMEs, then whatever is neither address nor mail exchanger, then addresses, then
 * mail exchangers. Most clients take the first address, so which one stands first is a policy's to say.
 */
import { TYPE } from '../../../wire/constants.ts'
import type { Section } from '../../../wire/section.ts'

/** Puts the indices of a section's addresses, or mail exchangers, into another order. */
export type Arrange = (indices: number[]) => void

/**
 * The section itself where there is no choice. That is so for answers of SRV records alone, the only ones that other
 * sections link into.
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
  // The common answer is addresses and nothing else.
  if (addressCount === types.length) return section.reorder(addressIndices)
  const exchangerIndices = indicesOf(types, (type) => type === TYPE.MX)
  exchangers(exchangerIndices)
  return section.reorder([
    ...indicesOf(types, (type) => type === TYPE.CNAME),
    ...indicesOf(types, isOther),
    ...addressIndices,
    ...exchangerIndices,
  ])
}

function indicesOf(types: readonly number[], isWanted: (type: number) => boolean): number[] {
  return types.flatMap((type, i) => (isWanted(type) ? [i] : []))
}

function isOther(type: number): boolean {
  return type !== TYPE.CNAME && type !== TYPE.A && type !== TYPE.AAAA && type !== TYPE.MX
}
