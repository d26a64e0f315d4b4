/** What a `transfer` directive says. */
import type { SocketAddress } from '../../../chain/query.ts'
import { readOptions } from '../../../config/options.ts'
import type { Directive } from '../../../config/server-block.ts'
import { readZones } from '../../../config/settings.ts'
import { atToken, quote, type Token } from '../../../config/token.ts'
import { type AddressRange, canonicalAddress, parseAddress, parseRange } from '../../../wire/address.ts'
import type { NameKey } from '../../../wire/name.ts'
import type { Block } from '../../../block/definition.ts'
import { readKeyName } from '../tsig/key-name.ts'
import type { TsigKey } from '../tsig/signature.ts'
import { parsePeer } from './peer.ts'

export interface TransferRule {
  readonly zones: readonly NameKey[]
  /** `null`: everybody. */
  readonly to: readonly AddressRange[] | null
  /** Who is told of changes. */
  readonly targets: readonly SocketAddress[]
  /** The address to tell them from; `null`: the system's choice. */
  readonly source: string | null
  /** With which queries must be signed, and with which notices are; `null`: none. */
  readonly key: TsigKey | null
  /** All that is served, and not only what CoreDNS hands out. */
  readonly isComplete: boolean
}

export function readTransfer(directive: Directive, block: Block): TransferRule | null {
  const { report } = block
  const zones = directive.args.length === 0 ? block.zones : readZones(directive.args, report)
  const to: AddressRange[] = []
  const targets: SocketAddress[] = []
  let isForAll = false
  let hasTo = false
  let source: string | null = null
  let key: TsigKey | null = null
  let isComplete = false
  const readTo = (word: Token): void => {
    hasTo = true
    const server = parsePeer(word.text)
    const range = server === null ? parseRange(word.text) : rangeOf(server)
    if (word.text === '*') isForAll = true
    else if (range !== null) to.push(range)
    else {
      const message = `found ${quote(word.text)}, expected an address such as 192.0.2.1 or 192.0.2.1:5300, a range, or '*'`
      report(atToken('KZ_COREFILE_VALUE', word, message))
    }
    if (server !== null) targets.push(server)
  }
  readOptions(
    directive,
    {
      to: {
        args: [1, Infinity],
        read: (words) => {
          for (const word of words) readTo(word)
        },
      },
      source: {
        args: 1,
        once: true,
        read: ([word]) => {
          if (word === undefined) return
          source = canonicalAddress(word.text)
          if (source !== null) return
          report(atToken('KZ_COREFILE_VALUE', word, `found ${quote(word.text)}, expected an IP address`))
        },
      },
      key: {
        args: 1,
        once: true,
        read: ([word]) => {
          if (word !== undefined) key = readKeyName(word, block)
        },
      },
      complete: { args: 0, once: true, read: () => void (isComplete = true) },
    },
    report,
  )
  if (!hasTo && directive.body?.some(({ tokens }) => tokens[0].text === 'to') !== true) {
    const message = "'transfer' says nobody whom zones are handed to"
    report(atToken('KZ_COREFILE_ARGUMENTS', directive.name, message, 'add: to ADDRESS'))
  }
  return zones === null ? null : { zones, to: isForAll ? null : to, targets, source, key, isComplete }
}

function rangeOf({ address }: SocketAddress): AddressRange | null {
  const [bare = ''] = address.split('%')
  const octets = parseAddress(bare)
  return octets === null ? null : { octets, prefix: octets.length * 8 }
}
