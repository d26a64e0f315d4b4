/** Certificates for tests: openssl makes an authority for each test, which signs certificates. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from './needs.ts'

/** Without openssl no files are made; the tests that read them are skipped. */
const HAS_OPENSSL = findProgram('openssl') !== null

/** The paths of PEM files. */
export interface Issued {
  readonly cert: string
  readonly key: string
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

export class Authority {
  readonly folder = mkdtempSync(join(tmpdir(), 'kubezone-ca-'))
  /** The path of the authority's own certificate. */
  readonly file = join(this.folder, 'ca.pem')
  readonly #key = join(this.folder, 'ca.key')
  #issued = 0

  constructor() {
    openssl(
      'req',
      '-x509',
      ...KEY,
      '-keyout',
      this.#key,
      '-out',
      this.file,
      '-days',
      '2',
      '-subj',
      '/CN=test',
    )
  }

  get text(): string {
    return readFileSync(this.file, 'utf8')
  }

  /** Issues a certificate for these names (`DNS:…`, `IP:…`). */
  issue(...names: readonly string[]): Issued {
    const path = (kind: string): string => join(this.folder, `${kind}-${this.#issued}.pem`)
    this.#issued++
    const [cert, key, request, extensions] = [path('cert'), path('key'), path('request'), path('extensions')]
    writeFileSync(extensions, names.length === 0 ? '' : `subjectAltName=${names.join(',')}`)
    openssl('req', ...KEY, '-keyout', key, '-out', request, '-subj', '/CN=kubezone')
    const by = ['-CA', this.file, '-CAkey', this.#key, '-CAcreateserial']
    openssl('x509', '-req', '-in', request, ...by, '-out', cert, '-days', '2', '-extfile', extensions)
    return { cert, key }
  }

  /** Makes a folder with cert.pem and key.pem. */
  folderWith(pair: Issued): string {
    const folder = mkdtempSync(join(this.folder, 'pair-'))
    placePair(folder, pair)
    return folder
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Replaces cert.pem, key.pem, or both. */
export function placePair(folder: string, { cert, key }: Partial<Issued>): void {
  if (cert !== undefined) copyFileSync(cert, join(folder, 'cert.pem'))
  if (key !== undefined) copyFileSync(key, join(folder, 'key.pem'))
}

function openssl(...args: readonly string[]): void {
  if (!HAS_OPENSSL) return
  const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr}`)
}
