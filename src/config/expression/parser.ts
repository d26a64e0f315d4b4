/**
 * Compiles expressions such as `type() in ['A', 'AAAA'] && incidr(client_ip(), '10.0.0.0/8')` into closures.
 * The language is a part of expr-lang, which CoreDNS's directives use: `or`, `and`, `not` (`||`, `&&`, `!`),
 * comparisons, `in` with a list, `contains`, `startsWith`, `endsWith`, `matches`, and calls of the
 * directive's functions. The parser reports every operand of a wrong kind. It stops at a misplaced word, as
 * the words after it could mean anything.
 */
import { suggest } from '../../report/suggestion.ts'
import { countText } from '../arguments.ts'
import { comparison, expectKind, SIGN_COMPARISONS, WORD_COMPARISONS } from './comparison.ts'
import { type ExpressionFunctions, kindOf, type Term, type Value } from './term.ts'
import { type ReportAt, type Span, type Word, wordsOf } from './words.ts'

/** Levels of nesting; bounds the depth of parsing and of evaluation. */
const MAX_DEPTH = 50

/** A predicate that evaluates the expression for a subject; `null` after a report. */
export function parseExpression<Subject>(
  source: string,
  functions: ExpressionFunctions<Subject>,
  report: ReportAt,
): ((subject: Subject) => boolean) | null {
  let isSound = true
  const counted: ReportAt = (at, message, hint) => {
    isSound = false
    report(at, message, hint)
  }
  const term = new Parser(wordsOf(source, counted), functions, counted).parse()
  if (term === null || !isSound) return null
  const { evaluate } = term
  return (subject) => evaluate(subject) === true
}

type Read<Subject> = () => Term<Subject> | null

class Parser<Subject> {
  readonly #words: readonly Word[]
  readonly #functions: ExpressionFunctions<Subject>
  readonly #report: ReportAt
  #at = 0
  #depth = 0

  constructor(words: readonly Word[], functions: ExpressionFunctions<Subject>, report: ReportAt) {
    this.#words = words
    this.#functions = functions
    this.#report = report
  }

  parse(): Term<Subject> | null {
    const term = this.#either()
    if (term === null) return null
    if (this.#word.kind !== 'end') return this.#misplaced("an operator such as '&&' or '==', or the end")
    expectKind(term, 'boolean', 'expr', this.#report, "compare it with a value, as in type() == 'A'")
    return term
  }

  readonly #either: Read<Subject> = () =>
    this.#series(
      ['or', '||'],
      this.#all,
      (tests) => (subject) => tests.some((test) => test(subject) === true),
    )

  readonly #all: Read<Subject> = () =>
    this.#series(
      ['and', '&&'],
      this.#comparison,
      (tests) => (subject) => tests.every((test) => test(subject) === true),
    )

