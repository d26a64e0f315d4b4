/**
 * `tsig [ZONE…] { secret NAME KEY; secrets FILE; require TYPE…|all|none }`: messages that are signed with a shared secret
 * (RFC 8945). Replies to signed queries are signed; queries of some types may have to be.
 */
import type { Handler, Plugin } from '../../../chain/plugin.ts'
import type { Query } from '../../../chain/query.ts'
import { realFiles } from '../../../config/file-access.ts'
import { readOptions, standsOnce } from '../../../config/options.ts'
import { pathFrom } from '../../../config/paths.ts'
import type { Directive } from '../../../config/server-block.ts'
import { readZones } from '../../../config/settings.ts'
import { atToken, quote, type Report, type Token } from '../../../config/token.ts'
import { type Answer, failure } from '../../../wire/answer.ts'
import { EXTENDED_ERROR, RCODE } from '../../../wire/constants.ts'
import { typeNumber } from '../../../wire/record-types.ts'
import type { NameKey } from '../../../wire/name.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { makeKey, parseKeyFile } from './key-file.ts'
import { TSIG_KEYS } from './key-name.ts'
import { type TsigKey, TsigReplySigner, unixTime, verifyQuery } from './signature.ts'

const MAX_FILE_OCTETS = 1024 * 1024

interface TsigOptions {
  readonly zones: SuffixTable<true>
  readonly keys: ReadonlyMap<NameKey, TsigKey>
  /** Types whose queries must be signed; `null`: all. */
  readonly required: ReadonlySet<number> | null
}

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const isAlone = standsOnce(occurrences, block.report, 'one block has one')
  const [options] = occurrences.map((directive) => readTsigOptions(directive, block))
  if (!isAlone || options === undefined) return null
  block.provide(TSIG_KEYS, new Map(Array.from(options.keys.values(), (key) => [key.name, key])))
  return {
    name: 'tsig',
    takesAllClasses: true,
    takesNotices: true,
    attach: (next) => verifying(next, options),
  }
}

export const tsig: PluginDefinition = { name: 'tsig', setup }

const MALFORMED = failure(RCODE.FORMERR)
const NOT_AUTHENTIC = failure(RCODE.NOTAUTH)
const UNSIGNED = failure(RCODE.REFUSED, {
  code: EXTENDED_ERROR.PROHIBITED,
  text: 'such queries must be signed (TSIG)',
})

function verifying(next: Handler, { zones, keys, required }: TsigOptions): Handler {
  return (query) => {
    if (query.depth > 0 || zones.find(query.sought) === undefined) return next(query)
    if (query.request.tsigStart > 0) return verify(query, keys) ?? next(query)
    return required === null || required.has(query.type) ? UNSIGNED : next(query)
  }
}

/** `null`: go on. */
function verify(query: Query, keys: ReadonlyMap<NameKey, TsigKey>): Answer | null {
  const { packet, tsigStart } = query.request
  const verified = verifyQuery(packet, tsigStart, keys, unixTime())
  if (verified.kind === 'malformed') return MALFORMED
  query.signer = new TsigReplySigner(verified, unixTime)
  return verified.kind === 'sound' ? null : NOT_AUTHENTIC
}

// --- Options ---

function readTsigOptions(directive: Directive, { zones: blockZones, folder, report }: Block): TsigOptions {
  const zones = directive.args.length === 0 ? blockZones : (readZones(directive.args, report) ?? [])
  const keys = new Map<NameKey, TsigKey>()
  const required = new Set<number>()
  let requiresAll = false
  const add = (key: TsigKey, at: Token): void => {
    if (keys.has(key.name)) report(atToken('KZ_COREFILE_VALUE', at, 'a key of this name is there already'))
    keys.set(key.name, key)
  }
  readOptions(
    directive,
    {
      secret: {
        args: 2,
        read: ([name, secret]) => {
          if (name === undefined || secret === undefined) return
          const key = makeKey(name.text, secret.text)
          if (typeof key === 'string')
            report(atToken('KZ_COREFILE_VALUE', name, key, 'expected: NAME BASE64'))
          else add(key, name)
        },
      },
      secrets: {
        args: 1,
        read: ([path]) => {
          if (path === undefined) return
          for (const key of readKeyFile(path, folder, report)) add(key, path)
        },
      },
      require: {
        args: [1, Infinity],
        read: (words) => {
          requiresAll = readRequired(words, required, report)
        },
      },
      require_opcode: {
        args: [1, Infinity],
        read: (_, { tokens: [name] }) => {
          const message = `${quote(name.text)} has no effect: queries are the only requests that are answered here`
          report(atToken('KZ_COREFILE_IGNORED', name, message))
        },
      },
    },
    report,
  )
  const covered = new SuffixTable(zones.map((zone) => [zone, true] as const))
  return { zones: covered, keys, required: requiresAll ? null : required }
}

/** Whether all types are meant; else `types` gets them. */
function readRequired(words: readonly Token[], types: Set<number>, report: Report): boolean {
  types.clear()
  const [first] = words
  if (words.length === 1 && first?.text === 'none') return false
  if (words.length === 1 && first?.text === 'all') return true
  for (const word of words) {
    const type = typeNumber(word.text)
    if (type === null) {
      const message = `found ${quote(word.text)}, expected types of records, such as AXFR, or 'all' or 'none'`
      report(atToken('KZ_COREFILE_VALUE', word, message))
    } else {
      types.add(type)
    }
  }
  return false
}

function readKeyFile(path: Token, folder: string, report: Report): readonly TsigKey[] {
  const content = realFiles.read(pathFrom(folder, path.text), MAX_FILE_OCTETS)
  const keys = 'problem' in content ? content : parseKeyFile(content.text)
  if (!('problem' in keys)) return keys
  const place = 'line' in keys ? ` line ${keys.line}:` : ''
  report(atToken('KZ_COREFILE_VALUE', path, `${quote(path.text)}:${place} ${keys.problem}`))
  return []
}
