/**
 * `bind IP|IFACE… { except IP|IFACE… }`: the addresses that the block listens on. The name of a network
 * interface stands for all its addresses. The addresses of several `bind` lines add up; `except` excludes
 * addresses from its own line only.
 */
import { networkInterfaces } from 'node:os'
import type { Plugin } from '../../chain/plugin.ts'
import { hasArguments } from '../../config/arguments.ts'
import { list } from '../../config/option-kinds.ts'
import { readOptions } from '../../config/options.ts'
import type { Directive } from '../../config/server-block.ts'
import { atToken, quote, type Report, type Token } from '../../config/token.ts'
import { suggest } from '../../report/suggestion.ts'
import { canonicalAddress } from '../../wire/address.ts'
import { blockKey } from '../../block/block-key.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

/** Addresses by the name of their interface, in the form of `os.networkInterfaces()`. */
export type Interfaces = Readonly<Record<string, readonly InterfaceAddress[] | undefined>>

interface InterfaceAddress {
  readonly address: string
  /** RFC 4007 §6: not 0 if the address is unambiguous only together with its interface. */
  readonly scopeid?: number | undefined
}

/** The addresses that the block listens on. */
export const LISTEN_ADDRESSES = blockKey<readonly string[]>('bind')

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  block.provide(LISTEN_ADDRESSES, listenAddresses(occurrences, interfacesOf(block), block.report))
  return null
}

/** The interfaces of the machine; `null`: they are those of another one. */
function interfacesOf({ files }: Block): Interfaces | null {
  return files.isElsewhere(INTERFACES) ? null : networkInterfaces()
}

/** Where Linux lists them. */
const INTERFACES = '/sys/class/net'

const OPTIONS = { except: list((word) => word) }

export const bind: PluginDefinition = { name: 'bind', options: OPTIONS, setup }

/**
 * The addresses of all `bind` lines, without repetitions. Of unknown interfaces the name stands for the
 * addresses.
 */
export function listenAddresses(
  occurrences: Occurrences,
  interfaces: Interfaces | null,
  report: Report,
): readonly string[] {
  return [...new Set(occurrences.flatMap((directive) => readBind(directive, interfaces, report) ?? []))]
}

/** The addresses of one `bind` line; `null` after a report. */
function readBind(directive: Directive, interfaces: Interfaces | null, report: Report): string[] | null {
  const { name, args } = directive
  const { except } = readOptions(directive, OPTIONS, { report })
  const isCounted = hasArguments(name, args, [1, Infinity], report)
  const wanted = expand(args, interfaces, report)
  const unwanted = expand(except, interfaces, report)
  if (!isCounted || wanted === null || unwanted === null) return null
  const addresses = wanted.filter((address) => !unwanted.includes(address))
  if (addresses.length > 0) return addresses
  const message = `'except' excludes every address of its line: ${wanted.join(', ')}`
  report(atToken('KZ_COREFILE_VALUE', except[0] ?? name, message))
  return null
}

/** The addresses of all words; `null` after a report. Reads all words. */
function expand(words: readonly Token[], interfaces: Interfaces | null, report: Report): string[] | null {
  const found = words.map((word) => expandWord(word, interfaces, report))
  return found.every((addresses) => addresses !== null) ? found.flat() : null
}

function expandWord(word: Token, interfaces: Interfaces | null, report: Report): string[] | null {
  const ofInterface =
    interfaces !== null && Object.hasOwn(interfaces, word.text) ? interfaces[word.text] : undefined
  if (ofInterface !== undefined) return usable(word, ofInterface, report)
  const address = canonicalAddress(word.text)
  if (address !== null) return [address]
  if (interfaces === null) return [word.text]
  const names = Object.keys(interfaces)
  const nearest = suggest(word.text, names)
  const guess = nearest === null ? '' : `did you mean ${quote(nearest)}? `
  report(
    atToken(
      'KZ_COREFILE_VALUE',
      word,
      `${quote(word.text)} is neither an IP address nor a network interface of this machine`,
      `${guess}interfaces: ${names.join(', ') || 'none'}`,
    ),
  )
  return null
}

/**
 * The addresses without a zone (RFC 4007): clients of a link-local IPv6 address would have to name the
 * interface.
 */
function usable(word: Token, addresses: readonly InterfaceAddress[], report: Report): string[] | null {
  const usableOnes = addresses.filter(({ scopeid = 0 }) => scopeid === 0)
  if (usableOnes.length > 0) return usableOnes.map(({ address }) => canonicalAddress(address) ?? address)
  const message = `the network interface ${quote(word.text)} has no address to listen on`
  report(atToken('KZ_COREFILE_VALUE', word, message))
  return null
}
