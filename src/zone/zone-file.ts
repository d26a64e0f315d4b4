/**
 * Parses zone files (RFC 1035 §5; $TTL: RFC 2308 §4) into records, in steps. Parsing continues behind a
 * malformed entry, so one run reports all problems. Records, includes, generated records and diagnostics have
 * limits.
 */
import { CLASS, classNumber, TYPE } from '../wire/constants.ts'
import { typeName, typeNumber } from '../wire/record-types.ts'
import { keyOf, type NameKey } from '../wire/name.ts'
import { parseRdata } from '../wire/rdata-text.ts'
import type { RdataProblem } from '../wire/record-type.ts'
import { parseZoneName, parseZoneTime, textOctets } from '../wire/zone-word.ts'
import { record, type ResourceRecord } from '../wire/section.ts'
import { SOA } from '../wire/types/soa.ts'
import { fillIn, MAX_GENERATED, parseGenerateRange, parseTemplate } from './generate.ts'
import type { Steps } from './steps.ts'
import { RecordPlaces, type ZoneContent } from './zone-content.ts'
import { type Entry, type PlacedWord, readEntries } from './zone-file-lexer.ts'
import { RecordMeter, ZONE_LIMITS } from './zone-limits.ts'
import { ZoneProblems } from './zone-problems.ts'

/** Reads an included file. A string is the reason why the file cannot be read. */
export type ReadInclude = (
  path: string,
  from: string,
) => { readonly file: string; readonly text: string } | string

const MAX_INCLUDES = 100
const MAX_DEPTH = 10

/** The most words behind a directive. */
const MOST_WORDS: Readonly<Record<string, number>> = { $ORIGIN: 1, $TTL: 1, $INCLUDE: 2 }

/** `origin` is the zone's apex, and the origin of relative names until `$ORIGIN` sets another. */
export function* parseZoneFile(
  text: string,
  file: string,
  origin: NameKey,
  readInclude: ReadInclude,
): Steps<ZoneContent> {
  const reader = new ZoneFileReader(readInclude)
  yield* reader.read(text, { file, from: null, origin, owner: origin, defaultTtl: null, lastTtl: null }, 0)
  return reader.finish(file)
}

/**
 * The state that an entry depends on. An included file has its own state and does not change that of its
 * includer.
 */
interface Context {
  readonly file: string
  /** The context of the including file; `null` for the zone file itself. */
  readonly from: Context | null
  origin: NameKey
  /** The owner name of the entry before, in wire form. */
  owner: string
  /** The value of `$TTL`; `null` before the first `$TTL`. */
  defaultTtl: number | null
  lastTtl: number | null
}

class ZoneFileReader {
  readonly #readInclude: ReadInclude
  readonly #records: ResourceRecord[] = []
  readonly #places = new RecordPlaces()
  readonly #problems = new ZoneProblems()
  readonly #meter = new RecordMeter()
  /** After a record too many, the rest is not read. */
  #isFull = false
  #includes = 0
  #generated = 0

  constructor(readInclude: ReadInclude) {
    this.#readInclude = readInclude
  }

  *read(text: string, context: Context, depth: number): Steps<void> {
    for (const entry of readEntries(text)) {
      yield
      if (this.#isFull) return
      if (entry.problem !== null) {
        const { text: problem, line, column } = entry.problem
        this.#problems.add('KZ_ZONE_FILE', { file: context.file, line, column }, `found ${problem}`)
      } else if (entry.words[0]?.text.startsWith('$') === true && !entry.isIndented) {
        yield* this.#readDirective(entry.words, context, depth)
      } else {
        this.#readRecord(entry, context)
      }
    }
  }

  finish(source: string): ZoneContent {
    return { source, records: this.#records, places: this.#places, diagnostics: this.#problems.finish() }
  }

  // --- Directives ---

  *#readDirective(words: readonly PlacedWord[], context: Context, depth: number): Steps<void> {
    const [directive, ...args] = words
    const [first, second] = args
    if (directive === undefined) return
    const name = directive.text.toUpperCase()
    const extra = args[MOST_WORDS[name] ?? args.length]
    if (extra !== undefined) {
      this.#report(context, extra, 'expected no more words')
      return
    }
    switch (name) {
      case '$ORIGIN': {
        const origin = first === undefined ? null : parseZoneName(first.text, context.origin)
        if (origin === null) this.#report(context, first ?? directive, 'expected a domain name')
        else context.origin = keyOf(origin)
        break
      }
      case '$TTL': {
        const ttl = first === undefined ? null : parseZoneTime(first.text)
        if (ttl === null)
          this.#report(context, first ?? directive, 'expected a time in seconds, such as 3600 or 1h')
        else context.defaultTtl = ttl
        break
      }
      case '$INCLUDE':
        yield* this.#include(directive, first, second, context, depth)
        break
      case '$GENERATE':
        yield* this.#generate(directive, args, context)
        break
      default:
        this.#report(context, directive, 'expected $ORIGIN, $TTL, $INCLUDE or $GENERATE')
    }
  }

  *#include(
    directive: PlacedWord,
    path: PlacedWord | undefined,
    name: PlacedWord | undefined,
    context: Context,
    depth: number,
  ): Steps<void> {
    const origin = name === undefined ? context.origin : parseZoneName(name.text, context.origin)
    const octets = textOctets(path?.text ?? '')
    if (path === undefined || octets === null) {
      this.#report(context, path ?? directive, 'expected a file name')
    } else if (origin === null) {
      this.#report(context, name ?? directive, 'expected a domain name')
    } else if (depth >= MAX_DEPTH || ++this.#includes > MAX_INCLUDES) {
      const message = `expected at most ${MAX_INCLUDES} includes, nested at most ${MAX_DEPTH} deep`
      this.#report(context, directive, message)
    } else {
      const included = this.#readInclude(Buffer.from(octets, 'latin1').toString('utf8'), context.file)
      if (typeof included === 'string') this.#report(context, path, included)
      else if (isWithinFile(context, included.file))
        this.#report(context, path, 'the file includes itself, directly or through other files')
      else {
        const inner = { ...context, file: included.file, from: context, origin: keyOf(origin) }
        yield* this.read(included.text, inner, depth + 1)
      }
    }
  }

