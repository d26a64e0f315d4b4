/**
 * Expressions of Go's text/template, as they stand in `{{ … }}`: fields (`.Group.name`), variables (`$x`), literals, calls
 * (`index .Match 1`), parentheses and pipelines (`.Group.a | printf "%s"`). Parsed once, at start; what cannot be parsed
 * throws an `Error` whose message says why.
 */
import { FUNCTIONS } from './functions.ts'
import { type Value, valueText } from './value.ts'

export interface Scope {
  readonly data: ReadonlyMap<string, Value>
  readonly variables: Map<string, Value>
}

/** Throws where there is no such value. */
export type Evaluate = (scope: Scope) => Value

type Call = (scope: Scope, args: readonly Value[]) => Value

interface Operand {
  readonly call: Call
  /** Functions and fields may take arguments; literals do not. */
  readonly isCallable: boolean
}

const TOKEN =
  /\s+|("(?:\\.|[^"\\])*"|`[^`]*`)|(-?(?:0[xX][\da-fA-F]+|\d+))(?![\w.])|(\$?[A-Za-z_]\w*|\$)|(\.[A-Za-z_]\w*)|(:=|[.|()=])|([^])/g

/** The words of an expression; throws at what belongs to none. */
export function splitExpression(text: string): string[] {
  const words: string[] = []
  for (const [word, , , , , , stray] of text.matchAll(TOKEN)) {
    if (stray !== undefined) throw new Error(`unexpected '${stray}'`)
    // A field right behind something belongs to it (`$x.Name`); behind a blank it is the next argument.
    words.push(word)
  }
  return words
}

/** Parses the words up to their end. */
export function parseExpression(text: string, known: ReadonlySet<string>): Evaluate {
  const parser = new Parser(splitExpression(text), known)
  return parser.whole()
}

class Parser {
  readonly #words: readonly string[]
  /** Variables that have been set before. */
  readonly #known: ReadonlySet<string>
  #at = 0

  constructor(words: readonly string[], known: ReadonlySet<string>) {
    this.#words = words
    this.#known = known
  }

  whole(): Evaluate {
    const value = this.#pipeline()
    if (this.#word !== undefined) throw new Error(`found '${this.#word}' after the end of the expression`)
    return value
  }

  get #word(): string | undefined {
    return this.#words[this.#at]
  }

  #skipBlanks(): void {
    while (this.#word?.trim() === '') this.#at++
  }

  #pipeline(): Evaluate {
    let value = this.#command(null)
    for (this.#skipBlanks(); this.#word === '|'; this.#skipBlanks()) {
      this.#at++
      value = this.#command(value)
    }
    return value
  }

  /** What is called, its arguments, and as the last of these what comes through the pipe. */
  #command(piped: Evaluate | null): Evaluate {
    this.#skipBlanks()
    const name = this.#word
    const first = this.#operand()
    const args: Evaluate[] = []
    for (this.#skipBlanks(); this.#word !== undefined && !/^[|)]$/.test(this.#word); this.#skipBlanks()) {
      const { call } = this.#operand()
      args.push((scope) => call(scope, []))
    }
    if (piped !== null) args.push(piped)
    if (args.length > 0 && !first.isCallable) throw new Error(`'${name}' takes no arguments`)
    const count = FUNCTIONS[name ?? '']?.args
    if (count !== undefined && (args.length < count[0] || args.length > count[1]))
      throw new Error(
        `'${name}' takes ${count[0]} arguments${count[1] > count[0] ? ' or more' : ''}, found ${args.length}`,
      )
    return (scope) =>
      first.call(
        scope,
        args.map((arg) => arg(scope)),
      )
  }

  #operand(): Operand {
    let operand = this.#term()
    while (this.#word !== undefined && /^\.\w/.test(this.#word))
      operand = fieldOf(operand, this.#take().slice(1))
    return operand
  }

  #take(): string {
    return this.#words[this.#at++] ?? ''
  }

  #term(): Operand {
    const word = this.#take()
    if (word === '(') {
      const value = this.#pipeline()
      if (this.#take() !== ')') throw new Error("'(' has no ')'")
      return { call: (scope) => value(scope), isCallable: false }
    }
    if (word === '.' || word === '$') return { call: ({ data }) => data, isCallable: false }
    if (/^\.\w/.test(word)) return fieldOf({ call: ({ data }) => data, isCallable: false }, word.slice(1))
    if (word.startsWith('$')) return this.#variable(word)
    if (/^["`]/.test(word)) return literal(unquoted(word))
    if (/^-?\d/.test(word)) return literal(numberOf(word))
    if (word === 'true' || word === 'false') return literal(word === 'true')
    const known = Object.hasOwn(FUNCTIONS, word) ? FUNCTIONS[word] : undefined
    if (known !== undefined) return { call: (_, args) => known.call(args), isCallable: true }
    if (word === '') throw new Error('a value is missing at the end')
    throw new Error(/^\w/.test(word) ? `unknown function '${word}'` : `unexpected '${word}'`)
  }

  #variable(name: string): Operand {
    if (!this.#known.has(name)) throw new Error(`unknown variable ${name}`)
    return { call: ({ variables }) => variables.get(name), isCallable: false }
  }
}

function literal(value: Value): Operand {
  return { call: () => value, isCallable: false }
}

function fieldOf(owner: Operand, name: string): Operand {
  const call: Call = (scope, args) => {
    const value = owner.call(scope, [])
    if (!(value instanceof Map)) throw new Error(`${valueText(value)} has no field .${name}`)
    const field: Value = value.get(name)
    // What a client's name decides (groups) may lack an element; what we decide has its fields, or the template is wrong.
    if (field === undefined && value.get(FIXED) === true) throw new Error(`unknown field .${name}`)
    if (typeof field === 'function') return field(args)
    if (args.length > 0) throw new Error(`.${name} takes no arguments`)
    return field
  }
  return { call, isCallable: true }
}

/** Marks maps that stand for Go's structures, whose fields are known. No field is called so. */
export const FIXED = ''

function numberOf(word: string): Value {
  const isNegative = word.startsWith('-')
  const value = Number(isNegative ? word.slice(1) : word)
  if (!Number.isSafeInteger(value)) throw new Error(`${word} is too large`)
  return isNegative ? -value : value
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

function unquoted(word: string): string {
  const text = word.slice(1, -1)
  return word.startsWith('`') ? text : text.replace(/\\(.)/g, (_, one: string) => ESCAPES[one] ?? one)
}
