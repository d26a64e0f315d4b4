/** NSD and Knot DNS as secondaries of a server, with the configurations of the manual. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Target } from '../../../support/ask.ts'
import { blocksOf, textOf } from '../../../support/manual.ts'
import { findProgram } from '../../../support/needs.ts'
import { removeFolder } from '../../../support/remove-folder.ts'

export interface SecondaryServer {
  readonly target: Target
  /** The output of the program, for failures. */
  log(): string
  close(): void
}

export const SECRET = 'c2VjcmV0IHRoYXQgaXMgMzIgb2N0ZXRzIGxvbmcuLi4='

interface Options {
  readonly port: number
  readonly primary: number
  readonly zones: readonly string[]
}

/** The configuration of a server, whose state is below `folder`. */
type Configure = (folder: string, options: Options) => string

const BLOCKS = blocksOf(textOf('docs/howto/secondaries.md'))

/** The manual's configuration, with addresses of this machine and other zones. */
function shown(language: string, primary: string, zones: string): string {
  const text = BLOCKS.find((block) => block.language === language)?.text ?? ''
  return text
    .replace(/(request-xfr:|remote:\n.*\n {4}address:) 192\.0\.2\.53/, `$1 ${primary}`)
    .replaceAll('192.0.2.53', '127.0.0.1')
    .replace(/^zone:[^]*/m, zones)
}

const nsdConfiguration: Configure = (folder, { port, primary, zones }) => `server:
  server-count: 1
  ip-address: 127.0.0.1@${port}
  username: ""
  chroot: ""
  zonesdir: "${folder}"
  database: ""
  pidfile: "${folder}/nsd.pid"
  xfrdfile: "${folder}/xfrd.state"
  zonelistfile: "${folder}/zone.list"
  logfile: "${folder}/log"
  xfrd-reload-timeout: 0
remote-control:
  control-enable: no
${shown('nsd', `127.0.0.1@${primary}`, zones.map(nsdZone).join(''))}`

function nsdZone(zone: string): string {
  return `zone:\n  name: "${zone}"\n  include-pattern: "kubezone"\n  provide-xfr: 127.0.0.1 transfer\n`
}

const knotConfiguration: Configure = (folder, { port, primary, zones }) => `server:
  listen: 127.0.0.1@${port}
  rundir: "${folder}"
log:
  - target: stdout
    any: info
database:
  storage: "${folder}"
${shown('knot', `127.0.0.1@${primary}`, `zone:\n${zones.map((zone) => `  - domain: ${zone}\n`).join('')}`)
  .replace('acl: notices\n', `acl: [notices, readers]\n    storage: "${folder}"\n`)
  .replace(
    'template:\n',
    '  - id: readers\n    address: 127.0.0.1\n    key: transfer\n    action: transfer\ntemplate:\n',
  )}`

export function startNsd(port: number, primary: number, zones: readonly string[]): SecondaryServer {
  return start(findProgram('nsd') ?? 'nsd', ['-d', '-c'], nsdConfiguration, { port, primary, zones })
}

export function startKnot(port: number, primary: number, zones: readonly string[]): SecondaryServer {
  return start(findProgram('knotd') ?? 'knotd', ['-c'], knotConfiguration, { port, primary, zones })
}

function start(
  program: string,
  words: readonly string[],
  configure: Configure,
  options: Options,
): SecondaryServer {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-secondary-'))
  const file = join(folder, 'configuration')
  writeFileSync(file, configure(folder, options))
  const child: ChildProcess = spawn(program, [...words, file], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => void (output += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => void (output += chunk.toString()))
  const logFile = join(folder, 'log')
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  return {
    target: { address: '127.0.0.1', port: options.port },
    log: () => output + (existsSync(logFile) ? readFileSync(logFile, 'utf8') : ''),
    close: () => {
      kill()
      process.off('exit', kill)
      removeFolder(folder)
    },
  }
}
