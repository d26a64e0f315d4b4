/** The reasons of `kubernetes` for its answers, of the state of the manifests in force. */
import type { Query } from '../../../chain/query.ts'
import { refusedTransfer } from '../../../block/transfers.ts'
import { ClusterReasons, type AnsweredQuestion } from '../../../kube/reasons/cluster-reasons.ts'
import type { ClusterFacts } from '../../../kube/reasons/facts.ts'
import type { ClusterOptions } from '../../../kube/records/cluster-options.ts'
import type { ServedZones } from '../../../kube/records/served-zones.ts'
import type { Reason } from '../../../report/reason.ts'
import type { Answer } from '../../../wire/answer.ts'
import { isTransfer, TYPE } from '../../../wire/constants.ts'
import { decodeAnswer } from '../../../wire/decode.ts'
import { keyOf, type NameKey } from '../../../wire/name.ts'
import { targetOf } from '../../../wire/rdata.ts'

export class ZoneReasons {
  readonly #options: ClusterOptions
  readonly #facts: () => ClusterFacts
  #zones: ServedZones | null = null
  #reasons: ClusterReasons | null = null

  constructor(options: ClusterOptions, facts: () => ClusterFacts) {
    this.#options = options
    this.#facts = facts
  }

  briefly(query: Query, answer: Answer, zones: ServedZones): Reason | null {
    if (isTransfer(query.type)) return refusedTransfer(query)
    const zone = zones.table.find(query.hashedName)
    return zone === undefined ? null : this.#of(zones).briefly(questionOf(query, answer, zone.origin))
  }

  inFull(query: Query, answer: Answer, zones: ServedZones): readonly Reason[] {
    if (isTransfer(query.type)) return [refusedTransfer(query)]
    const zone = zones.table.find(query.hashedName)
    return zone === undefined ? [] : this.#of(zones).explain(questionOf(query, answer, zone.origin))
  }

  /** Kept for one state of the zones: an index of suggestions is made once. */
  #of(zones: ServedZones): ClusterReasons {
    if (this.#zones !== zones || this.#reasons === null) {
      this.#zones = zones
      this.#reasons = new ClusterReasons({ ...this.#facts(), options: this.#options })
    }
    return this.#reasons
  }
}

function questionOf({ name, type }: Query, answer: Answer, zone: NameKey): AnsweredQuestion {
  const records = answer.answer.count === 0 ? [] : decodeAnswer(answer, name).answer
  const aliases = records.filter((one) => one.type === TYPE.CNAME)
  const last = aliases.at(-1)
  const hasRecords = records.some(
    (one) => one.type === type || (type === TYPE.ANY && one.type !== TYPE.CNAME),
  )
  const target = last === undefined ? null : targetOf(last.rdata)
  const aliasEnd = target === null ? null : keyOf(target.name)
  return { name, zone, type, rcode: answer.rcode, hasRecords, aliasEnd }
}
