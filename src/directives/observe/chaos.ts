/**
 * `chaos [VERSION [AUTHOR…]]`: identifies the server in TXT records of class CH: `version.bind` and
 * `version.server`, `hostname.bind` and `id.server` (RFC 4892 §2), `authors.bind`.
 */
import { hostname } from 'node:os'
import type { Handler, Plugin } from '../../chain/plugin.ts'
import { readOnce } from '../../config/occurrences.ts'
import { expectNoOptions } from '../../config/options.ts'
import type { Directive } from '../../config/server-block.ts'
import { atToken, quote, type Report, type Token } from '../../config/token.ts'
import { VERSION } from '../../report/version.ts'
import { type Answer, EMPTY_ANSWER, withRecords } from '../../wire/answer.ts'
import { CLASS, FLAG, TYPE } from '../../wire/constants.ts'
import { type NameKey, parseName, ROOT } from '../../wire/name.ts'
import { textData } from '../../wire/rdata.ts'
import type { ResourceRecord } from '../../wire/section.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const { report } = block
  const texts = readOnce(occurrences, report, (directive) => readTexts(directive, report))
  return texts === null ? null : new ChaosPlugin(texts)
}

export const chaos: PluginDefinition = { name: 'chaos', options: {}, setup }

class ChaosPlugin implements Plugin {
  readonly name = 'chaos'
  readonly takesAllClasses = true
  readonly #answers: ReadonlyMap<NameKey | null, Answer>

  constructor([version = `kubezone-${VERSION}`, ...authors]: readonly string[]) {
    const host = hostname().slice(0, MAX_TEXT_OCTETS)
    this.#answers = new Map(
      Object.entries({
        'version.bind': [version],
        'version.server': [version],
        'hostname.bind': [host],
        'id.server': [host],
        'authors.bind': authors.length === 0 ? ['the kubezone authors'] : authors,
      }).map(([name, texts]) => [parseName(name), answerOf(texts)]),
    )
  }

  readonly attach = (next: Handler): Handler => {
    return (query) => {
      if (query.class !== CLASS.CH) return next(query)
      const answer = this.#answers.get(query.name)
      if (answer === undefined) return next(query)
      return query.type === TYPE.TXT || query.type === TYPE.ANY ? answer : NODATA
    }
  }
}

const NODATA: Answer = Object.freeze({ ...EMPTY_ANSWER, flags: FLAG.AA })

/** One record for each text. The owner is the question's name in the client's letter case. */
function answerOf(texts: readonly string[]): Answer {
  const records = texts.map(
    (text): ResourceRecord => ({
      name: ROOT,
      type: TYPE.TXT,
      class: CLASS.CH,
      ttl: 0,
      rdata: textData([text]),
    }),
  )
  return withRecords(NODATA, { answer: records }, ROOT, ROOT)
}

/** RFC 1035 §3.3: the length of a character-string. */
const MAX_TEXT_OCTETS = 255

function readTexts(directive: Directive, report: Report): readonly string[] {
  expectNoOptions(directive, report)
  return directive.args.map((word) => readText(word, report))
}

/** The word in UTF-8, as a string of octets. */
function readText(word: Token, report: Report): string {
  const octets = Buffer.from(word.text, 'utf8').toString('latin1')
  if (octets.length > MAX_TEXT_OCTETS) {
    const message = `${quote(word.text)} has ${octets.length} octets, expected at most ${MAX_TEXT_OCTETS}`
    report(atToken('KZ_COREFILE_VALUE', word, message))
  }
  return octets
}
