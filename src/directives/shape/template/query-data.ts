/** The data of a template: the question, the client, and the match of a pattern in the name. */
import type { Query } from '../../../chain/query.ts'
import type { Match } from '../../../config/pattern.ts'
import { className, FLAG } from '../../../wire/constants.ts'
import { typeName } from '../../../wire/record-types.ts'
import { type NameKey, nameText } from '../../../wire/name.ts'
import { clientAddress } from '../../../block/client-address.ts'
import { FIXED } from './expression.ts'
import type { Value } from './value.ts'

export type TemplateData = ReadonlyMap<string, Value>

export interface Subject {
  readonly name: NameKey
  /** In the client's letter case, in wire form. */
  readonly spelledName: string
  readonly type: number
  readonly class: number
  readonly id: number
  readonly flags: number
  readonly remote: string
  /** A label of the query (see `metadata`); empty without one. */
  readonly meta: (label: string) => string
}

export function subjectOf(query: Query): Subject {
  const { name, spelledName, type, class: queryClass, request } = query
  return {
    name,
    spelledName,
    type,
    class: queryClass,
    id: request.id,
    flags: request.flags,
    remote: clientAddress(query),
    meta: (label) => query.labels?.get(label) ?? '',
  }
}

export function templateData(subject: Subject, zone: NameKey, match: Match): TemplateData {
  const { flags } = subject
  const question = structure({
    Name: nameText(subject.spelledName),
    Qtype: subject.type,
    Qclass: subject.class,
  })
  const numbered = match.groups.map((group, i) => [String(i), group] as const)
  const fields: Readonly<Record<string, Value>> = {
    Zone: nameText(zone),
    Name: nameText(subject.name),
    Class: className(subject.class),
    Type: typeName(subject.type),
    Match: match.groups,
    Group: new Map<string, Value>([...numbered, ...match.named]),
    Question: question,
    Message: structure({
      Id: subject.id,
      Opcode: (flags >> 11) & 0xf,
      RecursionDesired: (flags & FLAG.RD) !== 0,
      AuthenticatedData: (flags & FLAG.AD) !== 0,
      CheckingDisabled: (flags & FLAG.CD) !== 0,
      Question: [question],
    }),
    Remote: subject.remote,
    Meta: ([label]) => (typeof label === 'string' ? subject.meta(label) : ''),
  }
  return structure(fields)
}

/** A map with fixed fields: an expression that reads another field throws. */
function structure(fields: Readonly<Record<string, Value>>): ReadonlyMap<string, Value> {
  return new Map<string, Value>([...Object.entries(fields), [FIXED, true]])
}
