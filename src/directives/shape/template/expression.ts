/**
 * Parses expressions of Go's text/template between `{{` and `}}`: fields (`.Group.name`), variables (`$x`),
 * literals, calls (`index .Match 1`), parentheses and pipelines (`.Group.a | printf "%s"`). Parsing happens
 * once, at start. It throws an `Error` with the reason for text that is not an expression.
 */
import { FUNCTIONS } from './functions.ts'
import { type Value, valueText } from './value.ts'

export interface Scope {
  readonly data: ReadonlyMap<string, Value>
  readonly variables: Map<string, Value>
}

/** Throws an `Error` for a field that does not exist, or for a wrong argument. */
export type Evaluate = (scope: Scope) => Value

type Call = (scope: Scope, args: readonly Value[]) => Value

interface Operand {
  readonly call: Call
  /** Functions and fields may take arguments; literals do not. */
  readonly isCallable: boolean
}

const TOKEN =
  /\s+|("(?:\\.|[^"\\])*"|`[^`]*`)|(-?(?:0[xX][\da-fA-F]+|\d+))(?![\w.])|(\$?[A-Za-z_]\w*|\$)|(\.[A-Za-z_]\w*)|(:=|[.|()=])|([^])/g

/** The words of an expression, blanks included. Throws at a character that begins no word. */
export function splitExpression(text: string): string[] {
  const words: string[] = []
  for (const [word, , , , , , stray] of text.matchAll(TOKEN)) {
    if (stray !== undefined) throw new Error(`unexpected '${stray}'`)
    // Blanks are kept: `$x.Name` is a field of `$x`, `$x .Name` has a further argument.
    words.push(word)
  }
  return words
}

/** Parses a whole expression; `known` has the variables set before it. */
export function parseExpression(text: string, known: ReadonlySet<string>): Evaluate {
  const parser = new Parser(splitExpression(text), known)
  return parser.whole()
}

class Parser {
  readonly #words: readonly string[]
  /** The variables that earlier actions set. */
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

  /** A function or field, its arguments, and the piped value as the last argument. */
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
    // A group may be absent, depending on the client's name. A missing field of a structure is a mistake in
    // the template.
    if (field === undefined && value.get(FIXED) === true) throw new Error(`unknown field .${name}`)
    if (typeof field === 'function') return field(args)
    if (args.length > 0) throw new Error(`.${name} takes no arguments`)
    return field
  }
  return { call, isCallable: true }
}

/** The key that marks a map as one of Go's structures, whose fields are fixed. No field has this name. */
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
