/**
 * What `lookup` prints: each query in a line that begins with `;`, then the records in zone-file form, or a
 * sentence that says why there are no records. Text from the network is escaped before it reaches the
 * terminal.
 */
import { present } from '../report/assert.ts'
import type { SocketAddress } from '../chain/query.ts'
import type { ReceivedRecord } from '../client/message.ts'
import type { Outcome, Transport } from '../client/resolver.ts'
import { formatSocketAddress } from '../server/open-port.ts'
import { className, RCODE, rcodeName, TYPE } from '../wire/constants.ts'
import { typeName } from '../wire/record-types.ts'
import { nameText } from '../wire/name.ts'
import { type Attempt, followAliases, hasData, isSilent, type Step } from './lookup-walk.ts'

export interface LookupResult {
  readonly isFound: boolean
  /** For standard output. */
  readonly text: string
  /** For standard error: why the server cannot be reached. Empty if it replied. */
  readonly complaint: string
}

const ONE_NAME = 'a lookup tries one name at least, with one type'

export function reportLookup(steps: readonly Step[], server: SocketAddress, timeoutMs: number): LookupResult {
  const trace = formatTrace(steps.flat())
  const last = present(steps.at(-1), ONE_NAME)
  const lines = recordLines(last)
  const isFound = last.some((attempt) => hasData(attempt) && chainOf(attempt)?.isAnswered === true)
  if (isFound) return { isFound, text: [...trace, '', ...lines, ''].join('\n'), complaint: '' }
  const silent = last.every(isSilent) ? last[0] : undefined
  if (silent !== undefined) {
    const complaint = `${explainSilence(silent.outcome, server, timeoutMs)}\n`
    return { isFound, text: [...trace, ''].join('\n'), complaint }
  }
  const records = lines.length > 0 ? [...lines, ''] : []
  return { isFound, text: [...trace, '', ...records, explainAbsence(steps), ''].join('\n'), complaint: '' }
}

// --- Queries ---

