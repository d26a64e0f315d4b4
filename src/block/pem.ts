/**
 * Certificates and keys in PEM files, checked before anybody uses them, so that what is wrong is said of the file it is wrong
 * in: the server's own, those of `forward` to its upstreams, and the authorities that either of them believes.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { type FileContent, realFiles } from '../config/file-access.ts'
import { pathFrom } from '../config/paths.ts'
import { quote, type Token } from '../config/token.ts'
import { credentialsProblem } from '../server/tls.ts'

/** The files as a Corefile names them; `null`: it names none. */
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

/** A chain of certificates has some kilobytes, a file of many authorities some hundreds. */
export const MAX_PEM_OCTETS = 4 * 1024 * 1024

/** The contents of all files, or all that is wrong with them. */
export function readPem(
  words: PemWords,
  folder: string,
  read: (path: string) => FileContent = (path) => realFiles.read(path, MAX_PEM_OCTETS),
): Pem | readonly PemFault[] {
  const faults: PemFault[] = []
  const textOf = (token: Token | null): string | null => {
    if (token === null) return null
    const path = pathFrom(folder, token.text)
    const content = read(path)
    if ('text' in content) return content.text
    const hint = 'name a file in PEM that this process may read'
    faults.push({ token, message: `${quote(path)} cannot be read: ${content.problem}`, hint })
    return null
  }
  const certificateIn = (token: Token | null, text: string | null): X509Certificate | null => {
    if (token === null || text === null) return null
    const certificate = attempt(() => new X509Certificate(text))
    if (certificate instanceof X509Certificate) return certificate
    faults.push({ token, ...NO_CERTIFICATE })
    return null
  }
  const pem = { cert: textOf(words.cert), key: textOf(words.key), ca: textOf(words.ca) }
  const certificate = certificateIn(words.cert, pem.cert)
  certificateIn(words.ca, pem.ca)
  if (words.key !== null && pem.key !== null) {
    const fault = keyFault(pem.key, certificate)
    if (fault !== null) faults.push({ token: words.key, ...fault })
  }
  const { cert, key, ca } = pem
  if (faults.length > 0) return faults
  if (words.cert === null || cert === null || key === null) return pem
  const problem = credentialsProblem({ cert, key, ca })
  if (problem === null) return pem
  return [{ token: words.cert, message: `OpenSSL does not take it: ${problem}`, hint: 'make another one' }]
}

type Words = Pick<PemFault, 'message' | 'hint'>

const NO_CERTIFICATE: Words = {
  message: 'there is no certificate in it',
  hint: "name a file in PEM: text with '-----BEGIN CERTIFICATE-----'",
}

function keyFault(text: string, certificate: X509Certificate | null): Words | null {
  const key = attempt(() => createPrivateKey(text))
  if (key instanceof Error) {
    return /passphrase/i.test(key.message) || text.includes('ENCRYPTED')
      ? {
          message: 'the key in it is encrypted, and nobody is there to ask for the passphrase',
          hint: "'openssl pkey -in FILE -out OTHER' writes it without",
        }
      : {
          message: 'there is no private key in it',
          hint: "name a file in PEM: text with '-----BEGIN PRIVATE KEY-----'",
        }
  }
  if (certificate === null || certificate.checkPrivateKey(key)) return null
  return {
    message: 'the key in it is not that of the certificate',
    hint: 'name the key that the certificate was made with; is the chain in the wrong order?',
  }
}

function attempt<Value extends X509Certificate | KeyObject>(make: () => Value): Value | Error {
  try {
    return make()
  } catch (problem) {
    return problem instanceof Error ? problem : new Error(String(problem))
  }
}
