/**
 * Reads certificates and keys in PEM files and checks them before use, so that a diagnostic names the faulty
 * file. The files are those of `tls` and of `forward`: a certificate, its private key and the trusted
 * certificate authorities.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { FileAccess, FileContent } from '../config/file-access.ts'
import { pathFrom } from '../config/paths.ts'
import { quote, type Token } from '../config/token.ts'
import { credentialsProblem } from '../server/tls.ts'

/** The paths in the Corefile; `null`: no path. */
export interface PemWords {
  readonly cert: Token | null
  readonly key: Token | null
  readonly ca: Token | null
}

export interface Pem {
  readonly cert: string | null
  readonly key: string | null
  readonly ca: string | null
}

export interface PemFault {
  readonly token: Token
  readonly message: string
  readonly hint: string
}

/** A chain of certificates has some kilobytes, a bundle of authorities some hundreds. */
export const MAX_PEM_OCTETS = 4 * 1024 * 1024

/** The contents of all files; or the faults, if there are any. */
export function readPem(
  words: PemWords,
  folder: string,
  files: FileAccess,
  read: (path: string) => FileContent = (path) => files.read(path, MAX_PEM_OCTETS),
): Pem | readonly PemFault[] {
  const faults: PemFault[] = []
  const textOf = (token: Token | null): string | null => {
    if (token === null) return null
    const path = pathFrom(folder, token.text)
    const content = read(path)
    if ('text' in content) return content.text
    if (files.isElsewhere(path)) return null
    const hint = 'name a PEM file that this process may read'
    faults.push({ token, message: `${quote(path)} cannot be read: ${content.problem}`, hint })
    return null
  }
  const certificateIn = (token: Token | null, text: string | null): X509Certificate | null => {
    if (token === null || text === null) return null
    const certificate = attempt(() => new X509Certificate(text))
    if (certificate instanceof X509Certificate) return certificate
    faults.push({ token, ...noCertificate(token) })
    return null
  }
  const pem = { cert: textOf(words.cert), key: textOf(words.key), ca: textOf(words.ca) }
  const certificate = certificateIn(words.cert, pem.cert)
  certificateIn(words.ca, pem.ca)
  if (words.key !== null && pem.key !== null) {
    const fault = keyFault(words.key, pem.key, certificate)
    if (fault !== null) faults.push({ token: words.key, ...fault })
  }
  const { cert, key, ca } = pem
  if (faults.length > 0) return faults
  if (words.cert === null || cert === null || key === null) return pem
  const problem = credentialsProblem({ cert, key, ca })
  if (problem === null) return pem
  const message = `OpenSSL rejects ${quote(words.cert.text)}: ${problem}`
  return [{ token: words.cert, message, hint: 'replace the certificate' }]
}

type FaultText = Pick<PemFault, 'message' | 'hint'>

function noCertificate({ text }: Token): FaultText {
  return {
    message: `${quote(text)} holds no certificate`,
    hint: "name a PEM file: text with '-----BEGIN CERTIFICATE-----'",
  }
}

function keyFault(token: Token, text: string, certificate: X509Certificate | null): FaultText | null {
  const key = attempt(() => createPrivateKey(text))
  if (key instanceof Error) {
    return /passphrase/i.test(key.message) || text.includes('ENCRYPTED')
      ? {
          message: `the key in ${quote(token.text)} is encrypted, and kubezone does not ask for a passphrase`,
          hint: "decrypt the key: 'openssl pkey -in FILE -out OTHER'",
        }
      : {
          message: `${quote(token.text)} holds no private key`,
          hint: "name a PEM file: text with '-----BEGIN PRIVATE KEY-----'",
        }
  }
  if (certificate === null || certificate.checkPrivateKey(key)) return null
  return {
    message: `the key in ${quote(token.text)} does not match the certificate`,
    hint: "name the certificate's key; in a chain, the server's own certificate comes first",
  }
}

function attempt<Value extends X509Certificate | KeyObject>(make: () => Value): Value | Error {
  try {
    return make()
  } catch (problem) {
    return problem instanceof Error ? problem : new Error(String(problem))
  }
}
