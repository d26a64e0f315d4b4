/**
 * `cname [MATCH] FROM TO`: changes the target of an alias in the reply. The records of the new target replace
 * the records after the alias. If this server does not serve the target, the reply ends with the alias.
 */
import type { Query } from '../../../chain/query.ts'
import { hasArguments } from '../../../config/arguments.ts'
import type { Report, Token } from '../../../config/token.ts'
import { RCODE, TYPE } from '../../../wire/constants.ts'
import { keyOf, nameText } from '../../../wire/name.ts'
import { targetData, targetOf } from '../../../wire/rdata.ts'
import { type NameChange, readMatchKind, readNameRewrite } from './name-match.ts'
import { aliasTarget, leadsBack, onTarget, type TargetRecords } from '../../../block/alias-chain.ts'
import { changedName } from './reply-names.ts'
import type { Reply, Rule } from './rule.ts'

export function readCnameRule(
  field: Token,
  args: readonly Token[],
  continues: boolean,
  report: Report,
): Rule | null {
  if (!hasArguments(field, args, [2, 3], report)) return null
  const [first, second, third] = args
  const [match, from, to] = third === undefined ? [null, first, second] : [first, second, third]
  const kind = readMatchKind(match, report)
  if (kind === null) return null
  const rewrite = readNameRewrite(kind, from, to, report)
  if (rewrite === null) return null
  const { change } = rewrite
  return {
    continues,
    apply: ({ query, type }) => [(reply) => redirect(reply, change, query, type)],
  }
}

function redirect(reply: Reply, change: NameChange, query: Query, type: number): Reply | Promise<Reply> {
  for (const [i, alias] of reply.answer.entries()) {
    const before = aliasTarget(alias)
    const written = targetOf(alias.rdata)
    if (before === null || written === null || change(nameText(before)) === null) continue
    const spelled = changedName(written.name, change)
    const target = keyOf(spelled)
    const answer = [...reply.answer.slice(0, i), { ...alias, rdata: targetData(spelled) }]
    const start: Reply = { rcode: RCODE.NOERROR, answer, authority: [], additional: [] }
    // RFC 1034 §3.6.2: a query for CNAME gets the alias alone.
    if (type === TYPE.CNAME || leadsBack(target, query, answer)) return start
    const join = (found: TargetRecords | null): Reply =>
      found === null ? start : { ...start, ...found, answer: [...answer, ...found.answer] }
    return onTarget(query, target, answer, join, type)
  }
  return reply
}
