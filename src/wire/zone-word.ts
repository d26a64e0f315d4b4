/** The words of zone files (RFC 1035 §5.1), and what the parsers of several kinds of data make of them. */

/** A word of a zone file: as written, escapes included, without its quotes. */
export interface ZoneWord {
  readonly text: string
  readonly isQuoted: boolean
}

/** The octets of a text, escapes resolved; `dot` stands for one that is not escaped, if those matter. */
export function unescape(text: string, hasDots: boolean): string[] | null {
  const octets: string[] = []
  for (let i = 0; i < text.length; i++) {
    const isEscaped = text.charAt(i) === '\\'
    if (isEscaped) i++
    const decimal = isEscaped ? /^\d{3}/.exec(text.slice(i, i + 3))?.[0] : undefined
    if (decimal !== undefined) {
      if (Number(decimal) > 255) return null
      octets.push(String.fromCharCode(Number(decimal)))
      i += 2
      continue
    }
    const code = text.codePointAt(i)
    if (code === undefined) return null
    const character = String.fromCodePoint(code)
    if (character === '.' && hasDots && !isEscaped) octets.push('dot')
    else for (const octet of Buffer.from(character, 'utf8')) octets.push(String.fromCharCode(octet))
    i += character.length - 1
  }
  return octets
}

/** The octets of a text, escapes resolved; `null` if one is broken. */
export function textOctets(text: string): string | null {
  return unescape(text, false)?.join('') ?? null
}

/** A number in so many octets, from digits; `null` for anything else. */
export function numberOctets(text: string, octets: number): string | null {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : -1
  return value >= 0 && value < 256 ** octets ? bigEndian(value, octets) : null
}

export function bigEndian(value: number, octets: number): string {
  return Array.from({ length: octets }, (_, i) => {
    return String.fromCharCode(Math.floor(value / 256 ** (octets - 1 - i)) % 256)
  }).join('')
}
