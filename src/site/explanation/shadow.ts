/**
 * Finds what keeps a question from `kubernetes`, or its answer from the client: a directive in front of it,
 * a changed question, or a block that takes the name. Directives pass a query in a fixed order, and the block
 * with the longest zone takes it, wherever the Corefile states them.
 */
import { changingPasses, decidingPass, isSameQuestion, type Pass } from '../../chain/tracing.ts'
import { formatPlace } from '../../report/diagnostic.ts'
import type { Reason } from '../../report/reason.ts'
import type { Answer } from '../../wire/answer.ts'
import { decodeAnswer } from '../../wire/decode.ts'
import { nameText } from '../../wire/name.ts'
import { rdataText } from '../../wire/rdata-text.ts'
import type { RoutedBlock } from '../../server/route.ts'
import { changeOf, outcomeOf, reasonsOf } from './step.ts'
import type { Tracer, Visit } from './tracer.ts'

const KUBERNETES = 'kubernetes'

/**
 * The reason, and how it comes to be; empty if `kubernetes` decides, or would not answer better: with records
 * where the client gets none.
 */
export async function shadowOf(visit: Visit, tracer: Tracer): Promise<readonly Reason[]> {
  const { query, answer, block } = visit
  if (outcomeOf(answer) === 'found') return []
  for (const holder of tracer.blocksFor(query.name)) {
    const kubernetes = holder.plugins.find(({ name }) => name === KUBERNETES)
    if (kubernetes === undefined) continue
    const own = await tracer.askAlone(kubernetes, query)
    if (own === null || outcomeOf(own) !== 'found') continue
    const place = holder.placeOf(kubernetes)
    const sentence = `${KUBERNETES} by itself would answer ${dataOf(own, visit)}`
    const would: Reason = { code: 'KZ_WHY_SHADOWED', sentence, place }
    if (block !== null && holder.place !== block.place) return [takenBy(block, holder, visit), would]
    return [...blamedFor(visit, holder.plugins.indexOf(kubernetes)), would]
  }
  return []
}

/** Of the directives before `kubernetes`: the first that changes the question, or the one that answers. */
function blamedFor(visit: Visit, kubernetes: number): readonly Reason[] {
  const { query, block, passes } = visit
  const isBefore = ({ plugin }: Pass): boolean => (block?.plugins.indexOf(plugin) ?? -1) < kubernetes
  const deciding = decidingPass(passes)
  const reasons = reasonsOf(visit, deciding)
  const changing = changingPasses(passes).find(
    (pass) => isBefore(pass) && pass.handedOn.some((one) => !isSameQuestion(one.query, query)),
  )
  const change = changing === undefined ? null : changeOf(changing, visit)
  if (change !== null) return [change, ...reasons]
  if (deciding === null || !isBefore(deciding)) return reasons
  const sentence = `${deciding.plugin.name} comes before ${KUBERNETES}, wherever the Corefile states them`
  return [...reasons, { code: 'KZ_WHY_ORDER', sentence }]
}

function takenBy(block: RoutedBlock, holder: RoutedBlock, { query }: Visit): Reason {
  return {
    code: 'KZ_WHY_BLOCK_TAKES',
    sentence:
      `this block takes ${nameText(query.name)}, and kubernetes is in the block at ${formatPlace(holder.place)}: ` +
      'the block with the longest zone takes a name, whatever zones kubernetes has',
    place: block.place,
    hint: "add 'kubernetes' to this block, or give the other block the longer zone",
  }
}

function dataOf(answer: Answer, { query }: Visit): string {
  const texts = decodeAnswer(answer, query.name).answer.map(({ type, rdata }) => rdataText(type, rdata))
  const [first = ''] = texts
  return texts.length > 1 ? `${first} and ${texts.length - 1} more` : first
}
