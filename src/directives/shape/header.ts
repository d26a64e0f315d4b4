/**
 * `header { [query|response] set|clear FLAG… }`: flags of the message's header as the following plugins see them, or as the
 * client gets them, which is meant where neither word stands. Lines act in their order.
 */
import { type Handler, onAnswer, type Plugin } from '../../chain/plugin.ts'
import { hasArguments, type Option, readOptions } from '../../config/options.ts'
import { readChoice } from '../../config/settings.ts'
import type { Report, Token } from '../../config/token.ts'
import { atToken } from '../../config/token.ts'
import { type Answer, withFlags } from '../../wire/answer.ts'
import { FLAG } from '../../wire/constants.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

/** The bits that are kept, and then those that are set. */
interface Change {
  kept: number
  set: number
}

function setup(occurrences: Occurrences, block: Block): Plugin {
  const { report } = block
  const asked: Change = { kept: ~0, set: 0 }
  const answered: Change = { kept: ~0, set: 0 }
  for (const directive of occurrences) {
    hasArguments(directive.name, directive.args, 0, report)
    if ((directive.body ?? []).length === 0) {
      report(
        atToken('KZ_COREFILE_ARGUMENTS', directive.name, "'header' has no line that sets or clears a flag"),
      )
    }
    const action = (name: Action): Option => ({
      args: [1, Infinity],
      read: (words) => {
        readFlags(name, words, answered, report)
      },
    })
    const phase = (change: Change): Option => ({
      args: [2, Infinity],
      read: ([word, ...flags]) => {
        const name = word === undefined ? null : readChoice(word, ACTIONS, report)
        readFlags(name, flags, change, report)
      },
    })
    readOptions(
      directive,
      { set: action('set'), clear: action('clear'), query: phase(asked), response: phase(answered) },
      report,
    )
  }
  return new HeaderPlugin(asked, answered)
}

export const header: PluginDefinition = { name: 'header', setup }

class HeaderPlugin implements Plugin {
  readonly name = 'header'
  readonly takesAllClasses = true
  readonly #asked: Change
  readonly #answered: Change

  constructor(asked: Change, answered: Change) {
    this.#asked = asked
    this.#answered = answered
  }

  readonly attach = (next: Handler): Handler => {
    const [asked, answered] = [this.#asked, this.#answered]
    return (query) => {
      const { request } = query
      request.flags = applied(asked, request.flags)
      return onAnswer(next(query), (answer): Answer => {
        // RD of a reply is that of the query (RFC 1035 §4.1.1), so it is changed there.
        request.flags = (request.flags & ~FLAG.RD) | (applied(answered, request.flags) & FLAG.RD)
        return withFlags(answer, applied(answered, answer.flags) & ~FLAG.RD)
      })
    }
  }
}

function applied({ kept, set }: Change, flags: number): number {
  return (flags & kept) | set
}

// --- Options ---

const ACTIONS = ['set', 'clear'] as const
type Action = (typeof ACTIONS)[number]
const FLAGS = { aa: FLAG.AA, ra: FLAG.RA, rd: FLAG.RD } as const
const FLAG_NAMES = ['aa', 'ra', 'rd'] as const

function readFlags(action: Action | null, words: readonly Token[], change: Change, report: Report): void {
  for (const word of words) {
    const name = readChoice(word, FLAG_NAMES, report)
    if (name === null || action === null) continue
    if (action === 'set') change.set |= FLAGS[name]
    else change.set &= ~FLAGS[name]
    if (action === 'clear') change.kept &= ~FLAGS[name]
  }
}
