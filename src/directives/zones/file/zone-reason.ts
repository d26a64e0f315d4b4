/** Why an authored zone answers as it does: the reasons of `file`, `auto` and `secondary`. */
import { isTransfer } from '../../../wire/constants.ts'
import { nameText } from '../../../wire/name.ts'
import { typeName } from '../../../wire/record-types.ts'
import type { Answer } from '../../../wire/answer.ts'
import { RCODE } from '../../../wire/constants.ts'
import type { Query } from '../../../chain/query.ts'
import type { Reason } from '../../../report/reason.ts'
import { refusedTransfer } from '../../../block/transfers.ts'
import type { AuthoredSource } from './answer.ts'

/** `what`: the directive and its source, such as `zone file db.example.org`. */
export function zoneReason(source: AuthoredSource, what: string, query: Query, answer: Answer): Reason {
  if (isTransfer(query.type)) return refusedTransfer(query)
  const name = nameText(query.name)
  const code = 'KZ_WHY_ZONE_FILE'
  const zone = nameText(source.origin)
  if (source.zone === null) {
    const { text = '' } = source.absence.extendedError ?? {}
    return { code, sentence: text === '' ? `the zone ${zone} has no content` : text }
  }
  if (answer.rcode === RCODE.NXDOMAIN) return { code, sentence: `${what} has no name ${name}` }
  return answer.answer.count === 0
    ? { code, sentence: `${what} has ${name}, without ${typeName(query.type)} records` }
    : { code, sentence: `${what} has ${name}` }
}
