/** Asks directives what they would do with a name, without a server: for rules about several directives. */
import type { Plugin } from '../chain/plugin.ts'
import { Query } from '../chain/query.ts'
import type { Directive } from '../config/server-block.ts'
import type { Place } from '../report/diagnostic.ts'
import { SILENCE } from '../wire/answer.ts'
import { CLASS, TYPE } from '../wire/constants.ts'
import { joinName, type NameKey, parseName } from '../wire/name.ts'
import { linesOf } from './block-words.ts'

/** The names of services, below a zone, that stand for all of its services. */
export const SERVICES = [
  ['kubernetes', 'default', 'svc'],
  ['web', 'shop', 'svc'],
  ['db-0', 'db', 'data', 'svc'],
]

/** The names below a zone; those that are too long are left out. */
export function below(names: readonly (readonly string[])[], zone: NameKey): NameKey[] {
  return names.flatMap((labels) => joinName(labels, zone) ?? [])
}

/** Whether a directive is written after another one in the same file. */
export function isBelow({ place: a }: Directive, { place: b }: Directive): boolean {
  return a.file === b.file && (a.line > b.line || (a.line === b.line && a.column > b.column))
}

/** The names that the expressions of a template are, if they are names with escaped dots. */
export function literalsOf(directive: Directive): NameKey[] {
  return linesOf(directive, 'match').flatMap((words) =>
    words.flatMap(({ text }) => {
      const plain = text
        .replace(/^\(\?i\)/, '')
        .replace(/^\^/, '')
        .replace(/(?:\\\.|\.)?\??\$$/, '')
        .replaceAll('\\.', '.')
      return /^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/i.test(plain) ? (parseName(plain.toLowerCase()) ?? []) : []
    }),
  )
}

/**
 * What a template would do with a query: its records or rcode are the answer, or no `match` matches and the
 * query fails. `null`: another directive takes it, or none does.
 */
export function outcomeOf(
  { place }: Directive,
  plugin: Plugin,
  name: NameKey,
  type: number,
): 'matches' | 'fails' | null {
  const reason = plugin.explain?.(queryFor(name, type), SILENCE) ?? null
  if (reason === null || !isSame(reason.place, place)) return null
  return reason.code === 'KZ_WHY_TEMPLATE_PATTERN' ? 'fails' : 'matches'
}

/** The name that the directive asks for in place of another one; `null`: it leaves it as it is. */
export function rewritten(plugin: Plugin, name: NameKey): NameKey | null {
  let asked: NameKey | null = null
  const handler = plugin.attach?.((query) => {
    asked = query.name
    return SILENCE
  })
  try {
    void handler?.(queryFor(name, TYPE.A))
  } catch {
    // The rule makes no name; queries for it fail, and `errors` tells.
    return null
  }
  return asked === name ? null : asked
}

export function isSame(a: Place | undefined, b: Place): boolean {
  return a?.file === b.file && a.line === b.line && a.column === b.column
}

/** A query of no client. */
export function queryFor(name: NameKey, type: number): Query {
  const query = new Query()
  const header = Buffer.from([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0])
  const tail = Buffer.from([type >> 8, type & 0xff, 0, CLASS.IN])
  query.request.parse(Buffer.concat([header, Buffer.from(name, 'latin1'), tail]))
  query.begin({ address: '', port: 0 })
  return query
}