  /**
   * Joins a series of operands in one closure, so that a long series is evaluated no deeper than a short one.
   */
  #series(
    operators: readonly string[],
    operand: Read<Subject>,
    join: (tests: readonly Term<Subject>['evaluate'][]) => Term<Subject>['evaluate'],
  ): Term<Subject> | null {
    const first = operand()
    if (first === null) return null
    const terms = [first]
    for (let operator = this.#take(operators); operator !== null; operator = this.#take(operators)) {
      const next = operand()
      if (next === null) return null
      if (terms.length === 1) expectKind(first, 'boolean', operator, this.#report)
      expectKind(next, 'boolean', operator, this.#report)
      terms.push(next)
    }
    if (terms.length === 1) return first
    return { ...this.#since(first), kind: 'boolean', evaluate: join(terms.map(({ evaluate }) => evaluate)) }
  }

  readonly #comparison: Read<Subject> = () => {
    const left = this.#operand()
    if (left === null) return null
    const isDenied = this.#take(['not']) !== null
    const operator = this.#take([...(isDenied ? [] : SIGN_COMPARISONS), ...WORD_COMPARISONS, 'in'])
    if (operator === null)
      return isDenied ? this.#misplaced("'in', 'contains', 'startsWith', 'endsWith' or 'matches'") : left
    const test = operator === 'in' ? this.#membership(left) : this.#against(operator, left)
    if (test === undefined) return null
    const { kind, text } = { text: '', ...this.#word }
    if (kind !== 'end' && [...SIGN_COMPARISONS, ...WORD_COMPARISONS, 'in'].includes(text))
      return this.#misplaced("'&&', '||' or the end", 'put the first comparison in parentheses')
    const span = this.#since(left)
    if (test === null) return { ...span, kind: null, evaluate: () => false }
    return { ...span, kind: 'boolean', evaluate: isDenied ? (subject) => !test(subject) : test }
  }

  /** `null`: the operands are wrong. `undefined`: parsing stops. */
  #against(operator: string, left: Term<Subject>): ((subject: Subject) => boolean) | null | undefined {
    const right = this.#operand()
    return right === null ? undefined : comparison(operator, left, right, this.#report)
  }

  #membership(left: Term<Subject>): ((subject: Subject) => boolean) | null | undefined {
    if (this.#take(['[']) === null) {
      this.#misplaced("a list such as ['A', 'AAAA']")
      return undefined
    }
    const elements = this.#list(']')
    if (elements === null) return undefined
    const { kind } = left
    if (kind === null) return null
    const areSound = elements.map((element) => expectKind(element, kind, 'in', this.#report))
    if (areSound.includes(false)) return null
    const constants = new Set(elements.map(({ constant }) => constant))
    const others = elements.filter(({ constant }) => constant === undefined)
    return (subject) => {
      const value = left.evaluate(subject)
      return constants.has(value) || others.some(({ evaluate }) => evaluate(subject) === value)
    }
  }

  /** The terms between commas, up to and with the closing bracket; `null`: parsing stops. */
  #list(end: ')' | ']'): Term<Subject>[] | null {
    const terms: Term<Subject>[] = []
    if (this.#take([end]) !== null) return terms
    for (;;) {
      const term = this.#nested(this.#either)
      if (term === null) return null
      terms.push(term)
      const mark = this.#take([',', end])
      if (mark === end) return terms
      if (mark === null) return this.#misplaced(`',' or '${end}'`)
    }
  }

  #operand(): Term<Subject> | null {
    const word = this.#word
    const operator = this.#take(['not', '!', '('])
    if (operator === '(') {
      const inner = this.#nested(this.#either)
      if (inner !== null && this.#take([')']) === null) return this.#misplaced("')'")
      return inner === null ? null : { ...inner, ...this.#since(word) }
    }
    if (operator !== null) {
      const denied = this.#nested(() => this.#operand())
      if (denied === null) return null
      expectKind(denied, 'boolean', operator, this.#report, `put the operand of '${operator}' in parentheses`)
      return {
        ...this.#since(word),
        kind: 'boolean',
        evaluate: (subject) => denied.evaluate(subject) !== true,
      }
    }
    if (word.kind === 'value') return this.#constant(word.value, word)
    if (word.kind !== 'name')
      return this.#misplaced("a function such as name(), text in quotes, a number or '('")
    if (word.text === 'true' || word.text === 'false') return this.#constant(word.text === 'true', word)
    this.#at++
    return this.#call(word.text, word)
  }

  #constant(value: Value, { start, end }: Span): Term<Subject> {
    this.#at++
    return { start, end, kind: kindOf(value), constant: value, evaluate: () => value }
  }

  #call(name: string, at: Span): Term<Subject> | null {
    const definition = Object.hasOwn(this.#functions, name) ? this.#functions[name] : undefined
    const isCalled = this.#take(['(']) !== null
    if (definition === undefined || !isCalled) this.#reportName(name, at, isCalled)
    const args = isCalled ? this.#list(')') : []
    if (args === null) return null
    const span = this.#since(at)
    const nothing: Term<Subject> = { ...span, kind: null, evaluate: () => false }
    if (definition === undefined || !isCalled) return nothing
    const { parameters, result, bind } = definition
    if (args.length !== parameters.length) {
      const expected = countText(parameters.length, parameters.length)
      this.#report(span, `'${name}' takes ${expected}, found ${args.length || 'none'}`)
      return nothing
    }
    const areSound = args.map((arg, i) => {
      const kind = parameters[i]
      return arg.kind !== null && kind !== undefined && expectKind(arg, kind, name, this.#report)
    })
    const evaluate = areSound.includes(false) ? null : bind(args, this.#report)
    return evaluate === null ? nothing : { ...span, kind: result, evaluate }
  }

  #reportName(name: string, at: Span, isCalled: boolean): void {
    const names = Object.keys(this.#functions)
    if (names.includes(name)) {
      this.#report(at, `'${name}' is a function and needs parentheses`, `write ${name}()`)
      return
    }
    const nearest = suggest(name, names)
    const guess = nearest === null ? '' : `did you mean '${nearest}'? `
    const hint = isCalled
      ? `functions: ${names.toSorted().join(', ')}`
      : `write text in single quotes: '${name}'`
    this.#report(at, `'${name}' is not a function`, guess + hint)
  }

  #nested<Result>(read: () => Result | null): Result | null {
    if (this.#depth === MAX_DEPTH) {
      this.#report(this.#word, `the expression is nested more than ${MAX_DEPTH} deep`)
      return null
    }
    this.#depth++
    const result = read()
    this.#depth--
    return result
  }

  /** Takes the next word if it is one of `texts`. */
  #take(texts: readonly string[]): string | null {
    const word = this.#word
    if (!('text' in word) || !texts.includes(word.text)) return null
    this.#at++
    return word.text
  }

  #misplaced(expected: string, hint?: string): null {
    const word = this.#word
    const found = word.kind === 'end' ? 'the end' : word.kind === 'value' ? 'a value' : `'${word.text}'`
    this.#report(word, `found ${found}, expected ${expected}`, hint)
    return null
  }

  get #word(): Word {
    return this.#words[this.#at] ?? END
  }

  /** The span from `start` to the end of the last taken word. */
  #since({ start }: Span): Span {
    return { start, end: this.#words[this.#at - 1]?.end ?? start }
  }
}

const END: Word = { kind: 'end', start: 0, end: 0 }
