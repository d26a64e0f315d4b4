/**
 * The files of a server's certificate, polled once a period. New contents are used for new connections
 * without a reload. While the files are faulty, the last good certificate stays in force.
 */
import { present } from '../../../report/assert.ts'
import { type FileContent, realFiles } from '../../../config/file-access.ts'
import { pathFrom } from '../../../config/paths.ts'
import { atToken, type Token } from '../../../config/token.ts'
import type { Log } from '../../../report/log.ts'
import type { ClientAuth, Credentials, CredentialsSource } from '../../../server/tls.ts'
import type { Block } from '../../../block/definition.ts'
import { PolledText } from '../../../block/polled-text.ts'
import { MAX_PEM_OCTETS, type PemFault, readPem } from '../../../block/pem.ts'

export interface CertificateWords {
  readonly cert: Token
  readonly key: Token
  readonly ca: Token | null
}

/** Certificates are renewed weeks before they expire, so a short period is not needed. */
const POLL_MS = 5000

interface WatchedFile {
  readonly file: PolledText
  content: FileContent
}

export class CertificateFiles implements CredentialsSource {
  /** Equal for the same files and client authentication. */
  readonly id: string
  current: Credentials
  readonly #words: CertificateWords
  readonly #folder: string
  readonly #log: Log
  readonly #files: ReadonlyMap<string, WatchedFile>
  readonly #followers = new Set<(credentials: Credentials) => void>()
  /**
   * The faults found at the last poll. The next poll reports them unless the files change: a writer may be
   * between two.
   */
  #faults: readonly PemFault[] = []

  private constructor(
    words: CertificateWords,
    current: Credentials,
    files: ReadonlyMap<string, WatchedFile>,
    folder: string,
    log: Log,
  ) {
    this.id = JSON.stringify([[...files.keys()], words.ca !== null, current.clientAuth])
    this.current = current
    this.#words = words
    this.#folder = folder
    this.#log = log
    this.#files = files
  }

  /** Reads the files; returns their faults if there are any. */
  static open(
    words: CertificateWords,
    clientAuth: ClientAuth,
    { folder, files: access, log }: Pick<Block, 'folder' | 'files' | 'log'>,
  ): CertificateFiles | readonly PemFault[] {
    const tokens = [words.cert, words.key, ...(words.ca === null ? [] : [words.ca])]
    const files = new Map(
      tokens.map((token) => {
        const path = pathFrom(folder, token.text)
        const file = new PolledText(path, POLL_MS, MAX_PEM_OCTETS, access)
        return [path, { file, content: file.read() ?? UNREAD }]
      }),
    )
    const credentials = readCredentials(words, clientAuth, folder, files)
    return 'cert' in credentials ? new CertificateFiles(words, credentials, files, folder, log) : credentials
  }

  follow(use: (credentials: Credentials) => void): () => void {
    this.#followers.add(use)
    return () => {
      this.#followers.delete(use)
    }
  }

  start(): void {
    const [first] = this.#files.values()
    first?.file.start(() => {
      this.poll()
    })
  }

  stop(): void {
    for (const { file } of this.#files.values()) file.stop()
  }

  poll(): void {
    let hasChanged = false
    for (const watched of this.#files.values()) {
      const content = watched.file.read()
      if (content === null) continue
      watched.content = content
      hasChanged = true
    }
    if (hasChanged) this.#update()
    else this.#reportFaults()
  }

  #update(): void {
    const credentials = readCredentials(this.#words, this.current.clientAuth, this.#folder, this.#files)
    this.#faults = 'cert' in credentials ? [] : credentials
    if (!('cert' in credentials)) return
    this.current = credentials
    for (const use of this.#followers) use(credentials)
    this.#log.info(`plugin/tls: the certificate in ${this.#words.cert.text} is in force for new connections`)
  }

  #reportFaults(): void {
    for (const { token, message, hint } of this.#faults) {
      const full = `${message}; the last good certificate stays in force`
      this.#log.diagnostic(atToken('KZ_COREFILE_CERTIFICATE', token, full, hint))
    }
    this.#faults = []
  }
}

const UNREAD: FileContent = { problem: 'not read yet', isMissing: false, isFolder: false }

function readCredentials(
  words: CertificateWords,
  clientAuth: ClientAuth,
  folder: string,
  files: ReadonlyMap<string, WatchedFile>,
): Credentials | readonly PemFault[] {
  const pem = readPem(words, folder, realFiles, (path) => files.get(path)?.content ?? UNREAD)
  if (!('cert' in pem)) return pem
  const cert = present(pem.cert, 'a named certificate has a text or a fault')
  const key = present(pem.key, 'a named key has a text or a fault')
  return { cert, key, ca: pem.ca, clientAuth }
}
