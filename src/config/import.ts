/**
 * What an `import` line brings in: a snippet, a file, or the files that match a glob, in lexical order. Relative paths
 * start from the folder of the file that holds the line. Reads synchronously, at start and reload only; each file is
 * read and lexed once. A glob without a match is a warning, so that folders for optional additions may be empty.
 */
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { diagnostic } from '../report/diagnostic.ts'
import { suggest } from '../report/suggestion.ts'
import { type Environment, expandEnvironment } from './environment.ts'
import type { FileAccess } from './file-access.ts'
import { findMatches, hasWildcard } from './glob.ts'
import { lex } from './lexer.ts'
import type { Source, TokenStream } from './token-stream.ts'
import { atToken, quote, type Report, type Token } from './token.ts'

/** A Corefile lives in a ConfigMap, and etcd takes no object larger than 1.5 MiB. */
const MAX_FILE_LENGTH = 2 * 1024 * 1024
/** Imports within imports; people use two or three. */
const MAX_DEPTH = 50
/** In one Corefile; snippets that import snippets can double at every step. */
const MAX_IMPORTS = 10_000
const MAX_TOKENS = 1_000_000
/** A hint takes a look at all there is; nobody needs more of them. */
const MAX_HINTS = 20

export class Importer {
  /** Every file that was read, or would be if it were there, in the order in which they were met. */
  readonly files = new Set<string>()
  readonly #access: FileAccess
  readonly #environment: Environment
  readonly #report: Report
  readonly #snippets = new Map<string, { name: Token; tokens: readonly Token[] }>()
  readonly #lexed = new Map<string, readonly Token[]>()
  #hints = 0
  #imports = 0
  #tokens = 0

  constructor(access: FileAccess, environment: Environment, report: Report) {
    this.#access = access
    this.#environment = environment
    this.#report = report
  }

  /** The tokens of a text that is already read: the Corefile itself. */
  sourceOf(text: string, file: string): Source {
    this.files.add(file)
    return { origin: resolve(file), tokens: this.#lex(text, file) }
  }

  /** Keeps the tokens of a snippet under its name, which is given with its parentheses. */
  define(name: Token, tokens: readonly Token[]): void {
    const earlier = this.#snippets.get(name.text)
    if (earlier !== undefined) {
      const { file, line } = earlier.name.place
      const message = `the snippet ${quote(name.text)} is already defined in line ${line} of ${file}`
      this.#report(atToken('KZ_COREFILE_IMPORT', name, message))
      return
    }
    this.#snippets.set(name.text, { name, tokens })
  }

  /** Follows an `import` line: puts what it names into the stream, which has just given its last word. */
  follow(statement: Token, words: readonly Token[], stream: TokenStream): void {
    const [target, surplus] = words
    if (target === undefined || target.text === '') {
      const message = `'import' needs the name of a snippet or file, or a glob`
      this.#report(atToken('KZ_COREFILE_IMPORT', target ?? statement, message))
      return
    }
    if (surplus !== undefined) {
      const message = `'import' takes one snippet, file or glob, found ${words.length}`
      this.#report(
        atToken('KZ_COREFILE_IMPORT', surplus, message, `write a line 'import ${surplus.text}' for it`),
      )
    }
    this.#imports++
    if (this.#imports > MAX_IMPORTS) {
      this.#limit(target, `there are more than ${MAX_IMPORTS} imports`)
      return
    }
    stream.insert(this.#find(target, stream).filter((source) => this.#isAllowed(source, target, stream)))
  }

  #isAllowed(source: Source, target: Token, stream: TokenStream): boolean {
    const lineage = stream.lineage()
    const index = lineage.indexOf(source.origin)
    if (index !== -1) {
      const path = [...lineage.slice(0, index + 1).toReversed(), source.origin].join(' → ')
      this.#report(atToken('KZ_COREFILE_IMPORT', target, `this import never ends: ${path}`))
      return false
    }
    if (lineage.length > MAX_DEPTH)
      return this.#limit(target, `imports are nested more than ${MAX_DEPTH} deep`)
    this.#tokens += source.tokens.length
    if (this.#tokens > MAX_TOKENS)
      return this.#limit(target, `the imports have more than ${MAX_TOKENS} words`)
    return true
  }

  #limit(target: Token, fact: string): false {
    this.#report(atToken('KZ_COREFILE_LIMIT', target, `${fact}; this one is left out`))
    return false
  }

