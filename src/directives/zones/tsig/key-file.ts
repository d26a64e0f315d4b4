/**
 * Parses key files in BIND's syntax: any number of `key "NAME" { algorithm hmac-sha256; secret "BASE64"; };`.
 * A problem quotes nothing of the file, because it holds secrets.
 */
import { present } from '../../../report/assert.ts'
import { parseName } from '../../../wire/name.ts'
import { algorithmNamed, MAX_KEY_NAME_OCTETS, type TsigKey } from './signature.ts'

const COMMENT = /\/\*[^]*?\*\/|(?:\/\/|#)[^\n]*/g
const KEY = /\s*key\s+(?:"(?<quoted>[^"]*)"|(?<bare>[^\s{"]+))\s*\{(?<body>[^}]*)\}\s*;?/y
const SETTING = /^\s*(?<name>\w+)\s+(?:"(?<quoted>[^"]*)"|(?<bare>\S+))\s*$/

/** The keys, or the first problem and its line. */
export function parseKeyFile(
  text: string,
): readonly TsigKey[] | { readonly problem: string; readonly line: number } {
  // Comments become spaces, so that later lines keep their numbers.
  const content = text.replace(COMMENT, (comment) => comment.replace(/[^\n]/g, ' '))
  const keys: TsigKey[] = []
  const end = content.trimEnd().length
  for (let at = 0; at < end; at = KEY.lastIndex) {
    const start = at + content.slice(at).search(/\S/)
    const fail = (problem: string) => ({ problem, line: content.slice(0, start).split('\n').length })
    KEY.lastIndex = at
    const { quoted, bare, body = '' } = KEY.exec(content)?.groups ?? {}
    const name = quoted ?? bare
    if (name === undefined) return fail('expected: key "NAME" { algorithm ALGORITHM; secret "BASE64"; };')
    const key = readBody(name, body)
    if (typeof key === 'string') return fail(key)
    keys.push(key)
  }
  return keys
}

function readBody(name: string, body: string): TsigKey | string {
  const settings = new Map<string, string>()
  for (const line of body.split(';').filter((one) => one.trim() !== '')) {
    const setting = SETTING.exec(line)?.groups
    if (setting === undefined)
      return "the key has a setting of another form, expected settings such as 'algorithm hmac-sha256;'"
    const { name: word, quoted, bare } = setting
    settings.set(present(word, 'a setting has a name'), present(quoted ?? bare, 'a setting has a value'))
  }
  const given = settings.get('algorithm')
  const algorithm = given === undefined ? null : algorithmNamed(given)
  if (given !== undefined && algorithm === null)
    return 'the key has an unknown algorithm, expected one such as hmac-sha256'
  const key = makeKey(name, settings.get('secret') ?? '')
  return typeof key === 'string' ? key : { ...key, algorithm }
}

/** A key for any algorithm, or the problem. */
export function makeKey(nameText: string, secretText: string): TsigKey | string {
  const name = parseName(nameText)
  if (name === null || name.length > MAX_KEY_NAME_OCTETS) {
    return `the name of the key is not a domain name of at most ${MAX_KEY_NAME_OCTETS} octets`
  }
  const isBase64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(secretText)
  if (secretText === '' || !isBase64) return 'the secret is not base64'
  return { name, secret: Buffer.from(secretText, 'base64'), algorithm: null }
}
