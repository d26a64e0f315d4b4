/**
 * `acl [ZONE…] { allow|block|filter|drop [type TYPE…] [net RANGE…] }`: controls access by client address and
 * record type. In each directive the first line that matches a query decides: `allow` passes it, also through
 * the other `acl` directives; `block` answers REFUSED; `filter` answers NOERROR without records; `drop` sends
 * no reply. A query that no line matches is allowed.
 */
import type { Handler, Plugin } from '../../../chain/plugin.ts'
import type { Query } from '../../../chain/query.ts'
import { readType } from '../../../config/dns-words.ts'
import { lines } from '../../../config/option-kinds.ts'
import { type Option, readOptions, type Reporting } from '../../../config/options.ts'
import type { Directive } from '../../../config/server-block.ts'
import { reject } from '../../../config/reject.ts'
import { readRange } from '../../../config/settings.ts'
import { atToken, quote, type Report, type Token } from '../../../config/token.ts'
import { type AddressRange, isInRange } from '../../../wire/address.ts'
import { type Answer, EMPTY_ANSWER, failure, SILENCE } from '../../../wire/answer.ts'
import { EXTENDED_ERROR, RCODE } from '../../../wire/constants.ts'
import type { NameKey } from '../../../wire/name.ts'
import { typeName } from '../../../wire/record-types.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'
import { type Action, AclCounters } from './counters.ts'
import { zonesOr } from '../../../block/block-zones.ts'
import { clientAddress, clientOctets } from '../../../block/client-address.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import type { Place } from '../../../report/diagnostic.ts'
import type { Reason } from '../../../report/reason.ts'
import { VIEW } from '../view/view.ts'

/** One line of a directive. */
interface Policy {
  readonly action: Action
  /** The first word of the line, or the directive of a line without words. */
  readonly place: Place | null
  /** `null`: all types. */
  readonly types: ReadonlySet<number> | null
  /** `null`: all addresses. */
  readonly ranges: readonly AddressRange[] | null
}

/** One directive. */
interface Rule {
  readonly place: Place
  readonly zones: SuffixTable<NameKey>
  readonly policies: readonly Policy[]
}

function setup(occurrences: Occurrences, block: Block): Plugin {
  const rules = occurrences.map((directive) => readRule(directive, block))
  return new AclPlugin(rules, () => block.get(VIEW)?.name ?? '')
}

/** RFC 8914 §4.16, §4.18. */
const ANSWERS: Readonly<Record<Exclude<Action, 'allow'>, Answer>> = {
  block: failure(RCODE.REFUSED, { code: EXTENDED_ERROR.BLOCKED, text: '' }),
  filter: Object.freeze({ ...EMPTY_ANSWER, extendedError: { code: EXTENDED_ERROR.FILTERED, text: '' } }),
  drop: SILENCE,
}

const VERBS: Readonly<Record<Exclude<Action, 'allow'>, string>> = {
  block: 'refuses',
  filter: 'answers without records to',
  drop: 'drops',
}

interface Decision {
  readonly action: Exclude<Action, 'allow'>
  readonly place: Place
  readonly zone: NameKey
}

class AclPlugin implements Plugin {
  readonly name = 'acl'
  readonly takesAllClasses = true
  readonly #rules: readonly Rule[]
  readonly #counters = new AclCounters()
  readonly metrics = () => this.#counters.metrics(this.#view())
  /** The name of the block's view; a function, since `view` is set up last. */
  readonly #view: () => string

  constructor(rules: readonly Rule[], view: () => string) {
    this.#rules = rules
    this.#view = view
  }

  readonly attach = (next: Handler): Handler => {
    return (query) => {
      const decision = this.#decide(query)
      if (decision === null) {
        this.#counters.count('allow', query.server.port, null)
        return next(query)
      }
      const { action, zone } = decision
      this.#counters.count(action, query.server.port, zone)
      return ANSWERS[action]
    }
  }

  readonly explain = (query: Query): Reason | null => {
    const decision = this.#decide(query)
    if (decision === null) return null
    const { action, place } = decision
    const who = clientAddress(query) === '' ? 'the client' : clientAddress(query)
    const sentence = `acl ${VERBS[action]} ${typeName(query.type)} queries of ${who}`
    return { code: 'KZ_WHY_ACL', sentence, place }
  }

  /** The line that denies the query; `null`: the query is allowed. */
  #decide(query: Query): Decision | null {
    const client = clientOctets(query)
    for (const rule of this.#rules) {
      const zone = rule.zones.find(query.hashedName)
      if (zone === undefined) continue
      const policy = rule.policies.find((one) => matches(one, query, client))
      if (policy === undefined) continue
      const { action } = policy
      return action === 'allow' ? null : { action, place: policy.place ?? rule.place, zone }
    }
    return null
  }
}

/** A client without an address is in no range. */
function matches({ types, ranges }: Policy, query: Query, client: string | null): boolean {
  if (types !== null && !types.has(query.type)) return false
  return ranges === null || (client !== null && ranges.some((range) => isInRange(client, range)))
}

// --- Options ---

/** The policies of the lines read so far, in their order. */
interface Policies extends Reporting {
  readonly policies: Policy[]
}

function action(name: Action): Option<unknown, Policies> {
  return lines([0, Infinity], (words, { policies, report }: Policies) => {
    const policy = readPolicy(name, words, report)
    return policy === null ? null : policies.push(policy)
  })
}

const OPTIONS = {
  allow: action('allow'),
  block: action('block'),
  filter: action('filter'),
  drop: action('drop'),
} satisfies Record<Action, Option<unknown, Policies>>

export const acl: PluginDefinition = { name: 'acl', options: OPTIONS, setup }

function readRule(directive: Directive, block: Block): Rule {
  const zones = zonesOr(directive.args, block) ?? []
  const context: Policies = { report: block.report, policies: [] }
  readOptions(directive, OPTIONS, context)
  return { place: directive.place, zones: SuffixTable.ofZones(zones), policies: context.policies }
}

/** The words that begin a list, and the values that follow each, for diagnostics. */
const SECTIONS: ReadonlyMap<string, string> = new Map([
  ['type', 'record types'],
  ['net', 'ranges'],
])

/** `null` after a report: a line with an error must neither allow nor block queries. */
function readPolicy(action: Action, words: readonly Token[], report: Report): Policy | null {
  const types = new Set<number>()
  const ranges: AddressRange[] = []
  const everything = new Set<string>()
  let isSound = true
  const add = <Value>(value: Value | null, put: (value: Value) => unknown): void => {
    if (value === null) isSound = false
    else put(value)
  }
  let section: Token | null = null
  for (const [i, word] of words.entries()) {
    const expected = SECTIONS.get(word.text)
    if (expected !== undefined) {
      section = word
      const following = words[i + 1]
      if (following === undefined || SECTIONS.has(following.text)) {
        const message = `${quote(word.text)} has no value, expected ${expected} or '*'`
        report(atToken('KZ_COREFILE_VALUE', word, message))
        isSound = false
      }
    } else if (section === null) {
      reject(word, "'type' or 'net'", report)
      isSound = false
    } else if (word.text === '*') {
      everything.add(section.text)
    } else if (section.text === 'type') {
      add(readType(word, report), (type) => types.add(type))
    } else {
      add(readRange(word, report), (range) => ranges.push(range))
    }
  }
  if (!isSound) return null
  return {
    action,
    place: words[0]?.place ?? null,
    types: types.size === 0 || everything.has('type') ? null : types,
    ranges: ranges.length === 0 || everything.has('net') ? null : ranges,
  }
}
