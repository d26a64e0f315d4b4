/** Reads the options of `transfer`. */
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
  /** The clients that may transfer the zones; `null` for all. */
  readonly to: readonly AddressRange[] | null
  /** The secondaries that get notices. */
  readonly targets: readonly SocketAddress[]
  /** The source address of notices; `null`: the system chooses it. */
  readonly source: string | null
  /** The key that must sign queries and that signs notices; `null` if neither is signed. */
  readonly key: TsigKey | null
  /** `complete`: transfers have all records that queries get, not only those that CoreDNS transfers. */
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
  /** `null` for all addresses. */
  readonly range: AddressRange | null
  /** `null` for a range, which gets no notices. */
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