  #find(target: Token, stream: TokenStream): Source[] {
    const snippet = this.#snippets.get(`(${target.text})`)
    if (snippet !== undefined) return [{ origin: `(${target.text})`, tokens: snippet.tokens }]
    const folder = dirname(target.place.file)
    const path = isAbsolute(target.text) ? target.text : join(folder, target.text)
    if (!hasWildcard(target.text)) {
      const tokens = this.#read(path, target, stream)
      return tokens === null ? [] : [{ origin: resolve(path), tokens }]
    }
    // As CoreDNS has it; a Corefile that works here should work in a cluster.
    if (
      target.text.split('*').length > 2 ||
      target.text.split('?').length > 2 ||
      /\[.*\]/s.test(target.text)
    ) {
      const message = `a glob may have one '*' and one '?', and no '[…]': ${quote(target.text)}`
      this.#report(atToken('KZ_COREFILE_IMPORT', target, message))
      return []
    }
    const matches = findMatches(path, (one) => this.#access.list(one))
    this.#imports += Math.max(0, matches.length - 1)
    if (this.#imports > MAX_IMPORTS) {
      this.#limit(target, `there are more than ${MAX_IMPORTS} imports`)
      return []
    }
    if (matches.length === 0) {
      this.#report(atToken('KZ_COREFILE_IMPORT_EMPTY', target, `no file matches ${quote(target.text)}`))
    }
    return matches.flatMap((match) => {
      const tokens = this.#read(match, target, stream)
      return tokens === null ? [] : [{ origin: resolve(match), tokens }]
    })
  }

  #read(path: string, target: Token, stream: TokenStream): readonly Token[] | null {
    const known = this.#lexed.get(path)
    if (known !== undefined) return known
    this.files.add(path)
    const content = this.#access.read(path, MAX_FILE_LENGTH)
    if ('text' in content) {
      const tokens = this.#lex(content.text, path)
      this.#lexed.set(path, tokens)
      return tokens
    }
    const message = content.isMissing
      ? `there is no snippet ${quote(target.text)} and no file ${quote(path)}`
      : `cannot import ${quote(path)}: ${content.problem}`
    this.#report(atToken('KZ_COREFILE_IMPORT', target, message, this.#hintFor(target, path, content, stream)))
    return null
  }

  #hintFor(
    target: Token,
    path: string,
    content: { isMissing: boolean; isFolder: boolean },
    stream: TokenStream,
  ) {
    if (content.isFolder) return `to import the files in it, write 'import ${join(target.text, '*')}'`
    if (!content.isMissing || ++this.#hints > MAX_HINTS) return undefined
    const later = stream.find(`(${target.text})`)
    if (later !== null)
      return `the snippet is defined in line ${later.place.line}; move it above its first import`
    const snippets = Array.from(this.#snippets.keys(), (name) => name.slice(1, -1))
    const snippet = suggest(target.text, snippets)
    if (snippet !== null) return `did you mean the snippet ${quote(snippet)}?`
    const file = suggest(basename(path), this.#access.list(dirname(path)))
    return file === null ? undefined : `did you mean ${quote(join(dirname(target.text), file))}?`
  }

  #lex(text: string, file: string): Token[] {
    if (text.length > MAX_FILE_LENGTH) {
      this.#report(
        diagnostic('KZ_COREFILE_LIMIT', file, `this file has more than ${MAX_FILE_LENGTH} characters`),
      )
      return []
    }
    return expandEnvironment(lex(text, file, this.#report), this.#environment, this.#report)
  }
}
