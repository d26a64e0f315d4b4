/**
 * The line that `log` writes for a query: text with placeholders such as `{remote}`, compiled once into a
 * list of functions. Other text in braces appears unchanged.
 */
import type { Query, SentReply } from '../../../chain/query.ts'
import { suggest } from '../../../report/suggestion.ts'
import { className, FLAG, rcodeName } from '../../../wire/constants.ts'
import { typeName } from '../../../wire/record-types.ts'
import { nameText } from '../../../wire/name.ts'
import { bracketedClient, bracketedServer } from '../../../block/client-address.ts'
import { asksDnssec, opcodeOf, replyLimit } from '../../../block/query-facts.ts'

/** The line for a query that took `milliseconds` and was answered with `reply`. */
export type LineFormat = (query: Query, reply: SentReply, milliseconds: number) => string

export const COMMON_FORMAT =
  '{remote}:{port} - {>id} "{type} {class} {name} {proto} {size} {>do} {>bufsize}" {rcode} {>rflags} {rsize} {duration}'
const COMBINED_FORMAT = `${COMMON_FORMAT} "{>opcode}"`

/** The text of a placeholder without a value. */
const EMPTY = '-'

const PLACEHOLDERS = new Map<string, LineFormat>([
  ['{type}', ({ type }) => typeName(type)],
  ['{name}', ({ spelledName }) => nameText(spelledName)],
  ['{class}', (query) => className(query.class)],
  ['{proto}', ({ transport }) => transport],
  ['{size}', ({ request }) => String(request.packet.length)],
  ['{remote}', (query) => bracketedClient(query) || EMPTY],
  ['{port}', ({ client }) => String(client.port)],
  ['{local}', (query) => bracketedServer(query) || EMPTY],
  ['{rcode}', (_, { rcode }) => rcodeName(rcode)],
  ['{rsize}', (_, { octets }) => String(octets.length)],
  ['{duration}', (_query, _reply, milliseconds) => `${(milliseconds / 1_000).toFixed(9)}s`],
  ['{>rflags}', (_, { octets }) => flagsText(((octets[2] ?? 0) << 8) | (octets[3] ?? 0))],
  ['{>opcode}', (query) => String(opcodeOf(query))],
  ['{>do}', (query) => String(asksDnssec(query))],
  ['{>id}', ({ request }) => String(request.id)],
  ['{>bufsize}', (query) => String(replyLimit(query))],
])

const SHORTHANDS = ['{common}', '{combined}']

/** The unknown words in a format that look like placeholders, each with the nearest placeholder or `null`. */
export function unknownPlaceholders(text: string): ReadonlyMap<string, string | null> {
  const known = [...PLACEHOLDERS.keys(), ...SHORTHANDS]
  const found = new Set(text.match(/\{>?[A-Za-z_]+\}/g))
  return new Map([...found].filter((one) => !known.includes(one)).map((one) => [one, suggest(one, known)]))
}

/** `{common}` and `{combined}` stand for whole formats. */
export function compileFormat(text: string): LineFormat {
  const written = text.replaceAll('{common}', COMMON_FORMAT).replaceAll('{combined}', COMBINED_FORMAT)
  const parts = written.split(/(\{[^{}]*\})/).filter((part) => part !== '')
  const fields = parts.map(compilePart)
  return (query, reply, milliseconds) => {
    let line = ''
    for (const field of fields) line += field(query, reply, milliseconds)
    return line
  }
}

function compilePart(part: string): LineFormat {
  if (part.startsWith('{/') && part.endsWith('}')) {
    const label = part.slice(2, -1)
    return ({ labels }) => labels?.get(label) || EMPTY
  }
  return PLACEHOLDERS.get(part) ?? (() => part)
}

const FLAG_NAMES = Object.entries(FLAG).map(([name, bit]) => [name.toLowerCase(), bit] as const)

function flagsText(flags: number): string {
  let text = ''
  for (const [name, bit] of FLAG_NAMES) if ((flags & bit) !== 0) text += text === '' ? name : `,${name}`
  return text || EMPTY
}
