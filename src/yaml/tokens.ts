/** The tokens of YAML: what the scanner gives to the parser. */

export const TOKEN = {
  streamEnd: 0,
  directive: 1,
  documentStart: 2,
  documentEnd: 3,
  blockSequenceStart: 4,
  blockMappingStart: 5,
  blockEnd: 6,
  sequenceOpen: 7,
  sequenceClose: 8,
  mappingOpen: 9,
  mappingClose: 10,
  blockEntry: 11,
  flowEntry: 12,
  key: 13,
  value: 14,
  alias: 15,
  anchor: 16,
  tag: 17,
  scalar: 18,
} as const

export type TokenType = (typeof TOKEN)[keyof typeof TOKEN]

/** The form in which a scalar is written. */
export const STYLE = { plain: 0, singleQuoted: 1, doubleQuoted: 2, block: 3 } as const
export type Style = (typeof STYLE)[keyof typeof STYLE]

export interface Token {
  readonly type: TokenType
  readonly start: number
  readonly end: number
  readonly style: Style
  /** The content of a scalar; `null`: the text between `start` and `end`, without the quotes. */
  readonly content: string | null
}

export function token(
  type: TokenType,
  start: number,
  end: number,
  style: Style = STYLE.plain,
  content: string | null = null,
): Token {
  return { type, start, end, style, content }
}
