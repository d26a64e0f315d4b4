/** The full names of tags: their handles are short for prefixes, which directives can declare. */
import { YamlSyntaxError } from './syntax-error.ts'

/** `%TAG !e! tag:example.org,2000:`; the handle is `!e!`. */
const DECLARATION = /^%TAG[ \t]+(!(?:[\w-]*!)?)[ \t]+([^ \t]+)/
const VERBATIM = /^!<(.*)>$/
const HANDLE = /^!(?:[\w-]*!)?/

export class TagNames {
  readonly #prefixes = new Map([
    ['!', '!'],
    ['!!', 'tag:yaml.org,2002:'],
  ])

  /** Reads a directive; others than `%TAG` mean nothing here. */
  declare(directive: string): void {
    const [, handle, prefix] = DECLARATION.exec(directive) ?? []
    if (handle !== undefined && prefix !== undefined) this.#prefixes.set(handle, prefix)
  }

  /** The name of a tag as written; `position` is that of the tag. */
  resolve(written: string, position: number): string {
    const verbatim = VERBATIM.exec(written)?.[1]
    if (verbatim !== undefined) return verbatim
    const [handle = '!'] = HANDLE.exec(written) ?? []
    const prefix = this.#prefixes.get(handle)
    if (prefix === undefined) {
      const expected = '"%TAG" with its handle before the document'
      throw new YamlSyntaxError('an unknown tag handle', expected, position, { named: handle })
    }
    return prefix + written.slice(handle.length)
  }
}
