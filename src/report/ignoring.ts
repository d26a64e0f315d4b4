/**
 * How authors silence diagnostics: lists of codes in `--ignore`, in the annotation `kubezone.dev/ignore`, and
 * in comments `kubezone:ignore CODE` of Corefiles.
 */
import { CODES, type Code } from './codes.ts'
import { suggest } from './suggestion.ts'

export const IGNORE_ANNOTATION = 'kubezone.dev/ignore'

/** A word of a list, and where it is in the text. */
export interface ListedCode {
  readonly word: string
  readonly offset: number
}

/** The words of a list of codes; commas and blanks divide them. */
export function listedCodes(text: string): ListedCode[] {
  return Array.from(text.matchAll(/[^\s,]+/g), ({ 0: word, index }) => ({ word, offset: index }))
}

/** The beginning of a comment, at its `#`, with the codes. A reason may follow them. */
const COMMENT = /#[^\S\n]*kubezone:ignore(?![\w-])(?<codes>(?:[\s,]+KZ_\w*)*)/i

/** The codes of a comment, with their offsets in `line`; `null`: it ignores nothing. */
export function commentedCodes(line: string): ListedCode[] | null {
  const found = COMMENT.exec(line)
  if (found === null) return null
  const { codes = '' } = found.groups ?? {}
  const start = found.index + found[0].length - codes.length
  return listedCodes(codes).map(({ word, offset }) => ({ word, offset: start + offset }))
}

export function isDiagnosticCode(word: string): word is Code {
  return Object.hasOwn(CODES, word)
}

/** What is wrong with a word that is no code, and the code that was meant, if one is near. */
export function unknownCode(word: string): { readonly fact: string; readonly hint: string | null } {
  const nearest = suggest(word, Object.keys(CODES))
  return {
    fact: `'${word}' is not the code of a diagnostic`,
    hint: nearest === null ? null : `did you mean ${nearest}?`,
  }
}
