/**
 * `timeouts { read DURATION; write DURATION; idle DURATION; maxtcpqueries N }`: how long TCP connections of the block's
 * addresses are waited for, and how many queries each may bring. Where blocks share an address, the last one that says
 * something counts.
 */
import { hasArguments, type Option, readOptions, standsOnce } from '../../config/options.ts'
import type { Directive } from '../../config/server-block.ts'
import { readDuration, readInteger } from '../../config/settings.ts'
import { atToken, type Report, type Token } from '../../config/token.ts'
import type { TcpLimits } from '../../server/tcp-limits.ts'
import { blockKey } from '../../block/block-key.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

type SomeLimits = { -readonly [Limit in 'idleMs' | 'messageMs' | 'queries']?: TcpLimits[Limit] }

/** Of the limits of its addresses, those that the block states. */
export const STATED_LIMITS = blockKey<Readonly<SomeLimits>>('timeouts')

function setup(occurrences: Occurrences, block: Block): null {
  const { report } = block
  standsOnce(occurrences, report, 'one block has one')
  const limits: SomeLimits = {}
  for (const directive of occurrences) readTimeouts(directive, limits, report)
  block.provide(STATED_LIMITS, limits)
  return null
}

export const timeouts: PluginDefinition = { name: 'timeouts', setup }

/** What CoreDNS takes. */
const PERIOD = { minimum: 1000, maximum: 24 * 3_600_000 }
const MAX_QUERIES = 0x7fff_ffff

function readTimeouts(directive: Directive, limits: SomeLimits, report: Report): void {
  const { name, args } = directive
  const period = (set: (milliseconds: number, word: Token) => void): Option => ({
    args: 1,
    once: true,
    read: ([word]) => {
      const milliseconds = word === undefined ? null : readPeriod(word, report)
      if (word !== undefined && milliseconds !== null) set(milliseconds, word)
    },
  })
  const isCounted = hasArguments(name, args, 0, report)
  if (isCounted && (directive.body ?? []).length === 0) {
    report(atToken('KZ_COREFILE_ARGUMENTS', name, "'timeouts' has no line that sets one"))
  }
  readOptions(
    directive,
    {
      read: period((milliseconds) => {
        limits.messageMs = milliseconds
      }),
      idle: period((milliseconds) => {
        limits.idleMs = milliseconds
      }),
      write: period((_, word) => {
        const message =
          "'write' has no effect: replies that nobody reads are kept up to 256 KiB, and 'idle' closes their connection"
        report(atToken('KZ_COREFILE_IGNORED', word, message))
      }),
      maxtcpqueries: {
        args: 1,
        once: true,
        read: ([word]) => {
          if (word === undefined) return
          if (word.text === '-1') limits.queries = Infinity
          else limits.queries = readInteger(word, { minimum: 1, maximum: MAX_QUERIES }, report) ?? Infinity
        },
      },
    },
    report,
  )
}

/** Here, unlike anywhere else, a number without a unit is one of seconds. */
function readPeriod(word: Token, report: Report): number | null {
  return readDuration(/^\d+$/.test(word.text) ? { ...word, text: `${word.text}s` } : word, PERIOD, report)
}
