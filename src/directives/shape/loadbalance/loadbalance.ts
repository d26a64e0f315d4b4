/**
 * `loadbalance [round_robin | weighted FILE { reload DURATION }] { prefer CIDR… }`: changes the order of
 * addresses and mail exchangers from answer to answer, so that clients that use the first one spread over
 * all. SRV records keep their order, since they have weights of their own.
 */
import { present } from '../../../report/assert.ts'
import { resolve } from 'node:path'
import { type Handler, onAnswer, type Plugin } from '../../../chain/plugin.ts'
import type { Query } from '../../../chain/query.ts'
import { hasArguments } from '../../../config/arguments.ts'
import { readOnce } from '../../../config/occurrences.ts'
import { duration, list } from '../../../config/option-kinds.ts'
import { readOptions } from '../../../config/options.ts'
import type { Directive } from '../../../config/server-block.ts'
import { readChoice, readRange } from '../../../config/settings.ts'
import { atToken, quote, type Token } from '../../../config/token.ts'
import { type AddressRange, isInRange } from '../../../wire/address.ts'
import type { Answer } from '../../../wire/answer.ts'
import { isTransfer, RCODE, TYPE } from '../../../wire/constants.ts'
import { decodeSection } from '../../../wire/decode.ts'
import type { Sections } from '../../../wire/encode.ts'
import { isNameKey, toLowerAscii } from '../../../wire/name.ts'
import { rdataOctets } from '../../../wire/rdata.ts'
import type { ResourceRecord, Section } from '../../../wire/section.ts'
import { RelayedAnswer } from '../../../wire/relayed-answer.ts'
import { type RandomBelow, shuffle } from '../../../wire/shuffle.ts'
import { ShuffledAnswer, type Shuffler } from '../../../wire/shuffled-answer.ts'
import { StoredAnswer } from '../../../wire/stored-answer.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { type Arrange, arrangeSection } from './arrange.ts'
import { seededRandom } from './random.ts'
import { type WeightFile, weightFileAt } from './weight-file.ts'
import type { Weights } from './weights.ts'

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const options = readOnce(occurrences, block.report, (directive) => readLoadbalance(directive, block))
  return options === null ? null : new LoadbalancePlugin(options)
}

class LoadbalancePlugin implements Plugin {
  readonly name = 'loadbalance'
  readonly #preferred: readonly AddressRange[]
  readonly #weightFile: WeightFile | null
  readonly #random = seededRandom()
  readonly #shuffle: Arrange = (indices) => {
    shuffle(indices, this.#random)
  }
  readonly #shuffler: Shuffler = { random: this.#random, arrange: (given) => this.#arrange(given) }

  constructor({ preferred, weightFile }: LoadbalanceOptions) {
    this.#preferred = preferred
    this.#weightFile = weightFile
  }

  readonly start = async (): Promise<void> => {
    this.#weightFile?.start()
  }

  readonly stop = async (): Promise<void> => {
    this.#weightFile?.stop()
  }

  readonly refresh = async (): Promise<void> => {
    this.#weightFile?.refresh()
  }

  readonly attach = (next: Handler): Handler => {
    const weightFile = this.#weightFile
    const change =
      weightFile === null
        ? (answer: Answer, query: Query) => this.#spread(answer, query)
        : (answer: Answer, query: Query) => this.#weigh(answer, query, weightFile.value)
    return (query) => {
      // RFC 5936 §2.2: the order of a transfer has a meaning.
      if (isTransfer(query.type)) return next(query)
      return onAnswer(next(query), (answer) =>
        answer.rcode === RCODE.NOERROR && hasChoice(answer) ? change(answer, query) : answer,
      )
    }
  }

  #spread(given: Answer, query: Query): Answer {
    // A stored answer is shuffled while the reply is written.
    if (given instanceof StoredAnswer && this.#preferred.length === 0) {
      return new ShuffledAnswer(given, this.#shuffler)
    }
    return this.#arrange(given, query)
  }

  /**
   * Shuffles all sections. Preferred ranges need the query, whose name the records refer to; `null`: no
   * preference.
   */
  #arrange(given: Answer, query: Query | null = null): Answer {
    const answer = withOwnSections(given)
    const arrange = (section: Section): Section => {
      if (section.count < 2) return section
      const addresses =
        query === null ? this.#shuffle : this.#preferring(section, answer, query, this.#shuffle)
      return arrangeSection(section, addresses, this.#shuffle)
    }
    return rearranged(given, answer, {
      answer: arrange(answer.answer),
      authority: arrange(answer.authority),
      additional: arrange(answer.additional),
    })
  }

