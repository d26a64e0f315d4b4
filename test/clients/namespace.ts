/**
 * A network namespace with its own loopback, `/etc/resolv.conf`, `/etc/hosts` and `/etc/nsswitch.conf`: a
 * machine whose only name server is kubezone, on port 53. Needs root and iproute2; `whyNoNamespace` returns
 * the reason if it cannot be made.
 */
import { type ExecFileException, execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const CONFIGURATION = '/etc/netns'
const PREFIX = 'kubezone-'
const CLIENT_MS = 15_000

/** As in a pod; with a short timeout, so that a failing test fails soon. */
const FILES: Readonly<Record<string, string>> = {
  'resolv.conf': `nameserver 127.0.0.1
search default.svc.cluster.local svc.cluster.local cluster.local
options ndots:5 timeout:2 attempts:2
`,
  'nsswitch.conf': 'hosts: files dns\n',
  hosts: '127.0.0.1 localhost\n::1 localhost\n',
}

export interface Outcome {
  readonly code: number
  readonly output: string
}

export class Namespace {
  static #count = 0
  readonly name: string
  readonly #onExit = (): void => this.close()

  private constructor() {
    this.name = `${PREFIX}${process.pid}-${Namespace.#count++}`
  }

  /** Throws if the system refuses, and removes what it made before that. */
  static open(): Namespace {
    sweep()
    const namespace = new Namespace()
    process.once('exit', namespace.#onExit)
    try {
      ip('netns', 'add', namespace.name)
      const folder = join(CONFIGURATION, namespace.name)
      mkdirSync(folder, { recursive: true })
      for (const [file, text] of Object.entries(FILES)) writeFileSync(join(folder, file), text)
      namespace.ip('link', 'set', 'lo', 'up')
      return namespace
    } catch (problem) {
      namespace.close()
      throw problem
    }
  }

  /** The words before a command that run it in the namespace. */
  get prefix(): readonly string[] {
    return ['ip', 'netns', 'exec', this.name]
  }

  ip(...args: readonly string[]): void {
    ip('-n', this.name, ...args)
  }

  /** Replaces a file of /etc, such as `resolv.conf`, for the commands run in the namespace from now on. */
  configure(file: string, text: string): void {
    writeFileSync(join(CONFIGURATION, this.name, file), text)
  }

  /** Adds addresses of a network, on an interface of the first kind that the kernel supports. */
  addAddresses(...addresses: readonly string[]): void {
    const device = this.#addInterface()
    for (const address of addresses) {
      const options = address.includes(':') ? ['nodad'] : []
      this.ip('address', 'add', address, 'dev', device, ...options)
    }
  }

  #addInterface(): string {
    const kinds = [
      ['net0', 'type', 'dummy'],
      ['net0', 'type', 'veth', 'peer', 'name', 'net1'],
    ]
    for (const kind of kinds) {
      try {
        this.ip('link', 'add', ...kind)
        this.ip('link', 'set', 'net0', 'up')
        if (kind.includes('net1')) this.ip('link', 'set', 'net1', 'up')
        return 'net0'
      } catch {
        // The kernel does not support this kind; the loop tries the next one.
      }
    }
    return 'lo'
  }

  /** Runs a client to its end. Does not throw if the client fails. */
  run(command: string, ...args: readonly string[]): Promise<Outcome> {
    const words = ['netns', 'exec', this.name, command, ...args]
    const environment = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', HOME: '/nonexistent' }
    return new Promise((resolve) => {
      const options = { timeout: CLIENT_MS, env: environment }
      execFile('ip', words, options, (error: ExecFileException | null, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
        resolve({ code, output: stdout + stderr })
      })
    })
  }

  close(): void {
    process.off('exit', this.#onExit)
    remove(this.name)
  }
}

/** Whether the kernel supports IPv6. */
export function hasIpv6(): boolean {
  return existsSync('/proc/net/if_inet6')
}

/** The reason why this machine cannot make a namespace; `null` if it can. */
export function whyNoNamespace(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are Linux'
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  let namespace: Namespace | null = null
  try {
    namespace = Namespace.open()
    const words = ['netns', 'exec', namespace.name, 'cat', '/etc/resolv.conf']
    const { stdout } = spawnSync('ip', words, { encoding: 'utf8' })
    return stdout === FILES['resolv.conf'] ? null : 'a namespace here gets no /etc/resolv.conf of its own'
  } catch (problem) {
    return `no network namespace (package iproute2): ${problem instanceof Error ? problem.message : ''}`
  } finally {
    namespace?.close()
  }
}

function ip(...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync('ip', args, { encoding: 'utf8', timeout: CLIENT_MS })
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${error?.message ?? stderr}`)
}

function remove(name: string): void {
  spawnSync('ip', ['netns', 'delete', name], { timeout: CLIENT_MS })
  rmSync(join(CONFIGURATION, name), { recursive: true, force: true })
}

/** Removes the namespaces of killed test runs. */
function sweep(): void {
  const { stdout } = spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' })
  const named = (stdout ?? '').split('\n').map((line) => line.split(' ')[0] ?? '')
  const configured = existsSync(CONFIGURATION) ? readdirSync(CONFIGURATION) : []
  for (const name of new Set([...named, ...configured])) {
    const pid = /^kubezone-(\d+)-\d+$/.exec(name)?.[1]
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) remove(name)
  }
}
