/**
 * The RDATA of LOC (RFC 1876): a version, three sizes, and latitude, longitude and altitude. Zone files write
 * the position first, and may leave out minutes, seconds and the sizes.
 */
import { bigEndian, type ZoneWord } from '../zone-word.ts'
import { AS_OCTETS, type OctetsField, type WordProblem } from './field.ts'

const OCTETS = 16
/** RFC 1876 §2: the wire value of the equator and of the prime meridian, in thousandths of an arc second. */
const ORIGIN = 2 ** 31
/** The wire value of altitude 0, in centimetres: the base is 100 km below the reference spheroid. */
const SEA_LEVEL = 10_000_000
const MAX_ALTITUDE = 2 ** 32 - 1 - SEA_LEVEL
const MAX_SIZE = 9_000_000_000
/** RFC 1876 §3: size 1 m, horizontal precision 10 km, vertical precision 10 m. */
const DEFAULT_SIZES = ['\x12', '\x16', '\x13']

export function location<Label extends string>(label: Label): OctetsField<Label> {
  return {
    ...AS_OCTETS,
    label,
    expected: 'a location such as 52 22 23 N 4 53 32 E -2m',
    extent: 'rest',
    words: 'all',
    parse: parseLocation,
    print: (octets) => (hasText(octets) ? printLocation(octets) : null),
    isValid,
  }
}

/** RFC 1876 §2: the format of other versions than 0 is unknown. */
function isValid(octets: string): boolean {
  return octets.startsWith('\0') ? octets.length === OCTETS : octets !== ''
}

/** Whether text can express the values: some octets stand for a place beyond the poles. */
function hasText(octets: string): boolean {
  return (
    octets.startsWith('\0') &&
    [1, 2, 3].every((at) => isSize(octets.charCodeAt(at))) &&
    Math.abs(word32(octets, 4) - ORIGIN) < arc(LATITUDE.degrees + 1) &&
    Math.abs(word32(octets, 8) - ORIGIN) < arc(LONGITUDE.degrees + 1)
  )
}

function isSize(octet: number): boolean {
  return octet === 0 || (octet >= 0x10 && octet <= 0x99 && (octet & 0xf) <= 9)
}

interface Axis {
  readonly degrees: number
  readonly positive: string
  readonly negative: string
  readonly expected: string
}

const LATITUDE: Axis = {
  degrees: 90,
  positive: 'N',
  negative: 'S',
  expected: 'a latitude: degrees, minutes, seconds, and N or S',
}
const LONGITUDE: Axis = {
  degrees: 180,
  positive: 'E',
  negative: 'W',
  expected: 'a longitude: degrees, minutes, seconds, and E or W',
}

function parseLocation(words: readonly ZoneWord[]): string | WordProblem {
  const texts = words.map(({ text }) => text)
  const latitude = parseAngle(texts, 0, LATITUDE)
  if ('expected' in latitude) return latitude
  const longitude = parseAngle(texts, latitude.end, LONGITUDE)
  if ('expected' in longitude) return longitude
  const at = longitude.end
  const altitude = parseCentimetres(texts[at] ?? '')
  if (altitude === null || altitude < -SEA_LEVEL || altitude > MAX_ALTITUDE)
    return { expected: 'an altitude from -100000.00m to 42849672.95m', at }
  const sizes = [...DEFAULT_SIZES]
  for (const [i, text] of texts.slice(at + 1).entries()) {
    if (i === sizes.length) return { expected: 'no more words', at: at + 1 + i }
    const size = parseCentimetres(text)
    if (size === null || size < 0 || size > MAX_SIZE)
      return { expected: 'a size from 0m to 90000000.00m', at: at + 1 + i }
    sizes[i] = sizeOctet(size)
  }
  const position = [latitude.value, longitude.value, altitude + SEA_LEVEL]
  return `\0${sizes.join('')}${position.map((value) => bigEndian(value, 4)).join('')}`
}

/** `DEGREES [MINUTES [SECONDS]] DIRECTION` from a word on; `end` is the index behind it. */
function parseAngle(
  texts: readonly string[],
  start: number,
  { degrees, positive, negative, expected }: Axis,
): { readonly value: number; readonly end: number } | WordProblem {
  const limits = [degrees, 59, 59.999]
  let thousandths = 0
  for (let i = 0; i <= limits.length; i++) {
    const text = texts[start + i]?.toUpperCase() ?? ''
    if (i > 0 && (text === positive || text === negative)) {
      return { value: ORIGIN + (text === positive ? thousandths : -thousandths), end: start + i + 1 }
    }
    const isNumber = (i === 2 ? /^\d{1,2}(?:\.\d{1,3})?$/ : /^\d{1,3}$/).test(text)
    if (i === limits.length || !isNumber || Number(text) > (limits[i] as number))
      return { expected, at: start + i }
    thousandths += Math.round(arc(Number(text)) / 60 ** i)
  }
  return { expected, at: start }
}

/** Degrees in thousandths of an arc second. */
function arc(degrees: number): number {
  return degrees * 3_600_000
}

function parseCentimetres(text: string): number | null {
  const match = /^(-?)(\d{1,8})(?:\.(\d{1,2}))?m?$/i.exec(text)
  if (match === null) return null
  const centimetres = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'))
  return match[1] === '-' ? -centimetres : centimetres
}

/** RFC 1876 §2: one digit and a power of ten, in centimetres; further digits are cut off. */
function sizeOctet(centimetres: number): string {
  let power = 0
  let digit = centimetres
  for (; digit > 9; power++) digit = Math.floor(digit / 10)
  return String.fromCharCode((digit << 4) | power)
}

// --- Printing ---

function printLocation(octets: string): string {
  const altitude = word32(octets, 12) - SEA_LEVEL
  const sizes = [1, 2, 3].map((at) => {
    const size = octets.charCodeAt(at)
    const centimetres = (size >> 4) * 10 ** (size & 0xf)
    return (size & 0xf) > 1 ? `${centimetres / 100}m` : `${metres(centimetres)}m`
  })
  return [
    angleText(word32(octets, 4) - ORIGIN, LATITUDE),
    angleText(word32(octets, 8) - ORIGIN, LONGITUDE),
    `${altitude < 0 ? '-' : ''}${metres(Math.abs(altitude))}m`,
    ...sizes,
  ].join(' ')
}

function angleText(value: number, { positive, negative }: Axis): string {
  const thousandths = Math.abs(value)
  const minutes = Math.floor(thousandths / 60_000)
  const seconds = `${Math.floor((thousandths % 60_000) / 1000)}.${String(thousandths % 1000).padStart(3, '0')}`
  return `${Math.floor(minutes / 60)} ${minutes % 60} ${seconds} ${value < 0 ? negative : positive}`
}

function metres(centimetres: number): string {
  return `${Math.floor(centimetres / 100)}.${String(centimetres % 100).padStart(2, '0')}`
}

function word32(octets: string, at: number): number {
  return Buffer.from(octets.slice(at, at + 4), 'latin1').readUInt32BE()
}