  *#generate(directive: PlacedWord, args: readonly PlacedWord[], context: Context): Steps<void> {
    const [word, ...rest] = args
    const range = parseGenerateRange(word?.text ?? '')
    if (range === null) {
      const message = `expected START-STOP[/STEP] with at most ${MAX_GENERATED} numbers`
      this.#report(context, word ?? directive, message)
      return
    }
    if (rest.length === 0) {
      this.#report(context, word ?? directive, 'expected OWNER, TYPE and RDATA behind the range')
      return
    }
    const template = parseTemplate(rest)
    if ('problem' in template) {
      this.#report(context, template.word, template.problem)
      return
    }
    const before = this.#problems.errors
    // The loop ends at the first error, because the other records most likely have the same one.
    for (
      let number = range.start;
      number <= range.stop && this.#problems.errors === before;
      number += range.step
    ) {
      yield
      if (++this.#generated > ZONE_LIMITS.generated) {
        this.#refuse(context, directive, `at most ${ZONE_LIMITS.generated} generated records`)
        return
      }
      const words = fillIn(template, number)
      if ('problem' in words) this.#report(context, words.word, words.problem)
      else this.#readRecord({ words, isIndented: false, line: directive.line, problem: null }, context)
    }
  }

  // --- Records ---

  #readRecord({ words, isIndented }: Entry, context: Context): void {
    const rest = [...words]
    const first = isIndented ? undefined : rest.shift()
    if (first !== undefined) {
      const owner = parseZoneName(first.text, context.origin)
      if (owner === null) {
        this.#report(context, first, 'expected an owner name')
        return
      }
      context.owner = owner
    }
    const ttl = this.#takeTtlAndClass(rest, context)
    if (ttl === undefined) return
    const word = rest.shift()
    const type = word === undefined ? null : typeNumber(word.text)
    if (word === undefined || type === null || isMetaType(type)) {
      this.#report(context, word ?? words[0], 'expected a record type')
      return
    }
    const parsed = parseRdata(type, rest, context.origin)
    if ('problem' in parsed) this.#reportRdata(context, word, rest, parsed)
    else this.#addRecord(context, word, type, ttl, parsed.rdata)
  }

  /**
   * Removes TTL and class, in either order, from the words. `null`: no TTL; `undefined`: a problem was
   * reported.
   */
  #takeTtlAndClass(words: PlacedWord[], context: Context): number | null | undefined {
    let ttl: number | null = null
    for (let i = 0; i < 2; i++) {
      const [word] = words
      if (word === undefined) break
      const time = /^\d/.test(word.text) ? parseZoneTime(word.text) : null
      if (time !== null && ttl === null) ttl = time
      else if (/^(?:IN|CH|HS|CLASS\d+)$/i.test(word.text)) {
        if (classNumber(word.text) !== CLASS.IN) {
          this.#report(context, word, 'expected class IN, the only class of zone files here')
          return undefined
        }
      } else break
      words.shift()
    }
    return ttl
  }

  #addRecord(
    context: Context,
    word: PlacedWord,
    type: number,
    given: number | null,
    rdata: ResourceRecord['rdata'],
  ): void {
    // RFC 2308 §4, RFC 1035 §5.1. An SOA record, which often is the first one, falls back to its own MINIMUM.
    const ttl =
      given ?? context.defaultTtl ?? context.lastTtl ?? (type === TYPE.SOA ? SOA.values(rdata).minimum : null)
    if (ttl === null) {
      this.#report(context, word, 'expected a TTL before the type, or $TTL above')
      return
    }
    context.lastTtl = ttl
    const one = record(keyOf(context.owner), type, ttl, rdata)
    const limit = this.#meter.take(one)
    if (limit === null) {
      this.#places.push(context.file, word.line, word.column)
      this.#records.push(one)
    } else this.#refuse(context, word, limit)
  }

  #refuse(context: Context, { line, column, length }: PlacedWord, limit: string): void {
    this.#isFull = true
    const message = `the zone is too large, expected ${limit}`
    this.#problems.add('KZ_ZONE_LIMIT', { file: context.file, line, column }, message, { length })
  }

  #reportRdata(
    context: Context,
    type: PlacedWord,
    words: readonly PlacedWord[],
    { problem, at }: RdataProblem,
  ): void {
    const word = words[at]
    const found = word === undefined ? `${typeName(typeNumber(type.text) ?? 0)} record: ` : ''
    this.#report(context, word ?? words.at(-1) ?? type, `${found}${problem}`)
  }

  #report(context: Context, word: PlacedWord | undefined, message: string): void {
    const place = { file: context.file, line: word?.line ?? 1, column: word?.column ?? 1 }
    const found = word === undefined ? '' : `${JSON.stringify(word.text.slice(0, 80))}: `
    const details = word === undefined ? {} : { length: word.length }
    this.#problems.add('KZ_ZONE_FILE', place, found + message, details)
  }
}

/** Whether the file is the one being read, or includes it directly or indirectly. */
function isWithinFile(context: Context | null, file: string): boolean {
  return context !== null && (context.file === file || isWithinFile(context.from, file))
}

/** RFC 6895 §3.1: zones hold no meta-types, such as OPT, and no QTYPEs. */
function isMetaType(type: number): boolean {
  return type === TYPE.OPT || (type >= 128 && type <= 255)
}
