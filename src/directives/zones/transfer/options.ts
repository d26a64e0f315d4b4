/** What a `transfer` directive says. */
import type { SocketAddress } from '../../../chain/query.ts'
import { flag, list, once, word } from '../../../config/option-kinds.ts'
import { readOptions } from '../../../config/options.ts'
import { reject } from '../../../config/reject.ts'
import type { Directive } from '../../../config/server-block.ts'
import { readAddress } from '../../../config/settings.ts'
import type { Report, Token } from '../../../config/token.ts'
import { type AddressRange, parseAddress, parseRange } from '../../../wire/address.ts'
import type { NameKey } from '../../../wire/name.ts'
import { zonesOr } from '../../../block/block-zones.ts'
import type { Block } from '../../../block/definition.ts'
import { readKeyName } from '../tsig/key-name.ts'
import type { TsigKey } from '../tsig/signature.ts'
import { parsePeer, PEER_EXAMPLES } from './peer.ts'

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

export const OPTIONS = {
  to: list(readTo),
  source: word(readAddress, null),
  key: word(readKeyName, null),
  complete: once(flag()),
}

export function readTransfer(directive: Directive, block: Block): TransferRule | null {
  const zones = zonesOr(directive.args, block)
  const { to, source, key, complete } = readOptions(directive, OPTIONS, block, {
    required: {
      option: 'to',
      message: "'transfer' has no 'to ADDRESS…', so no secondary may transfer these zones",
      hint: 'add: to ADDRESS',
    },
  })
  if (zones === null) return null
  const isForAll = to.some(({ range }) => range === null)
  return {
    zones,
    to: isForAll ? null : to.flatMap(({ range }) => range ?? []),
    targets: to.flatMap(({ server }) => server ?? []),
    source,
    key,
    isComplete: complete,
  }
}

interface Recipient {
  /** `null`: everybody. */
  readonly range: AddressRange | null
  /** `null`: a range, which has no one address to send notices to. */
  readonly server: SocketAddress | null
}

function readTo(token: Token, report: Report): Recipient | null {
  if (token.text === '*') return { range: null, server: null }
  const server = parsePeer(token.text)
  const range = server === null ? parseRange(token.text) : rangeOf(server)
  return range === null ? reject(token, `${PEER_EXAMPLES}, a range, or '*'`, report) : { range, server }
}

function rangeOf({ address }: SocketAddress): AddressRange | null {
  const octets = parseAddress(address.replace(/%.*/, ''))
  return octets === null ? null : { octets, prefix: octets.length * 8 }
}
