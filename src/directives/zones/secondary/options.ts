/** Reads the options of `secondary`. */
import type { SocketAddress } from '../../../chain/query.ts'
import { fallthrough, ignored, lines, word } from '../../../config/option-kinds.ts'
import { readOptions, type Reporting } from '../../../config/options.ts'
import { reject } from '../../../config/reject.ts'
import type { Directive } from '../../../config/server-block.ts'
import { readEach } from '../../../config/settings.ts'
import type { Token } from '../../../config/token.ts'
import type { NameKey } from '../../../wire/name.ts'
import { zonesOr } from '../../../block/block-zones.ts'
import type { Block } from '../../../block/definition.ts'
import { readPeer } from '../transfer/peer.ts'
import { readKeyName } from '../tsig/key-name.ts'
import type { TsigKey } from '../tsig/signature.ts'

export interface SecondaryOptions {
  readonly zones: readonly NameKey[]
  /** In the order of the queries to them. */
  readonly primaries: readonly SocketAddress[]
  /** The key that signs queries and must sign notices; `null` if neither is signed. */
  readonly key: TsigKey | null
  /** Zones whose missing names pass to the next plugin; the root covers all. */
  readonly fallthrough: readonly NameKey[]
}

export const OPTIONS = {
  transfer: lines([2, Infinity], readTransferFrom),
  key: word(readKeyName, null),
  fallthrough: fallthrough(),
  catalog: ignored('kubezone follows the zones of the directive only'),
  upstream: ignored('the whole server resolves the targets of aliases'),
}

export function readSecondary(directive: Directive, block: Block): SecondaryOptions {
  const { transfer, ...options } = readOptions(directive, OPTIONS, block, {
    required: {
      option: 'transfer',
      message: "'secondary' has no 'transfer from ADDRESS…', so its zones have no primary",
      hint: 'add: transfer from ADDRESS',
    },
  })
  return {
    zones: zonesOr(directive.args, block) ?? [],
    primaries: transfer.flat(),
    key: options.key,
    fallthrough: options.fallthrough,
  }
}

function readTransferFrom(
  [from, ...servers]: readonly [Token, ...Token[]],
  { report }: Reporting,
): readonly SocketAddress[] | null {
  if (from.text !== 'from') return reject(from, "'from'", report, 'write: transfer from ADDRESS')
  return readEach(servers, report, readPeer)
}
