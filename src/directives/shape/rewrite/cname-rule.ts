/**
 * `cname [MATCH] FROM TO`: an alias in the reply leads to another target, and what that has takes the place of what stood
 * behind the alias. A target that this server knows nothing of leaves the alias alone.
 */
import type { Query } from '../../../chain/query.ts'
import { hasArguments } from '../../../config/options.ts'
import { atToken, quote, type Report, type Token } from '../../../config/token.ts'
import { RCODE, TYPE } from '../../../wire/constants.ts'
import { decodeAnswer } from '../../../wire/decode.ts'
import { keyOf, nameText } from '../../../wire/name.ts'
import { targetData, targetOf } from '../../../wire/rdata.ts'
import { matchKind, type NameChange, readNameRewrite } from './name-match.ts'
import { changedName } from './reply-names.ts'
import type { Reply, Rule } from './rule.ts'

export function readCnameRule(
  field: Token,
  args: readonly Token[],
  continues: boolean,
  report: Report,
): Rule | null {
  if (!hasArguments(field, args, [2, 3], report)) return null
  const kind = args.length === 3 ? matchKind(args[0]) : 'exact'
  const [from, to] = args.slice(-2)
  if (kind === null || from === undefined || to === undefined) {
    const word = args[0] ?? field
    const message = `found ${quote(word.text)}, expected 'exact', 'prefix', 'suffix', 'substring' or 'regex'`
    report(atToken('KZ_COREFILE_VALUE', word, message))
    return null
  }
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
    const part = alias.type === TYPE.CNAME ? targetOf(alias.rdata) : null
    if (part === null || change(nameText(keyOf(part.name))) === null) continue
    const target = changedName(part.name, change)
    const changed = { ...alias, rdata: targetData(target) }
    const start: Reply = {
      rcode: RCODE.NOERROR,
      answer: [...reply.answer.slice(0, i), changed],
      authority: [],
      additional: [],
    }
    // RFC 1034 §3.6.2: who asks for the alias itself gets no more.
    if (type === TYPE.CNAME) return start
    return lookUp(start, target, query, type)
  }
  return reply
}

function lookUp(start: Reply, target: string, query: Query, type: number): Reply | Promise<Reply> {
  const key = keyOf(target)
  const derived = query.derive(key, { type })
  if (derived === null) return start
  const answer = query.lookup(derived)
  const join = (found: Awaited<typeof answer>): Reply => {
    if (found.rcode === RCODE.REFUSED) return start
    const records = decodeAnswer(found, key)
    const authority = records.answer.length > 0 ? [] : records.authority
    return { rcode: found.rcode, answer: [...start.answer, ...records.answer], authority, additional: [] }
  }
  return answer instanceof Promise ? answer.then(join) : join(answer)
}
