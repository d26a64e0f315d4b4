/**
 * The values of scalars as kubectl gets them: from go-yaml v2, whose YAML is 1.1 with some of 1.2, by way of
 * JSON. A date is text.
 */

const WORDS: ReadonlyMap<string, boolean | number | null> = new Map<string, boolean | number | null>([
  ...words(true, 'y Y yes Yes YES true True TRUE on On ON'),
  ...words(false, 'n N no No NO false False FALSE off Off OFF'),
  ...words(null, '~ null Null NULL'),
  ...words(Number.NaN, '.nan .NaN .NAN'),
  ...words(Number.POSITIVE_INFINITY, '.inf .Inf .INF +.inf +.Inf +.INF'),
  ...words(Number.NEGATIVE_INFINITY, '-.inf -.Inf -.INF'),
  ['', null],
])
const LONGEST_WORD = 5

function words<Value>(value: Value, written: string): [string, Value][] {
  return written.split(' ').map((word) => [word, value])
}

/** Go's `strconv.ParseInt` with base 0. */
const INTEGER = /^([-+]?)(?:0[bB]([01]+)|0[oO]?([0-7]+)|0[xX]([0-9a-fA-F]+)|(0|[1-9][0-9]*))$/
const DECIMAL = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
/** The last number of 64 bits: larger ones are decimal numbers, or text in other bases. */
const LAST_INTEGER = 2n ** 64n - 1n
const FIRST_INTEGER = -(2n ** 63n)
/** Up to this length an integer is exact in every base. */
const SAFE_DIGITS = 12

/** The value of a plain scalar without a tag. */
export function resolvePlain(text: string): string | number | boolean | null {
  const first = text.charCodeAt(0)
  const isNumeric = (first >= 0x30 && first <= 0x39) || first === 0x2d || first === 0x2b || first === 0x2e
  if (text.length <= LONGEST_WORD) {
    const word = WORDS.get(text)
    if (word !== undefined) return word
  }
  return isNumeric ? (resolveNumber(text) ?? text) : text
}

/** `null`: the text is not a number. */
function resolveNumber(text: string): number | null {
  if (text.startsWith('.')) return decimal(text)
  const plain = text.includes('_') ? text.replaceAll('_', '') : text
  const match = INTEGER.exec(plain)
  if (match === null) return decimal(plain)
  const [, sign, binary, octal, hexadecimal, usual = ''] = match
  const [digits, base] =
    binary !== undefined
      ? [binary, 2]
      : octal !== undefined
        ? [octal, 8]
        : hexadecimal !== undefined
          ? [hexadecimal, 16]
          : [usual, 10]
  if (digits.length > SAFE_DIGITS && !isInRange(sign === '-', digits, base)) return decimal(plain)
  const value = Number.parseInt(digits, base)
  return sign === '-' && value !== 0 ? -value : value
}

const PREFIXES: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 10: '', 16: '0x' }

function isInRange(isNegative: boolean, digits: string, base: number): boolean {
  // A long number would cost quadratic time, and is out of range in any base.
  if (digits.length > 80)
    return /^0*$/.test(digits.slice(0, -80)) && isInRange(isNegative, digits.slice(-80), base)
  const magnitude = BigInt(`${PREFIXES[base] ?? ''}${digits}`)
  return isNegative ? -magnitude >= FIRST_INTEGER : magnitude <= LAST_INTEGER
}

function decimal(text: string): number | null {
  if (!DECIMAL.test(text)) return null
  const value = Number(text)
  return Number.isFinite(value) ? value : null
}

const STANDARD = 'tag:yaml.org,2002:'

/**
 * The value of a scalar with a tag; `undefined`: it is not of the tag's type. Tags of other tools are
 * ignored.
 */
export function resolveTagged(text: string, tag: string): string | number | boolean | null | undefined {
  switch (tag) {
    case `${STANDARD}int`:
    case `${STANDARD}float`: {
      const value = resolvePlain(text)
      return typeof value === 'number' ? value : undefined
    }
    case `${STANDARD}bool`: {
      const value = resolvePlain(text)
      return typeof value === 'boolean' ? value : undefined
    }
    case `${STANDARD}null`:
      return resolvePlain(text) === null ? null : undefined
    case `${STANDARD}binary`:
      return Buffer.from(text, 'base64').toString()
    default:
      return text
  }
}

export function isMergeTag(tag: string): boolean {
  return tag === `${STANDARD}merge`
}
