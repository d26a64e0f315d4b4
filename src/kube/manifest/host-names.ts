/**
 * Finds the names of Services in texts: `db.shop.svc.cluster.local`, `http://db.shop:8080/`, `redis:6379`. A
 * word of a text can look like a name by chance. So a name without `.svc` counts only with a scheme or a
 * port, or where a key such as `DB_HOST` says that the text is a host.
 */
import { isLabel } from '../model/kube-names.ts'

export interface HostName {
  /** As written, without a port. */
  readonly text: string
  readonly service: string
  /** `null`: the name is a bare word. */
  readonly namespace: string | null
  readonly port: number | null
}

/** A longer text is a file. */
const MAX_TEXT = 4000
const MAX_PORT = 65_535

/** The words of keys whose values are hosts: `DB_HOST`, `--metrics-addr`, `brokerUrl`. */
const HOST_KEY =
  /(?:host|hosts|hostname|addr|addrs|address|addresses|url|urls|uri|endpoint|endpoints|servers?|brokers?)$/i
/** Placeholders, patterns and templates: what stands there is not known. */
const UNKNOWN = /[$%{}*\\]/
const HOST = /^([a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?)\.?(?::(\d{1,5}))?$/i
const SUFFIX = /\.svc(?:\.cluster\.local)?$/

/** `key`: the name of the variable, or of the option before the text; empty: none. */
export function findHostNames(text: string, key: string): HostName[] {
  if (text.length > MAX_TEXT) return []
  const found: HostName[] = []
  let before = key
  for (const word of text.split(/[\s,;'"|&<>`]+/)) {
    const [, option = '', value = word] = /^-{0,2}([\w.-]+)=(.*)$/.exec(word) ?? []
    for (const part of value.split(/[()[\]]/)) {
      const name = UNKNOWN.test(word) ? null : readHost(part, option === '' ? before : option)
      if (name !== null) found.push(name)
    }
    // An option and its value can be two words.
    if (key === '') before = word.startsWith('-') ? word : ''
  }
  return found
}

function readHost(word: string, key: string): HostName | null {
  const isHost = HOST_KEY.test(key)
  const scheme = word.indexOf('://')
  const isUrl = scheme > 0
  // Thanos and Loki ask for SRV records where this stands before the name.
  const bare = word.replace(/^dns(?:srv|srvnoa)?\+/, '')
  const [authority = ''] = (isUrl ? word.slice(scheme + 3) : bare).split(/[/?#]/, 1)
  const host = isUrl ? authority.slice(authority.lastIndexOf('@') + 1) : authority
  const [, written = '', digits] = HOST.exec(host) ?? []
  const port = digits === undefined ? null : Number(digits)
  if (written === '' || port === 0 || (port ?? 0) > MAX_PORT) return null
  const lower = written.toLowerCase()
  const isFull = SUFFIX.test(lower)
  if (!isFull && !isUrl && !isHost && port === null) return null
  const labels = lower.replace(SUFFIX, '').split('.')
  const last = labels.pop() ?? ''
  const service = labels.pop()
  if (service === undefined) {
    const isPlain = !isFull && isLabel(last) && port !== null
    return isPlain && (isUrl || isHost || isLikelyPort(port, key))
      ? { text: written, service: last, namespace: null, port }
      : null
  }
  // The last part of an address is a number.
  if (!isLabel(last) || !isLabel(service) || /^\d+$/.test(last)) return null
  return { text: written, service, namespace: last, port }
}

/** `redis:7` is an image, and so may be `tool:2024`. */
function isLikelyPort(port: number, key: string): boolean {
  return port >= 1024 && (port < 2000 || port > 2099) && !/image|tag|version/i.test(key)
}
