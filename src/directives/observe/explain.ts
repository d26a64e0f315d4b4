/**
 * `explain [off] { page ADDR|off }`, kubezone's own: denials and refusals of the block say why, as an
 * extended error (RFC 8914) to clients that sent EDNS. Without it the replies have CoreDNS's octets. Its page
 * /explain serves whole explanations as JSON; a TXT question of class CH for any name of the block gets the
 * page's URL.
 */
import type { Handler, Plugin } from '../../chain/plugin.ts'
import type { SocketAddress } from '../../chain/query.ts'
import { hasArguments } from '../../config/arguments.ts'
import { readOnce } from '../../config/occurrences.ts'
import { word } from '../../config/option-kinds.ts'
import { readOptions } from '../../config/options.ts'
import type { Directive } from '../../config/server-block.ts'
import { readChoice } from '../../config/settings.ts'
import type { Report, Token } from '../../config/token.ts'
import { type Answer, EMPTY_ANSWER, withRecords } from '../../wire/answer.ts'
import { isLocal } from '../../wire/address-scope.ts'
import { CLASS, FLAG, TYPE } from '../../wire/constants.ts'
import { ROOT } from '../../wire/name.ts'
import { textData } from '../../wire/rdata.ts'
import { blockKey } from '../../block/block-key.ts'
import { clientOctets } from '../../block/client-address.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'
import { readPageAddress } from '../../block/page-claim.ts'
import type { ServerStatus } from '../../block/server-status.ts'

/** Whether the block's replies say why. */
export const EXPLAINS = blockKey<boolean>('explain')

/** Any free port: several servers of one machine have the page, and the server tells clients its URL. */
const DEFAULT_AT: SocketAddress = { address: '127.0.0.1', port: 0 }
export const EXPLAIN_PATH = '/explain'

const OPTIONS = { page: word(readPage, DEFAULT_AT) }

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const at = readOnce(occurrences, block.report, (directive) => readExplain(directive, block.report))
  block.provide(EXPLAINS, at !== null)
  if (at === null || at === 'off') return null
  const { server } = block
  block.claimPage({
    path: EXPLAIN_PATH,
    at,
    portFlag: "'page' of 'explain'",
    token: occurrences[0].name,
    serve: async (parameters) => server.explain(parameters),
  })
  return { name: 'explain', takesAllClasses: true, attach: (next) => tellingPage(server, next) }
}

export const explain: PluginDefinition = { name: 'explain', options: OPTIONS, setup }

/** `null`: the directive is off, or wrong. */
function readExplain(directive: Directive, report: Report): SocketAddress | 'off' | null {
  const { name, args } = directive
  const { page } = readOptions(directive, OPTIONS, { report })
  const [switched] = args
  const isSound = hasArguments(name, args, [0, 1], report)
  if (switched !== undefined) readChoice(switched, ['off'], report)
  return isSound && switched === undefined ? page : null
}

function readPage(token: Token, report: Report): SocketAddress | 'off' | null {
  return token.text === 'off' ? 'off' : readPageAddress(token, report)
}

function tellingPage({ pages }: ServerStatus, next: Handler): Handler {
  return (query) => {
    if (query.class !== CLASS.CH || query.type !== TYPE.TXT) return next(query)
    const client = clientOctets(query)
    const url = pages().find((one) => one.endsWith(EXPLAIN_PATH))
    return url === undefined || client === null || !isLocal(client) ? next(query) : textAnswer(url)
  }
}

/** The owner is the question's name. */
function textAnswer(text: string): Answer {
  const base = { ...EMPTY_ANSWER, flags: FLAG.AA }
  const answer = [{ name: ROOT, type: TYPE.TXT, class: CLASS.CH, ttl: 0, rdata: textData([text]) }]
  return withRecords(base, { answer }, ROOT, ROOT)
}