  /** Moves one address to the front, chosen by weight; the other addresses keep their order. */
  #weigh(given: Answer, query: Query, weights: Weights): Answer {
    if (query.type !== TYPE.A && query.type !== TYPE.AAAA && query.type !== TYPE.SRV) return given
    const answer = withOwnSections(given)
    const arrange = (section: Section): Section => {
      if (section.count < 2) return section
      const pick: Arrange = (indices) => {
        pickFirst(indices, decodeSection(section, query.name, answer), weights, this.#random)
      }
      return arrangeSection(section, this.#preferring(section, answer, query, pick), keep)
    }
    return rearranged(given, answer, {
      answer: arrange(answer.answer),
      authority: answer.authority,
      additional: arrange(answer.additional),
    })
  }

  /** Runs `arrange`, then moves the addresses in the preferred ranges before all others. */
  #preferring(section: Section, answer: Answer, query: Query, arrange: Arrange): Arrange {
    const ranges = this.#preferred
    if (ranges.length === 0) return arrange
    return (indices) => {
      arrange(indices)
      const records = decodeSection(section, query.name, answer)
      const preferred: number[] = []
      const rest: number[] = []
      for (const index of indices) {
        const { rdata } = present(records[index], RECORD_EACH)
        const octets = rdataOctets(rdata)
        const isPreferred = ranges.some((range) => isInRange(octets, range))
        ;(isPreferred ? preferred : rest).push(index)
      }
      for (const [i, index] of [...preferred, ...rest].entries()) indices[i] = index
    }
  }
}

const RECORD_EACH = 'an index of a section is one of its records'

function keep(): void {
  // The order stays as it is.
}

/** Most answers hold one record, and are sent as they were stored or received. */
function hasChoice(answer: Answer): boolean {
  const counts = answer instanceof StoredAnswer || answer instanceof RelayedAnswer
  return !counts || answer.mostRecords > 1
}

/** A copy whose sections are read once; a stored answer builds a section at each access. */
function withOwnSections(given: Answer): Answer {
  const { rcode, flags, answer, authority, additional, required, extendedError } = given
  return { rcode, flags, answer, authority, additional, required, extendedError }
}

/** The answer with new sections; `given` itself if no section has changed. */
function rearranged(given: Answer, before: Answer, sections: Sections): Answer {
  const isSame =
    sections.answer === before.answer &&
    sections.authority === before.authority &&
    sections.additional === before.additional
  if (isSame) return given
  // In another order, each of the additional records may be one of those that are required.
  const { authority, additional } = before.required
  const required = { authority, additional: additional === 0 ? 0 : sections.additional.count }
  return { ...before, ...sections, required }
}

/** Swaps one address to the front, with a probability of its weight's share of all weights. */
function pickFirst(
  indices: number[],
  records: readonly ResourceRecord[],
  weights: Weights,
  random: RandomBelow,
): void {
  const shares = indices.map((index) => {
    const { name, rdata } = present(records[index], RECORD_EACH)
    const owner = toLowerAscii(name)
    const list = isNameKey(owner) ? weights.get(owner) : undefined
    return list?.get(rdataOctets(rdata)) ?? 1
  })
  let left = random(shares.reduce((sum, share) => sum + share, 0))
  const position = shares.findIndex((share) => (left -= share) < 0)
  const first = present(indices[0], 'a group of records has one')
  indices[0] = present(indices[position], 'a random number is below the sum of all shares')
  indices[position] = first
}

// --- Options ---

interface LoadbalanceOptions {
  readonly preferred: readonly AddressRange[]
  /** `null`: the policy is `round_robin`, and every order is equally likely. */
  readonly weightFile: WeightFile | null
}

const DEFAULT_RELOAD_MS = 30_000
const MAX_RELOAD_MS = 24 * 3_600_000

const POLICIES = ['round_robin', 'weighted'] as const
const ROUND_ROBIN_OPTIONS = { prefer: list(readRange) }
const OPTIONS = {
  ...ROUND_ROBIN_OPTIONS,
  reload: duration({ min: 0, max: MAX_RELOAD_MS, or: DEFAULT_RELOAD_MS }),
}

export const loadbalance: PluginDefinition = { name: 'loadbalance', options: OPTIONS, setup }

function readLoadbalance(directive: Directive, block: Block): LoadbalanceOptions | null {
  const { report } = block
  const [policyToken, ...args] = directive.args
  const policy = policyToken === undefined ? 'round_robin' : readChoice(policyToken, POLICIES, report)
  if (policy === 'round_robin') {
    const { prefer: preferred } = readOptions(directive, ROUND_ROBIN_OPTIONS, block)
    const isCounted = policyToken === undefined || hasArguments(policyToken, args, 0, report)
    return isCounted ? { preferred, weightFile: null } : null
  }
  // After an unknown policy, the options of both policies are accepted.
  const { prefer: preferred, reload: reloadMs } = readOptions(directive, OPTIONS, block)
  if (policy === null || policyToken === undefined) return null
  const isCounted = hasArguments(policyToken, args, 1, report)
  const [file] = args
  if (file === undefined) return null
  const weightFile = weightFileAt(resolve(block.folder, file.text), reloadMs, block)
  return readNow(weightFile, file, block) && isCounted ? { preferred, weightFile } : null
}

/** Reads the weights at start. A fault is an error only then; later, the last good weights stay in use. */
function readNow(weightFile: WeightFile, file: Token, block: Block): boolean {
  const diagnostics = weightFile.read()
  for (const one of diagnostics) {
    // The diagnostic of an unreadable file has no line, so it points at the file's word in the Corefile.
    const isWhole = one.line === 0
    block.report(
      isWhole ? atToken('KZ_COREFILE_WEIGHT_FILE', file, `${quote(file.text)}: ${one.message}`) : one,
    )
  }
  return diagnostics.length === 0
}
