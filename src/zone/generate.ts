/**
 * `$GENERATE START-STOP[/STEP] OWNER [TTL] [CLASS] TYPE RDATA` in zone files, as in BIND: one record for each
 * number of the range. In the template a `$` stands for the number, and `${OFFSET,WIDTH,BASE}` for a form of
 * it; `\$` and `$$` are a dollar sign.
 */
import type { PlacedWord } from './zone-file-lexer.ts'

/** The largest number of records of one `$GENERATE`. */
export const MAX_GENERATED = 65_536

export interface GenerateRange {
  readonly start: number
  /** Inclusive. */
  readonly stop: number
  readonly step: number
}

/** Parses `START-STOP[/STEP]`; `null` for other text, and for more than `MAX_GENERATED` numbers. */
export function parseGenerateRange(text: string): GenerateRange | null {
  const match = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(text)
  const [start, stop, step] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3] ?? 1)]
  if (match === null || step < 1 || stop < start || (stop - start) / step >= MAX_GENERATED) return null
  return { start, stop, step }
}

/** A word of the template: texts, and the numbers between them. */
interface TemplateWord {
  readonly word: PlacedWord
  readonly parts: readonly (string | GenerateNumber)[]
}

/** The first word that is wrong, and the problem. */
export interface TemplateProblem {
  readonly word: PlacedWord
  readonly problem: string
}

interface GenerateNumber {
  readonly offset: number
  /** The least number of characters. */
  readonly width: number
  readonly base: 'd' | 'o' | 'x' | 'X' | 'n' | 'N'
  /** As in the template. */
  readonly text: string
}

const MAX_NUMBER = 2 ** 31 - 1
const MAX_WIDTH = 255
/** The characters of a record; RDATA of 65,535 octets takes up to four for each. */
const MAX_CHARACTERS = 5 * 65_536
const EXPECTED = `\${OFFSET}, \${OFFSET,WIDTH} or \${OFFSET,WIDTH,BASE} with a width up to ${MAX_WIDTH} and a base of d, o, x, X, n or N`
const MODIFIER = /^\{([+-]?\d{1,10})(?:,(\d{1,3})(?:,([doxXnN]))?)?\}$/

export function parseTemplate(words: readonly PlacedWord[]): readonly TemplateWord[] | TemplateProblem {
  const template: TemplateWord[] = []
  for (const word of words) {
    const parts: (string | GenerateNumber)[] = []
    // An escape stays as it is: the field that the word belongs to resolves it.
    for (const [part] of word.text.matchAll(/\\[^]|\$\$|\$\{[^}]*\}?|\$|[^\\$]+|\\$/g)) {
      const number = part.startsWith('$') && part !== '$$' ? parseNumber(part) : null
      if (number === undefined) return { word, problem: `found ${part}, expected ${EXPECTED}` }
      parts.push(number ?? (part === '$$' ? '\\$' : part))
    }
    template.push({ word, parts })
  }
  return template
}

/** `undefined` for a modifier that is malformed. */
function parseNumber(text: string): GenerateNumber | undefined {
  const match = text === '$' ? [] : MODIFIER.exec(text.slice(1))
  const width = Number(match?.[2] ?? 0)
  if (match === null || width > MAX_WIDTH) return undefined
  return { offset: Number(match[1] ?? 0), width, base: (match[3] ?? 'd') as GenerateNumber['base'], text }
}

/** The words of the record for one number. */
export function fillIn(
  template: readonly TemplateWord[],
  number: number,
): readonly PlacedWord[] | TemplateProblem {
  const words: PlacedWord[] = []
  let characters = 0
  for (const { word, parts } of template) {
    let text = ''
    for (const part of parts) {
      if (characters + text.length > MAX_CHARACTERS)
        return { word, problem: `expected a record of at most ${MAX_CHARACTERS} characters` }
      const value = typeof part === 'string' ? 0 : number + part.offset
      if (typeof part === 'string') text += part
      else if (value >= 0 && value <= MAX_NUMBER) text += numberText(value, part)
      else return { word, problem: `${part.text} is ${value} for ${number}, expected 0 to ${MAX_NUMBER}` }
    }
    characters += text.length
    words.push({ ...word, text })
  }
  return words
}

function numberText(value: number, { width, base }: GenerateNumber): string {
  if (base === 'n' || base === 'N') return nibbles(value, width, base === 'N')
  const digits = value.toString(base === 'd' ? 10 : base === 'o' ? 8 : 16)
  return (base === 'X' ? digits.toUpperCase() : digits).padStart(width, '0')
}

/** Hexadecimal digits as labels, the last one first, for names below ip6.arpa. The width counts the dots. */
function nibbles(value: number, width: number, isUpper: boolean): string {
  let text = ''
  for (let rest = value; ; ) {
    text += (rest % 16).toString(16)
    rest = Math.floor(rest / 16)
    if (rest === 0 && text.length >= width) break
    text += '.'
    if (rest === 0 && text.length >= width) break
  }
  return isUpper ? text.toUpperCase() : text
}
