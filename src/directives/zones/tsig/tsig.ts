/**
 * `tsig [ZONE…] { secret NAME KEY; secrets FILE; require TYPE…|all|none }`: verifies the signatures of
 * queries and signs the replies, with secrets that clients share (RFC 8945). `require` names the types whose
 * queries must be signed.
 */
import type { Handler, Plugin } from '../../../chain/plugin.ts'
import type { Query } from '../../../chain/query.ts'
import type { FileAccess } from '../../../config/file-access.ts'
import { readOnce } from '../../../config/occurrences.ts'
import { ignored, lastCounts, lines, words } from '../../../config/option-kinds.ts'
import { readOptions, type Reporting } from '../../../config/options.ts'
import { pathFrom } from '../../../config/paths.ts'
import type { Directive } from '../../../config/server-block.ts'
import { reject } from '../../../config/reject.ts'
import { readEach } from '../../../config/settings.ts'
import { atToken, quote, type Token } from '../../../config/token.ts'
import { type Answer, failure } from '../../../wire/answer.ts'
import { EXTENDED_ERROR, RCODE } from '../../../wire/constants.ts'
import { typeNumber } from '../../../wire/record-types.ts'
import { type NameKey, nameText } from '../../../wire/name.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'
import { zonesOr } from '../../../block/block-zones.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { makeKey, parseKeyFile } from './key-file.ts'
import { TSIG_KEYS } from './key-name.ts'
import { type TsigKey, TsigReplySigner, unixTime, verifyQuery } from './signature.ts'

const MAX_FILE_OCTETS = 1024 * 1024

type Types = ReadonlySet<number>
const NO_TYPES: Types = new Set()

interface TsigOptions {
  readonly zones: SuffixTable<NameKey>
  readonly keys: ReadonlyMap<NameKey, TsigKey>
  /** Types whose queries must be signed; `null`: all. */
  readonly required: Types | null
}

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const options = readOnce(occurrences, block.report, (directive) => readTsigOptions(directive, block))
  if (options === null) return null
  block.provide(TSIG_KEYS, new Map(Array.from(options.keys.values(), (key) => [key.name, key])))
  return {
    name: 'tsig',
    takesAllClasses: true,
    takesNotices: true,
    attach: (next) => verifying(next, options),
  }
}

const MALFORMED = failure(RCODE.FORMERR)
const NOT_AUTHENTIC = failure(RCODE.NOTAUTH)
const UNSIGNED = failure(RCODE.REFUSED, {
  code: EXTENDED_ERROR.PROHIBITED,
  text: 'such queries must be signed (TSIG)',
})

function verifying(next: Handler, { zones, keys, required }: TsigOptions): Handler {
  return (query) => {
    if (query.depth > 0 || zones.find(query.hashedName) === undefined) return next(query)
    if (query.request.tsigStart > 0) return verify(query, keys) ?? next(query)
    return required === null || required.has(query.type) ? UNSIGNED : next(query)
  }
}

/** `null` if the signature is valid. */
function verify(query: Query, keys: ReadonlyMap<NameKey, TsigKey>): Answer | null {
  const { packet, tsigStart } = query.request
  const verified = verifyQuery(packet, tsigStart, keys, unixTime())
  if (verified.kind === 'malformed') return MALFORMED
  query.signer = new TsigReplySigner(verified, unixTime)
  return verified.kind === 'sound' ? null : NOT_AUTHENTIC
}

// --- Options ---

/** The context of the readers: `keys` collects the keys of the lines. */
interface Keys extends Reporting {
  readonly folder: string
  readonly files: FileAccess
  readonly keys: Map<NameKey, TsigKey>
}

const OPTIONS = {
  secret: lines(2, readSecret),
  secrets: lines(1, readSecrets),
  require: lastCounts(words([1, Infinity], readRequired, NO_TYPES)),
  require_opcode: ignored('kubezone requires signatures by type, not by opcode', [1, Infinity]),
}

export const tsig: PluginDefinition = { name: 'tsig', options: OPTIONS, setup }

function readTsigOptions(directive: Directive, block: Block): TsigOptions {
  const zones = zonesOr(directive.args, block) ?? []
  const keys = new Map<NameKey, TsigKey>()
  const { folder, files, report } = block
  const values = readOptions(directive, OPTIONS, { folder, files, report, keys })
  const required = values.require === 'all' ? null : values.require
  return { zones: SuffixTable.ofZones(zones), keys, required }
}

function readSecret([name, secret]: readonly [Token, Token], context: Keys): true | null {
  const key = makeKey(name.text, secret.text)
  if (typeof key !== 'string') return addKey(key, name, context)
  context.report(atToken('KZ_COREFILE_VALUE', name, key, 'expected: NAME BASE64'))
  return null
}

function readSecrets([path]: readonly [Token], context: Keys): true {
  for (const key of readKeyFile(path, context)) addKey(key, path, context)
  return true
}

function addKey(key: TsigKey, at: Token, { keys, report }: Keys): true {
  if (keys.has(key.name)) {
    const message = `the key ${quote(nameText(key.name))} is defined twice, expected once`
    report(atToken('KZ_COREFILE_VALUE', at, message))
  }
  keys.set(key.name, key)
  return true
}

function readRequired(tokens: readonly [Token, ...Token[]], { report }: Reporting): Types | 'all' | null {
  const [first, ...others] = tokens
  if (others.length === 0 && first.text === 'none') return NO_TYPES
  if (others.length === 0 && first.text === 'all') return 'all'
  const expected = "record types such as AXFR, or 'all' or 'none'"
  const types = readEach(tokens, report, (token) => typeNumber(token.text) ?? reject(token, expected, report))
  return types === null ? null : new Set(types)
}

function readKeyFile(word: Token, { folder, files, report }: Keys): readonly TsigKey[] {
  const path = pathFrom(folder, word.text)
  const content = files.read(path, MAX_FILE_OCTETS)
  if ('problem' in content && files.isElsewhere(path)) return []
  const keys = 'problem' in content ? content : parseKeyFile(content.text)
  if (!('problem' in keys)) return keys
  const place = 'line' in keys ? ` line ${keys.line}:` : ''
  report(atToken('KZ_COREFILE_VALUE', word, `${quote(word.text)}:${place} ${keys.problem}`))
  return []
}
