/**
 * `header { [query|response] set|clear FLAG… }`: changes flags in the header of the query, for the plugins
 * after it, or of the response, for the client. The default is the response. Lines take effect in their
 * order.
 */
import { type Handler, onAnswer, type Plugin } from '../../chain/plugin.ts'
import { hasArguments } from '../../config/arguments.ts'
import { lines } from '../../config/option-kinds.ts'
import { type Option, readOptions, type Reporting } from '../../config/options.ts'
import { readChoice, readEach } from '../../config/settings.ts'
import { atToken, type Report, type Token } from '../../config/token.ts'
import { type Answer, withFlags } from '../../wire/answer.ts'
import { FLAG } from '../../wire/constants.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

/** A change of flags: the bits of the mask `kept` stay, then the bits of `set` are set. */
interface Change {
  kept: number
  set: number
}

function setup(occurrences: Occurrences, block: Block): Plugin {
  const context: Changes = {
    report: block.report,
    asked: { kept: ~0, set: 0 },
    answered: { kept: ~0, set: 0 },
  }
  for (const directive of occurrences) {
    hasArguments(directive.name, directive.args, 0, block.report)
    if ((directive.body ?? []).length === 0) {
      const message = "'header' is empty, expected 'set', 'clear', 'query' or 'response'"
      block.report(atToken('KZ_COREFILE_ARGUMENTS', directive.name, message))
    }
    readOptions(directive, OPTIONS, context)
  }
  return new HeaderPlugin(context.asked, context.answered)
}

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
        // RFC 1035 §4.1.1: a reply copies RD from the query, so RD changes in the query.
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

/** The changes of the lines read so far. */
interface Changes extends Reporting {
  readonly asked: Change
  readonly answered: Change
}

const ACTIONS = ['set', 'clear'] as const
type Action = (typeof ACTIONS)[number]
const FLAGS = { aa: FLAG.AA, ra: FLAG.RA, rd: FLAG.RD } as const
const FLAG_NAMES = ['aa', 'ra', 'rd'] as const

const OPTIONS = {
  set: action('set'),
  clear: action('clear'),
  query: phase('asked'),
  response: phase('answered'),
}

export const header: PluginDefinition = { name: 'header', options: OPTIONS, setup }

function action(name: Action): Option<unknown, Changes> {
  return lines([1, Infinity], (flags, { answered, report }: Changes) =>
    changeFlags(name, flags, answered, report),
  )
}

function phase(which: 'asked' | 'answered'): Option<unknown, Changes> {
  return lines([2, Infinity], ([word, ...flags], context: Changes) => {
    const name = readChoice(word, ACTIONS, context.report)
    return changeFlags(name, flags, context[which], context.report)
  })
}

/** `null` after a report. */
function changeFlags(
  name: Action | null,
  words: readonly Token[],
  change: Change,
  report: Report,
): Change | null {
  const flags = readEach(words, report, (word) => readChoice(word, FLAG_NAMES, report))
  if (flags === null || name === null) return null
  for (const flag of flags) {
    if (name === 'set') change.set |= FLAGS[flag]
    else change.set &= ~FLAGS[flag]
    if (name === 'clear') change.kept &= ~FLAGS[flag]
  }
  return change
}