function formatTrace(attempts: readonly Attempt[]): string[] {
  const rows = attempts.map(({ name, type, outcome }) => [
    nameText(name),
    typeName(type),
    describeOutcome(outcome),
    `${outcome.ms.toFixed(1)} ms${outcome.transport === 'tcp' ? ', TCP' : ''}`,
    describeExtendedErrors(outcome),
  ])
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => present(row[column], 'a row has five cells').length)),
  )
  return rows.map((row) => `; ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd())
}

/** The outcome of a query in a few words. */
export function describeOutcome(outcome: Outcome): string {
  if (outcome.kind === 'timeout') return 'timeout'
  if (outcome.kind === 'malformed') return `malformed reply (${outcome.reason})`
  if (outcome.kind === 'unreachable') {
    return outcome.code === 'ECONNREFUSED' ? 'connection refused' : `unreachable (${outcome.code})`
  }
  const { rcode, answer } = outcome.reply
  if (answer.length === 0) return rcode === RCODE.NOERROR ? 'NODATA' : rcodeName(rcode)
  return `${rcodeName(rcode)}, ${answer.length === 1 ? '1 record' : `${answer.length} records`}`
}

/** The extended errors of the reply (RFC 8914), in parentheses. */
function describeExtendedErrors(outcome: Outcome): string {
  if (outcome.kind !== 'reply') return ''
  return outcome.reply.extendedErrors
    .map(({ code, text }) => (text === '' ? `(extended error ${code})` : `(${printable(text)})`))
    .join(' ')
}

/** Text from the network with each octet that is not printable ASCII as `\DDD`, as in zone files. */
export function printable(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replace(/[^ -~]/g, (octet) => `\\${String(octet.charCodeAt(0)).padStart(3, '0')}`)
}

// --- Records ---

/** The records of all types, aliases first, each once: the answers for A and AAAA share their aliases. */
function recordLines(step: Step): string[] {
  const lines = new Set<string>()
  const additional = new Set<string>()
  for (const attempt of step) {
    if (attempt.outcome.kind !== 'reply') continue
    for (const record of chainOf(attempt)?.records ?? []) lines.add(recordLine(record))
    if (!hasData(attempt)) continue
    for (const record of attempt.outcome.reply.additional) additional.add(recordLine(record))
  }
  return [...lines, ...[...additional].map((line) => `; additional: ${line}`)]
}

function recordLine({ owner, ttl, class: recordClass, type, data }: ReceivedRecord): string {
  return `${nameText(owner)} ${ttl} ${className(recordClass)} ${typeName(type)} ${data}`
}

function chainOf(attempt: Attempt): ReturnType<typeof followAliases> | null {
  return attempt.outcome.kind === 'reply' ? followAliases(attempt, attempt.outcome.reply) : null
}

// --- Reasons for no data ---

/** Explains the first of these that occurred: an alias without data, NODATA, a failure, REFUSED, NXDOMAIN. */
function explainAbsence(steps: readonly Step[]): string {
  const attempts = steps.flat()
  const first = present(attempts[0], ONE_NAME)
  for (const attempt of attempts) {
    const chain = chainOf(attempt)
    if (chain === null || chain.records.length === 0) continue
    return explainAlias(
      attempts.filter((one) => one.name === attempt.name),
      attempt,
      chain.end,
    )
  }
  const empty = attempts.filter((attempt) => isRcode(attempt, RCODE.NOERROR))
  const broken = attempts.find(
    (attempt) => ![RCODE.NOERROR, RCODE.NXDOMAIN, RCODE.REFUSED].some((rcode) => isRcode(attempt, rcode)),
  )
  const failure =
    broken === undefined
      ? ''
      : `No answer for ${nameText(broken.name)} ${typeName(broken.type)}: ${describeOutcome(broken.outcome)}.`
  if (empty[0] !== undefined) {
    const { name } = empty[0]
    const none = missing(empty.filter((one) => one.name === name))
    return `${nameText(name)} exists, but has ${none} (NODATA). ${failure}`.trimEnd()
  }
  if (failure !== '') return failure
  if (attempts.every((attempt) => isRcode(attempt, RCODE.REFUSED))) {
    const what = steps.length === 1 ? nameText(first.name) : 'every name tried'
    return `The server refused ${what} (REFUSED): it answers for other zones. Is --cluster-domain right?`
  }
  return steps.length === 1
    ? `${nameText(first.name)} does not exist (NXDOMAIN).`
    : `The ${steps.length} names tried do not exist.`
}

function explainAlias(step: Step, attempt: Attempt, end: string): string {
  const { name, outcome } = attempt
  const why = isRcode(attempt, RCODE.NOERROR) ? '' : ` (${describeOutcome(outcome)})`
  return end === name
    ? `The answer for ${nameText(name)} holds ${missing(step)}${why}.`
    : `${nameText(name)} is an alias of ${nameText(end)}, for which the server has ${missing(step)}${why}.`
}

/** `no A or AAAA record`. */
function missing(step: Step): string {
  const types = step.map(({ type }) => typeName(type)).join(' or ')
  return step.some(({ type }) => type === TYPE.ANY) ? 'no record' : `no ${types} record`
}

function isRcode({ outcome }: Attempt, rcode: number): boolean {
  return outcome.kind === 'reply' && outcome.reply.rcode === rcode
}

// --- Servers without a reply ---

const REMEDY = 'Is kubezone running? Start it with: kubezone serve DIR'

function explainSilence(outcome: Outcome, server: SocketAddress, timeoutMs: number): string {
  const where = `${formatSocketAddress(server)} (${formatTransport(outcome.transport)})`
  if (outcome.kind === 'timeout') return `kubezone: no reply from ${where} within ${timeoutMs} ms. ${REMEDY}`
  if (outcome.kind !== 'unreachable') return ''
  switch (outcome.code) {
    case 'ECONNREFUSED':
      return `kubezone: nothing listens on ${where}. ${REMEDY}`
    case 'CLOSED':
    case 'ECONNRESET':
      return `kubezone: ${where} closed the connection without a reply. Is that a DNS server?`
    default:
      return `kubezone: cannot reach ${where}: ${outcome.code}. Check the address given as --server.`
  }
}

function formatTransport(transport: Transport): string {
  return transport.toUpperCase()
}
