/**
 * `timeouts { read DURATION; write DURATION; idle DURATION; maxtcpqueries N }`: how long the block's
 * addresses wait for clients over TCP, and the number of queries on one connection. Where blocks share an
 * address, the last block that sets a limit determines it.
 */
import { hasArguments } from '../../config/arguments.ts'
import { standsOnce } from '../../config/occurrences.ts'
import { ignoredWord, once, word } from '../../config/option-kinds.ts'
import { readOptions } from '../../config/options.ts'
import type { Directive } from '../../config/server-block.ts'
import { readDuration, readInteger } from '../../config/settings.ts'
import { atToken, type Report, type Token } from '../../config/token.ts'
import type { TcpLimits } from '../../server/tcp-limits.ts'
import { blockKey } from '../../block/block-key.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

type SomeLimits = Partial<Pick<TcpLimits, 'idleMs' | 'messageMs' | 'queries'>>

/** The limits that the block sets for its addresses. */
export const STATED_LIMITS = blockKey<Readonly<SomeLimits>>('timeouts')

/** CoreDNS's limits, in milliseconds. */
const PERIOD = { min: 1000, max: 24 * 3_600_000 }
const MAX_QUERIES = 0x7fff_ffff

const OPTIONS = {
  read: word(readPeriod, undefined),
  idle: word(readPeriod, undefined),
  write: once(
    ignoredWord(readPeriod, "unread replies are buffered up to 256 KiB, and 'idle' closes their connection"),
  ),
  maxtcpqueries: word(readQueries, undefined),
}

function setup(occurrences: Occurrences, block: Block): null {
  standsOnce(occurrences, block.report)
  const limits = occurrences.map((directive) => readTimeouts(directive, block))
  block.provide(STATED_LIMITS, Object.assign({}, ...limits))
  return null
}

export const timeouts: PluginDefinition = { name: 'timeouts', options: OPTIONS, setup }

/** The limits that one directive sets; others are absent. */
function readTimeouts(directive: Directive, { report }: Block): SomeLimits {
  const { name, args } = directive
  const isCounted = hasArguments(name, args, 0, report)
  if (isCounted && (directive.body ?? []).length === 0) {
    report(
      atToken(
        'KZ_COREFILE_ARGUMENTS',
        name,
        "'timeouts' is empty, expected 'read', 'idle', 'write' or 'maxtcpqueries'",
      ),
    )
  }
  const { read, idle, maxtcpqueries: queries } = readOptions(directive, OPTIONS, { report })
  return {
    ...(read !== undefined && { messageMs: read }),
    ...(idle !== undefined && { idleMs: idle }),
    ...(queries !== undefined && { queries }),
  }
}

/** Unlike in other directives, a number without a unit is in seconds. */
function readPeriod(token: Token, report: Report): number | null {
  return readDuration(/^\d+$/.test(token.text) ? { ...token, text: `${token.text}s` } : token, PERIOD, report)
}

/** -1: no limit. */
function readQueries(token: Token, report: Report): number | null {
  return token.text === '-1' ? Infinity : readInteger(token, { min: 1, max: MAX_QUERIES }, report)
}
