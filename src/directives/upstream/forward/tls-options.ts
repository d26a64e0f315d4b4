/** Reads the TLS options of `forward`: the authorities, the client's certificate, and the server name. */
import type { TlsClientSettings } from '../../../client/secure-stream.ts'
import { atToken, quote, type Token } from '../../../config/token.ts'
import type { Block } from '../../../block/definition.ts'
import { readPem } from '../../../block/pem.ts'
import type { UpstreamAddress } from '../../../block/nameservers.ts'

export interface TlsWords {
  /** The word `tls`; `null` if the option is missing. */
  readonly option: Token | null
  /** `[CERT KEY] [CA]`. */
  readonly files: readonly Token[]
  readonly serverName: Token | null
}

interface MaybeSecure {
  readonly token: Token
  readonly server?: Proof
  readonly named?: Proof
}

type Proof = Pick<UpstreamAddress, 'scheme' | 'serverName'>

/** `null` after a report. */
export function readTlsOptions(
  { option, files, serverName }: TlsWords,
  targets: readonly MaybeSecure[],
  { folder, files: access, report }: Pick<Block, 'folder' | 'files' | 'report'>,
): TlsClientSettings | null {
  const secure = targets.flatMap(({ token, server, named }) => {
    const proof = server ?? named
    return proof === undefined || proof.scheme === 'dns' ? [] : [{ token, serverName: proof.serverName }]
  })
  for (const word of secure.length > 0 ? [] : [option, serverName]) {
    if (word === null) continue
    const name = word === option ? 'tls' : 'tls_servername'
    const message = `${quote(name)} has no effect: no upstream is a tls:// or https:// address`
    report(atToken('KZ_COREFILE_IGNORED', word, message))
  }
  const twice = serverName === null ? undefined : secure.find((one) => one.serverName !== null)
  if (twice !== undefined && serverName !== null) {
    const message = `found the server name ${quote(serverName.text)} and that of ${quote(twice.token.text)}, expected one`
    report(atToken('KZ_COREFILE_OPTION', serverName, message, 'keep one of the two'))
  }
  const [cert = null, key = null] = files.length >= 2 ? files : []
  const ca = (files.length === 2 ? undefined : files.at(-1)) ?? null
  const pem = readPem({ cert, key, ca }, folder, access)
  if ('cert' in pem) return twice === undefined ? { ...pem, serverName: serverName?.text ?? null } : null
  for (const { token, message, hint } of pem) report(atToken('KZ_COREFILE_CERTIFICATE', token, message, hint))
  return null
}
