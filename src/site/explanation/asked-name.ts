/** The name that is asked for, as people write it: short or full, an address, with a port, or in a URL. */
import { parseAddress, reverseName } from '../../wire/address.ts'
import { TYPE } from '../../wire/constants.ts'
import { keyOf, labelsOf, nameText, parseSpelledName } from '../../wire/name.ts'

export interface AskedName {
  /** Without port, scheme and path. */
  readonly text: string
  /** Wire form, in the spelling given. */
  readonly wire: string
  /** Whether it ends in a dot, or is an address: no search list. */
  readonly isAbsolute: boolean
  readonly port: number | null
  /** The types to ask for, given the one of the request. */
  readonly types: (stated: number | null) => readonly number[]
}

/** A text says what is wrong. */
export function readAskedName(written: string): AskedName | string {
  const octets = parseAddress(written)
  if (octets !== null) {
    const wire = reverseName(octets)
    return { text: written, wire, isAbsolute: true, port: null, types: () => [TYPE.PTR] }
  }
  const [, , text = '', port] =
    /^([a-z][a-z0-9+.-]*:\/\/)?([^/:@]*)(?::(\d{1,5}))?(?:\/.*)?$/i.exec(written) ?? []
  const wire = text === '' ? null : parseSpelledName(text)
  if (wire === null) return `'${written}' is not a domain name, expected one such as web.shop`
  return {
    text: text.replace(/\.$/, ''),
    wire,
    isAbsolute: text.endsWith('.'),
    port: port === undefined ? null : Number(port),
    types: (stated) => (stated === null ? [TYPE.A, TYPE.AAAA] : [stated]),
  }
}

/**
 * The name of the walk that was meant, by the number of its labels: `web`, `web.shop`, `web-0.web.shop`,
 * `web.shop.svc`, or a full name. `null`: no guess.
 */
export function meantName(
  { wire, isAbsolute }: AskedName,
  names: readonly string[],
  domain: string,
): string | null {
  const labels = labelsOf(keyOf(wire)).filter((label) => !label.startsWith('_'))
  const isFull = isAbsolute || labels.length > 3 || nameText(keyOf(wire)).endsWith(`.${domain}.`)
  const suffix = isFull
    ? ''
    : labels.at(-1) === 'svc'
      ? `${domain}.`
      : labels.length === 1
        ? null
        : `svc.${domain}.`
  if (suffix === null) return textOf(names[0])
  const wanted = suffix === '' ? nameText(wire) : `${nameText(wire)}${suffix}`
  return textOf(names.find((name) => nameText(name).toLowerCase() === wanted.toLowerCase()))
}

function textOf(name: string | undefined): string | null {
  return name === undefined ? null : nameText(keyOf(name))
}
