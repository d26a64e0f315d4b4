/**
 * The supported part of Go's text/template: text, `{{ expression }}`, `{{ $x := expression }}`, `{{ if }}`,
 * `{{ else if }}`, `{{ else }}`, `{{ end }}`, comments, and `{{-` and `-}}`, which trim blanks. Loops and
 * nested templates are not supported.
 */
import { type Evaluate, parseExpression, type Scope } from './expression.ts'
import { isTrue, type Value, valueText } from './value.ts'

type Node = (scope: Scope) => string

export class GoTemplate {
  /** The text of the template. */
  readonly source: string
  /** The contents of all `{{ … }}`, which show whether the result depends on the query. */
  readonly actions: readonly string[]
  readonly #render: Node

  /** Throws an `Error` with the reason if `source` is not a template. */
  constructor(source: string) {
    this.source = source
    const pieces = splitTemplate(source)
    this.actions = pieces.flatMap((piece) => (piece.isAction ? [piece.text] : []))
    this.#render = new Parser(pieces).whole()
  }

  /** Throws an `Error` if an expression reads a value that does not exist. */
  render(data: ReadonlyMap<string, Value>): string {
    return this.#render({ data, variables: new Map() })
  }
}

interface Piece {
  readonly isAction: boolean
  readonly text: string
}

function splitTemplate(source: string): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  let isEaten = false
  for (let start = source.indexOf('{{'); start !== -1; start = source.indexOf('{{', at)) {
    const end = actionEnd(source, start + 2)
    if (end === -1) throw new Error("'{{' has no '}}'")
    const action = source.slice(start + 2, end)
    const text = isEaten ? source.slice(at, start).trimStart() : source.slice(at, start)
    const eatsBefore = /^-\s/.test(action)
    pieces.push({ isAction: false, text: eatsBefore ? text.trimEnd() : text })
    isEaten = /\s-$/.test(action)
    pieces.push({
      isAction: true,
      text: action.slice(eatsBefore ? 1 : 0, isEaten ? -1 : undefined).trim(),
    })
    at = end + 2
  }
  const rest = source.slice(at)
  pieces.push({ isAction: false, text: isEaten ? rest.trimStart() : rest })
  return pieces
}

/** The index of the `}}` that ends an action, outside quotes and comments; -1 without one. */
function actionEnd(source: string, from: number): number {
  const pattern = /\/\*[^]*?\*\/|"(?:\\.|[^"\\])*"|`[^`]*`|(\}\})/g
  pattern.lastIndex = from
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    if (match[1] !== undefined) return match.index
  }
  return -1
}

class Parser {
  readonly #pieces: readonly Piece[]
  readonly #known = new Set<string>()
  #at = 0

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces
  }

  whole(): Node {
    const list = this.#list()
    const left = this.#pieces[this.#at]
    if (left !== undefined) throw new Error(`'${left.text}' has no 'if' before it`)
    return list
  }

  /** Parses up to `else`, `end`, or the end of the template. */
  #list(): Node {
    const nodes: Node[] = []
    for (; this.#at < this.#pieces.length; this.#at++) {
      const { isAction = false, text = '' } = this.#pieces[this.#at] ?? {}
      if (!isAction) nodes.push(() => text)
      else if (/^(?:else|end)\b/.test(text)) break
      else if (/^if\b/.test(text)) nodes.push(this.#condition(text.slice(2)))
      else nodes.push(this.#action(text))
    }
    return (scope) => nodes.map((node) => node(scope)).join('')
  }

  #action(text: string): Node {
    if (/^\/\*[^]*\*\/$/.test(text)) return () => ''
    const keyword = /^(?:range|with|define|template|block|break|continue)\b/.exec(text)?.[0]
    if (keyword !== undefined) throw new Error(`kubezone's templates do not support '${keyword}'`)
    const [, name, , expression] = /^(\$\w+)\s*(:?=)([^]*)$/.exec(text) ?? []
    if (name !== undefined && expression !== undefined) return this.#assignment(name, expression)
    const value = parseExpression(text, this.#known)
    return (scope) => valueText(value(scope))
  }

  #assignment(name: string, expression: string): Node {
    const value = parseExpression(expression, this.#known)
    this.#known.add(name)
    return (scope) => {
      scope.variables.set(name, value(scope))
      return ''
    }
  }

  #condition(text: string): Node {
    const value: Evaluate = parseExpression(text, this.#known)
    this.#at++
    const then = this.#list()
    const word = this.#pieces[this.#at]?.text
    if (word === undefined) throw new Error("'if' has no 'end'")
    if (word === 'end') return (scope) => (isTrue(value(scope)) ? then(scope) : '')
    const otherwise = this.#otherwise(word)
    return (scope) => (isTrue(value(scope)) ? then(scope) : otherwise(scope))
  }

  #otherwise(word: string): Node {
    const next = /^else\s+if\b([^]*)$/.exec(word)?.[1]
    // One `end` closes the whole chain of `else if`.
    if (next !== undefined) return this.#condition(next)
    if (word !== 'else') throw new Error(`unexpected '${word}'`)
    this.#at++
    const list = this.#list()
    if (this.#pieces[this.#at]?.text !== 'end') throw new Error("'if' has no 'end'")
    return list
  }
}
