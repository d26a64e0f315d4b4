/** NSD and Knot DNS as secondaries of a server: the configurations that the manual shows. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Target } from '../support/ask.ts'

export interface SecondaryServer {
  readonly target: Target
  /** What it has said, for those who look into a failure. */
  log(): string
  close(): void
}

export const SECRET = 'c2VjcmV0IHRoYXQgaXMgMzIgb2N0ZXRzIGxvbmcuLi4='

/** A program of Debian's, wherever it is; `null` where it is not. */
export function findProgram(name: string): string | null {
  const folders = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/sbin']
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null
}

/** How a server is configured as a secondary of `primary` for `zones`; its state is below `folder`. */
type Configure = (options: {
  readonly folder: string
  readonly port: number
  readonly primary: number
  readonly zones: readonly string[]
}) => string

export const nsdConfiguration: Configure = ({ folder, port, primary, zones }) => `server:
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
key:
  name: "transfer"
  algorithm: hmac-sha256
  secret: "${SECRET}"
pattern:
  name: "kubezone"
  zonefile: "%s.zone"
  request-xfr: 127.0.0.1@${primary} transfer
  allow-notify: 127.0.0.1 transfer
  provide-xfr: 127.0.0.1 transfer
${zones.map((zone) => `zone:\n  name: "${zone}"\n  include-pattern: "kubezone"\n`).join('')}`

export const knotConfiguration: Configure = ({ folder, port, primary, zones }) => `server:
  listen: 127.0.0.1@${port}
  rundir: "${folder}"
log:
  - target: stdout
    any: info
database:
  storage: "${folder}"
key:
  - id: transfer
    algorithm: hmac-sha256
    secret: "${SECRET}"
remote:
  - id: kubezone
    address: 127.0.0.1@${primary}
    key: transfer
acl:
  - id: notices
    address: 127.0.0.1
    key: transfer
    action: notify
  - id: readers
    address: 127.0.0.1
    key: transfer
    action: transfer
template:
  - id: default
    storage: "${folder}"
    master: kubezone
    acl: [notices, readers]
zone:
${zones.map((zone) => `  - domain: ${zone}\n`).join('')}`

export function startNsd(port: number, primary: number, zones: readonly string[]): SecondaryServer {
  const arguments_ = (file: string) => ['-d', '-c', file]
  return start(findProgram('nsd') ?? 'nsd', arguments_, nsdConfiguration, { port, primary, zones })
}

export function startKnot(port: number, primary: number, zones: readonly string[]): SecondaryServer {
  return start(findProgram('knotd') ?? 'knotd', (file) => ['-c', file], knotConfiguration, {
    port,
    primary,
    zones,
  })
}

function start(
  program: string,
  arguments_: (file: string) => string[],
  configure: Configure,
  options: { readonly port: number; readonly primary: number; readonly zones: readonly string[] },
): SecondaryServer {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-secondary-'))
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'configuration')
  writeFileSync(file, configure({ folder, ...options }))
  const child: ChildProcess = spawn(program, arguments_(file), { stdio: ['ignore', 'pipe', 'pipe'] })
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
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
