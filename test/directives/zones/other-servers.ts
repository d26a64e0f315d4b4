/** NSD and Knot DNS as primaries of zone files, to compare answers with. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../e2e/workplace.ts'
import { until } from '../../e2e/until.ts'
import { ask, type Target } from '../../support/ask.ts'
import { findProgram } from '../../support/needs.ts'
import { removeFolder } from '../../support/remove-folder.ts'

export interface ServedZone {
  /** As text, with its final dot. */
  readonly origin: string
  readonly text: string
}

export interface OtherServer {
  readonly target: Target
  close(): void
}

/** The configuration of a server whose zone files are `0`, `1`, … in `folder`. */
type Configure = (folder: string, port: number, origins: readonly string[]) => string

const nsd: Configure = (folder, port, origins) => `server:
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
  minimal-responses: no
remote-control:
  control-enable: no
${origins.map((one, i) => `zone:\n  name: "${one}"\n  zonefile: "${i}"\n`).join('')}`

const knot: Configure = (folder, port, origins) => `server:
  listen: 127.0.0.1@${port}
  rundir: "${folder}"
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
log:
  - target: "${folder}/log"
    any: warning
database:
  storage: "${folder}"
template:
  - id: default
    semantic-checks: off
    zonefile-sync: -1
    journal-content: none
zone:
${origins.map((one, i) => `  - domain: "${one}"\n    file: "${folder}/${i}"\n`).join('')}`

export function startNsd(zones: readonly ServedZone[]): Promise<OtherServer> {
  return start('nsd', ['-d', '-c'], nsd, zones)
}

export function startKnot(zones: readonly ServedZone[]): Promise<OtherServer> {
  return start('knotd', ['-c'], knot, zones)
}

/** Resolves once the server answers for each zone; rejects with the server's log if it does not. */
async function start(
  program: string,
  words: readonly string[],
  configure: Configure,
  zones: readonly ServedZone[],
): Promise<OtherServer> {
  const folder = mkdtempSync(join(tmpdir(), `kubezone-${program}-`))
  const port = await freePort()
  for (const [i, { text }] of zones.entries()) writeFileSync(join(folder, String(i)), text)
  const origins = zones.map(({ origin }) => origin)
  const file = join(folder, 'configuration')
  writeFileSync(file, configure(folder, port, origins))
  const child = spawn(findProgram(program) ?? program, [...words, file], { stdio: 'ignore' })
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const target = { address: '127.0.0.1', port }
  const close = (): void => {
    kill()
    process.off('exit', kill)
    removeFolder(folder)
  }
  const isServed = async ({ origin }: ServedZone): Promise<boolean> =>
    (await ask(target, { name: origin, type: 'SOA' }).catch(() => null))?.rcode === 'NOERROR'
  try {
    for (const zone of zones) await until(`${program} serves ${zone.origin}`, () => isServed(zone), 30_000)
  } catch (problem) {
    const log = join(folder, 'log')
    const said = existsSync(log) ? readFileSync(log, 'utf8') : ''
    close()
    throw new Error(`${program} does not serve its zones:\n${said}`, { cause: problem })
  }
  return { target, close }
}
