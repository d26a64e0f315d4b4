/**
 * `edns0 local|nsid|subnet set|append|replace|unset … [revert]`: changes the EDNS options of the query, for
 * the upstreams that it may be forwarded to:
 *
 *   `local ACTION CODE DATA`   DATA is text, `0x…`, or a variable such as `{client_ip}`; no DATA for `unset`
 *   `nsid ACTION`              requests the server's identifier (RFC 5001)
 *   `subnet ACTION V4 V6`      V4 or V6 bits of the client's address (RFC 7871)
 *
 * `set` replaces or adds the option; `replace` and `unset` change an option that is present. kubezone passes
 * no EDNS option of an upstream's answer to the client, so `revert` has nothing to restore.
 */
import type { Query } from '../../../chain/query.ts'
import { hasArguments } from '../../../config/arguments.ts'
import { reject } from '../../../config/reject.ts'
import { readChoice, readCount } from '../../../config/settings.ts'
import type { Report, Token } from '../../../config/token.ts'
import { parseAddress } from '../../../wire/address.ts'
import { EDNS_OPTION } from '../../../wire/constants.ts'
import { type EdnsOption, readEdnsOptions, withEdnsOptions } from '../../../wire/edns-options.ts'
import { nameText } from '../../../wire/name.ts'
import { clientOctets, unmapped } from '../../../block/client-address.ts'
import { DONE, type Question, type Rule } from './rule.ts'

const ACTIONS = ['set', 'append', 'replace', 'unset'] as const
type Action = (typeof ACTIONS)[number]
const { NSID, CLIENT_SUBNET } = EDNS_OPTION

/** Makes an option's data from a question; `null` if the question lacks the variable's value. */
type MakeData = (question: Question) => Buffer | null

export function readEdnsRule(
  field: Token,
  args: readonly Token[],
  continues: boolean,
  report: Report,
): Rule | null {
  const [optionWord, actionWord, ...words] = args
  if (optionWord === undefined || actionWord === undefined) {
    hasArguments(field, args, [2, 5], report)
    return null
  }
  const option = readChoice(optionWord, ['local', 'nsid', 'subnet'], report)
  const action = readChoice(actionWord, ACTIONS, report)
  if (option === null || action === null) return null
  const rest = words.at(-1)?.text === 'revert' ? words.slice(0, -1) : words
  if (option === 'local') return localRule(optionWord, action, rest, continues, report)
  if (option === 'subnet') return subnetRule(optionWord, action, rest, continues, report)
  if (!hasArguments(optionWord, rest, 0, report)) return null
  return ednsRule(continues, NSID, action, () => Buffer.alloc(0))
}

function ednsRule(continues: boolean, code: number, action: Action, data: MakeData): Rule {
  return {
    continues,
    apply: (question) => {
      const made = action === 'unset' ? Buffer.alloc(0) : data(question)
      if (made === null) return null
      const options = readEdnsOptions(question.request)
      const changed = changeOptions(options, action, { code, data: made })
      if (changed === null) return null
      question.request = withEdnsOptions(question.request, changed)
      return DONE
    },
  }
}

/** The changed options; `null` if the action changes nothing. */
function changeOptions(
  options: readonly EdnsOption[],
  action: Action,
  option: EdnsOption,
): EdnsOption[] | null {
  const has = options.some(({ code }) => code === option.code)
  if (action === 'unset') return has ? options.filter(({ code }) => code !== option.code) : null
  // RFC 7871 §7.1.1: a query has at most one client subnet.
  if (action === 'append') return has && option.code === CLIENT_SUBNET ? null : [...options, option]
  if (has) return options.map((one) => (one.code === option.code ? option : one))
  return action === 'set' ? [...options, option] : null
}

// --- local ---

const VARIABLES: Readonly<Record<string, (question: Question) => Buffer | null>> = {
  '{qname}': ({ name }) => Buffer.from(nameText(name), 'latin1'),
  '{qtype}': ({ type }) => word(type),
  '{client_ip}': ({ query }) => addressBuffer(clientOctets(query)),
  '{client_port}': ({ query }) => word(query.client.port),
  '{protocol}': ({ query }) => Buffer.from(query.transport),
  '{server_ip}': ({ query }) => addressBuffer(serverOctets(query)),
  '{server_port}': ({ query }) => word(query.server.port),
}

function localRule(
  owner: Token,
  action: Action,
  words: readonly Token[],
  continues: boolean,
  report: Report,
): Rule | null {
  if (!hasArguments(owner, words, action === 'unset' ? 1 : 2, report)) return null
  const [codeWord, dataWord] = words
  const code = readCode(codeWord, report)
  const data = dataWord === undefined ? () => Buffer.alloc(0) : readData(dataWord, report)
  return code === null || data === null ? null : ednsRule(continues, code, action, data)
}

function readCode(token: Token, report: Report): number | null {
  const code = /^(?:0x[\da-f]+|\d+)$/i.test(token.text) ? Number(token.text) : Number.NaN
  if (code <= 65535) return code
  return reject(token, "an option's code from 0 to 65535, such as 0xffee", report)
}

function readData(token: Token, report: Report): MakeData | null {
  const { text } = token
  if (/^\{.*\}$/s.test(text)) {
    const variable = Object.hasOwn(VARIABLES, text) ? VARIABLES[text] : undefined
    if (variable !== undefined) return variable
    // A label of `metadata`, `{PLUGIN/LABEL}`: accepted, but its data is always absent.
    if (/^\{[^{}/\s]+\/[^{}\s]+\}$/.test(text)) return () => null
    return reject(token, `a variable: ${Object.keys(VARIABLES).join(', ')}`, report)
  }
  const isHex = text.startsWith('0x')
  if (isHex && !/^0x(?:[\da-f]{2})*$/i.test(text)) {
    return reject(token, "an even number of hexadecimal digits after '0x'", report)
  }
  const data = isHex ? Buffer.from(text.slice(2), 'hex') : Buffer.from(text)
  return () => data
}

function word(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff])
}

function addressBuffer(octets: string | null): Buffer | null {
  return octets === null ? null : Buffer.from(octets, 'latin1')
}

function serverOctets(query: Query): string | null {
  return parseAddress(unmapped(query.server.address).replace(/%.*$/, ''))
}

// --- subnet ---

function subnetRule(
  owner: Token,
  action: Action,
  words: readonly Token[],
  continues: boolean,
  report: Report,
): Rule | null {
  if (!hasArguments(owner, words, action === 'unset' ? [0, 2] : 2, report)) return null
  const [v4 = null, v6 = null] = words.map((one, i) =>
    readCount(one, { min: 0, max: i === 0 ? 32 : 128 }, report, 'bits'),
  )
  if (words.length === 0) return ednsRule(continues, CLIENT_SUBNET, action, () => null)
  if (v4 === null || v6 === null) return null
  return ednsRule(continues, CLIENT_SUBNET, action, ({ query }) => {
    const octets = clientOctets(query)
    if (octets === null) return null
    return subnetData(octets, octets.length === 4 ? v4 : v6)
  })
}

/**
 * RFC 7871 §6: family, source and scope prefix length, and the octets of the address that the source prefix
 * covers.
 */
function subnetData(octets: string, bits: number): Buffer {
  const address = Buffer.from(octets.slice(0, Math.ceil(bits / 8)), 'latin1')
  const last = address.length - 1
  if (bits % 8 !== 0) address.writeUInt8(address.readUInt8(last) & (0xff00 >> (bits % 8)) & 0xff, last)
  return Buffer.concat([Buffer.from([0, octets.length === 4 ? 1 : 2, bits, 0]), address])
}
