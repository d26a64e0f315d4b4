/**
 * Resolves an `import` line to a snippet, a file, or the files that match a glob, in lexical order. A
 * relative path is relative to the folder of the importing file. The importer reads synchronously, at start
 * and reload only, and reads and lexes each file once. A glob without a match is a warning: folders of
 * optional additions may be empty.
 */
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { diagnostic } from '../report/diagnostic.ts'
import { suggest } from '../report/suggestion.ts'
import type { WrittenText } from '../report/written-text.ts'
import { type Environment, expandEnvironment } from './environment.ts'
import type { FileAccess } from './file-access.ts'
import { findMatches, hasWildcard } from './glob.ts'
import { lex } from './lexer.ts'
import type { Source, TokenStream } from './token-stream.ts'
import { atToken, quote, type Report, type Token } from './token.ts'

/** In octets. Clusters keep the Corefile in a ConfigMap, and etcd rejects objects larger than 1.5 MiB. */
const MAX_FILE_LENGTH = 2 * 1024 * 1024
/** Levels of imports within imports; real Corefiles have two or three. */
const MAX_DEPTH = 50
/** In one Corefile. Snippets that import a snippet twice double the count at each level. */
const MAX_IMPORTS = 10_000
const MAX_TOKENS = 1_000_000
/** A hint costs a search of all snippets and a listing of a folder. */
const MAX_HINTS = 20

export class Importer {
  /** The files that were read or are missing, in reading order. */
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

  /** The tokens of the Corefile itself, whose text the caller has read. */
  sourceOf(text: string, file: string, written?: WrittenText): Source {
    this.files.add(file)
    return { origin: resolve(file), tokens: this.#lex(text, file, written) }
  }

  /** Keeps the tokens of a snippet. `name` includes the parentheses. */
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

  /** Inserts the snippet or files of an `import` line into the stream, right after the line's last word. */
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
      this.#report(atToken('KZ_COREFILE_IMPORT', target, `this import leads back to itself: ${path}`))
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
    this.#report(atToken('KZ_COREFILE_LIMIT', target, `${fact}; this import is ignored`))
    return false
  }

  #find(target: Token, stream: TokenStream): Source[] {
    const snippet = this.#snippets.get(`(${target.text})`)
    if (snippet !== undefined) return [{ origin: `(${target.text})`, tokens: snippet.tokens }]
    const folder = this.#access.folderOf(target.place)
    const path = isAbsolute(target.text) ? target.text : join(folder, target.text)
    if (!hasWildcard(target.text)) {
      const tokens = this.#read(path, target, stream)
      return tokens === null ? [] : [{ origin: resolve(path), tokens }]
    }
    // CoreDNS's limits: a Corefile that works here works in a cluster too.
    if (
      target.text.split('*').length > 2 ||
      target.text.split('?').length > 2 ||
      /\[.*\]/s.test(target.text)
    ) {
      const message = `${quote(target.text)} is not a supported glob: expected at most one '*', at most one '?' and no '[…]'`
      this.#report(atToken('KZ_COREFILE_IMPORT', target, message))
      return []
    }
    const matches = findMatches(path, (one) => this.#access.list(one))
    this.#imports += Math.max(0, matches.length - 1)
    if (this.#imports > MAX_IMPORTS) {
      this.#limit(target, `there are more than ${MAX_IMPORTS} imports`)
      return []
    }
    if (matches.length === 0 && !this.#access.isElsewhere(path)) {
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
      const tokens = this.#lex(content.text, path, content.written)
      this.#lexed.set(path, tokens)
      return tokens
    }
    if (this.#access.isElsewhere(path)) return null
    const message = content.isMissing
      ? `neither a snippet ${quote(target.text)} nor a file ${quote(path)} exists`
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

  #lex(text: string, file: string, written?: WrittenText): Token[] {
    if (text.length > MAX_FILE_LENGTH) {
      this.#report(
        diagnostic('KZ_COREFILE_LIMIT', file, `this file has more than ${MAX_FILE_LENGTH} characters`),
      )
      return []
    }
    return expandEnvironment(lex(text, file, this.#report, written), this.#environment, this.#report)
  }
}
