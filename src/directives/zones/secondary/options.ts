/** What a `secondary` directive says. */
import type { SocketAddress } from '../../../chain/query.ts'
import { readOptions } from '../../../config/options.ts'
import type { Directive } from '../../../config/server-block.ts'
import { readZones } from '../../../config/settings.ts'
import { atToken, quote, type Token } from '../../../config/token.ts'
import { type NameKey, ROOT } from '../../../wire/name.ts'
import type { Block } from '../../../block/definition.ts'
import { parsePeer } from '../transfer/peer.ts'
import { readKeyName } from '../tsig/key-name.ts'
import type { TsigKey } from '../tsig/signature.ts'

export interface SecondaryOptions {
  readonly zones: readonly NameKey[]
  /** Asked in this order. */
  readonly primaries: readonly SocketAddress[]
  /** With which what is asked and told is signed; `null`: nothing is. */
  readonly key: TsigKey | null
  /** Zones whose missing names are left to the next plugin; the root: all. */
  readonly fallthrough: readonly NameKey[]
}

export function readSecondary(directive: Directive, block: Block): SecondaryOptions {
  const { zones, report } = block
  const { args } = directive
  const primaries: SocketAddress[] = []
  let fallthrough: readonly NameKey[] = []
  let key: TsigKey | null = null
  const readPrimary = (word: Token): void => {
    const server = parsePeer(word.text)
    if (server !== null) {
      primaries.push(server)
      return
    }
    const message = `found ${quote(word.text)}, expected an address such as 192.0.2.1 or 192.0.2.1:5300`
    report(atToken('KZ_COREFILE_VALUE', word, message))
  }
  const ignored = (why: string) => ({
    read: (_: readonly Token[], { tokens: [name] }: { readonly tokens: readonly [Token, ...Token[]] }) => {
      report(atToken('KZ_COREFILE_IGNORED', name, `${quote(name.text)} has no effect: ${why}`))
    },
  })
  readOptions(
    directive,
    {
      transfer: {
        args: [2, Infinity],
        read: ([from, ...servers]) => {
          if (from?.text === 'from') for (const word of servers) readPrimary(word)
          else if (from !== undefined) {
            const message = `found ${quote(from.text)}, expected 'from'`
            report(atToken('KZ_COREFILE_VALUE', from, message, 'write: transfer from ADDRESS'))
          }
        },
      },
      key: {
        args: 1,
        once: true,
        read: ([word]) => {
          if (word !== undefined) key = readKeyName(word, block)
        },
      },
      fallthrough: {
        read: (words) => {
          fallthrough = words.length === 0 ? [ROOT] : (readZones(words, report) ?? [])
        },
      },
      catalog: ignored('the zones that are followed are those of the directive'),
      upstream: ignored('aliases are followed by the whole server'),
    },
    report,
  )
  if (directive.body?.some(({ tokens }) => tokens[0].text === 'transfer') !== true) {
    const message = "'secondary' does not say where its zones come from"
    report(atToken('KZ_COREFILE_ARGUMENTS', directive.name, message, 'add: transfer from ADDRESS'))
  }
  return { zones: args.length === 0 ? zones : (readZones(args, report) ?? []), primaries, key, fallthrough }
}
