/**
 * The functions of templates: those of Go's text/template for text and conditions, and CoreDNS's `parseInt`.
 */
import { elementOf, isTrue, lengthOf, type Value, valueText } from './value.ts'

interface TemplateFunction {
  /** The minimum and maximum number of arguments. */
  readonly args: readonly [number, number]
  readonly call: (args: readonly Value[]) => Value
}

export const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  index: { args: [1, Infinity], call: ([value, ...keys]) => keys.reduce(elementOf, value) },
  len: { args: [1, 1], call: ([value]) => lengthOf(value) },
  parseInt: { args: [3, 3], call: ([text, base, bits]) => parseUnsigned(text, base, bits) },
  eq: { args: [2, Infinity], call: ([value, ...others]) => others.some((other) => isSame(value, other)) },
  ne: { args: [2, 2], call: ([a, b]) => !isSame(a, b) },
  lt: { args: [2, 2], call: ([a, b]) => compared(a, b) < 0 },
  le: { args: [2, 2], call: ([a, b]) => compared(a, b) <= 0 },
  gt: { args: [2, 2], call: ([a, b]) => compared(a, b) > 0 },
  ge: { args: [2, 2], call: ([a, b]) => compared(a, b) >= 0 },
  and: { args: [1, Infinity], call: (args) => args.find((value) => !isTrue(value)) ?? args.at(-1) },
  or: { args: [1, Infinity], call: (args) => args.find(isTrue) ?? args.at(-1) },
  not: { args: [1, 1], call: ([value]) => !isTrue(value) },
  print: { args: [0, Infinity], call: (args) => args.map(valueText).join('') },
  println: { args: [0, Infinity], call: (args) => `${args.map(valueText).join(' ')}\n` },
  printf: { args: [1, Infinity], call: ([format, ...args]) => formatted(format, args) },
}

function isSame(a: Value, b: Value): boolean {
  return a === b || (isNumber(a) && isNumber(b) && BigInt(a) === BigInt(b))
}

function isNumber(value: Value): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

function compared(a: Value, b: Value): number {
  if (isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : 0
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  throw new Error(`cannot compare ${valueText(a)} with ${valueText(b)}`)
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'

/** As Go's strconv.ParseUint: no sign, and at most `bits` bits. */
function parseUnsigned(text: Value, base: Value, bits: Value): bigint {
  if (typeof text !== 'string' || typeof base !== 'number' || typeof bits !== 'number')
    throw new Error('parseInt takes text, a base and a number of bits')
  const [written, radix] = base === 0 ? withoutPrefix(text) : [text, base]
  if (radix < 2 || radix > 36 || bits < 0 || bits > 64)
    throw new Error(`parseInt takes bases 2 to 36 and 0 to 64 bits, found base ${base} and ${bits} bits`)
  let value = 0n
  for (const character of written.toLowerCase()) {
    const digit = DIGITS.indexOf(character)
    if (digit === -1 || digit >= radix) throw new Error(`'${text}' is not a number of base ${radix}`)
    value = value * BigInt(radix) + BigInt(digit)
  }
  if (written === '') throw new Error("'' is not a number")
  if (value >= 1n << BigInt(bits === 0 ? 64 : bits)) throw new Error(`'${text}' has more than ${bits} bits`)
  return value
}

function withoutPrefix(text: string): readonly [string, number] {
  const [, letter = '', digits = ''] = /^0([xob]?)(.+)$/i.exec(text) ?? []
  const radix = { x: 16, o: 8, b: 2 }[letter.toLowerCase()]
  return digits === '' ? [text, 10] : [digits, radix ?? 8]
}

/** `%s`, `%v`, `%q`, `%d`, `%x`, `%X`, `%o`, `%b`, `%c` and `%%`, with `0` or `-`, and a width. */
function formatted(format: Value, args: readonly Value[]): string {
  if (typeof format !== 'string') throw new Error('printf takes a format as its first argument')
  let next = 0
  return format.replace(/%([-0]?)(\d{0,3})(.)/g, (all, flag: string, width: string, verb: string) => {
    if (verb === '%') return '%'
    const text = verbText(verb, args[next++])
    if (text === null) throw new Error(`printf cannot format its argument as '${all}'`)
    const length = Number(width)
    return flag === '-' ? text.padEnd(length) : text.padStart(length, flag === '0' ? '0' : ' ')
  })
}

const RADIX: Readonly<Record<string, number>> = { d: 10, x: 16, X: 16, o: 8, b: 2 }

function verbText(verb: string, value: Value): string | null {
  if (verb === 's' || verb === 'v') return valueText(value)
  if (verb === 'q') return JSON.stringify(valueText(value))
  if (verb === 'c') return isNumber(value) ? String.fromCodePoint(Number(value) % 0x11_0000) : null
  const radix = RADIX[verb]
  if (radix === undefined) return null
  const isHex = radix === 16 && typeof value === 'string'
  const digits = isHex ? Buffer.from(value).toString('hex') : isNumber(value) ? value.toString(radix) : null
  return verb === 'X' && digits !== null ? digits.toUpperCase() : digits
}
