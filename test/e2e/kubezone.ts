/**
 * Runs kubezone as users do, from dist/ in a process of its own; tests check its output, exit code and
 * answers.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { accessSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { ask, type Target } from '../support/ask.ts'
import { until } from './until.ts'

/** `KUBEZONE_MAIN` names another build to test. */
export const MAIN =
  process.env['KUBEZONE_MAIN'] ?? fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** The user `nobody` and the group `nogroup`. */
export const NOBODY = { uid: 65534, gid: 65534 }

/** A start reads every manifest, which takes seconds with a large folder on a busy machine. */
const START_MS = 60_000
const EXIT_MS = 30_000
const STACK_TRACE = /(?:^|\n|\\n)\s+at .+:\d+:\d+/

export interface KubezoneOptions {
  readonly cwd?: string
  readonly uid?: number
  readonly gid?: number
  /** A command that runs another command, such as `ip netns exec NAME`. */
  readonly prefix?: readonly string[]
  /** The path of another build; the build of all tests if left out. */
  readonly main?: string
  /** The text on standard input; empty if left out. */
  readonly input?: string
}

export class Kubezone {
  readonly #child: ChildProcess
  readonly #exit: Promise<number | null>
  #isRunning = true
  stdout = ''
  stderr = ''

  constructor(args: readonly string[], options: KubezoneOptions = {}) {
    const { prefix = [], input = '', main = MAIN, ...rest } = options
    accessSync(main)
    const words: string[] = [...prefix, process.execPath, main, ...args]
    const child = spawn(words[0] ?? '', words.slice(1), { ...rest, stdio: 'pipe' })
    // The process may end without reading its input.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    this.#child = child
    const kill = (): void => void child.kill('SIGKILL')
    process.once('exit', kill)
    child.stdout.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString()
    })
    // `close` comes after the last output; `exit` may come before it.
    this.#exit = once(child, 'close').then(([code]: unknown[]) => {
      this.#isRunning = false
      process.off('exit', kill)
      return typeof code === 'number' ? code : null
    })
  }

  /** Resolves when the server answers queries; fails at once if the process ends. */
  static async serve(args: readonly string[], options: KubezoneOptions = {}): Promise<Kubezone> {
    const kubezone = new Kubezone(['serve', ...args], options)
    try {
      await until('kubezone is ready', () => kubezone.readyLine !== null || !kubezone.#isRunning, START_MS)
      if (kubezone.readyLine === null) throw new Error(`kubezone ended: ${kubezone.output}`)
      return kubezone
    } catch (problem) {
      await kubezone.kill()
      throw problem
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get output(): string {
    return this.stdout + this.stderr
  }

  /** The messages of the log, in either format. */
  get messages(): string[] {
    const lines = this.stdout.split('\n').slice(0, -1)
    return lines.map((line) => (line.startsWith('{') ? messageOf(JSON.parse(line)) : line))
  }

  get readyLine(): string | null {
    return this.messages.find((line) => / serving .* \(UDP and TCP\)/.test(line)) ?? null
  }

  /** The addresses of the ready line. */
  get targets(): Target[] {
    const places = / on (.*) \(UDP and TCP\)/.exec(this.readyLine ?? '')?.[1]?.split(', ') ?? []
    return places.map((place) => {
      const parts = /^\[?(.*?)\]?:(\d+)$/.exec(place)
      return { address: parts?.[1] ?? '', port: Number(parts?.[2]) }
    })
  }

  get target(): Target {
    const [first] = this.targets
    if (first === undefined) throw new Error(`no address in: ${this.readyLine}`)
    return first
  }

  /** The data of the answer's records; the rcode if the answer is empty. */
  async resolve(name: string, type = 'A'): Promise<string> {
    const { rcode, answer } = await ask(this.target, { name, type })
    if (answer.length === 0) return rcode
    return answer.map((record) => record.split(' ').slice(4).join(' ')).join(', ')
  }

  /** Waits until the answer is the expected one. */
  async resolves(name: string, wanted: string, timeoutMs = 5000): Promise<void> {
    await expect.poll(() => this.resolve(name), { timeout: timeoutMs, interval: 10 }).toBe(wanted)
  }

  /** Waits for a message of the log, and returns it. */
  async says(pattern: RegExp, timeoutMs = 5000): Promise<string> {
    const find = (): string | undefined => this.messages.find((line) => pattern.test(line))
    await until(
      `the log says ${pattern}`,
      () => find() !== undefined,
      timeoutMs,
      () => this.output,
    )
    return find() ?? ''
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** The exit code; `null`: a signal ended the process. Fails if it printed a stack trace. */
  async exited(): Promise<number | null> {
    await until(
      'kubezone ends',
      () => !this.#isRunning,
      EXIT_MS,
      () => this.output,
    )
    expect(this.output).not.toMatch(STACK_TRACE)
    return this.#exit
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL')
    await this.#exit
  }

  /** Ends a test: the process must still run, stop on a signal, and have printed no stack trace. */
  async stop(): Promise<void> {
    const wasRunning = this.#isRunning
    this.signal('SIGTERM')
    try {
      expect(await this.exited()).toBe(0)
      expect(wasRunning).toBe(true)
    } finally {
      await this.kill()
    }
  }
}

function messageOf(line: unknown): string {
  return typeof line === 'object' && line !== null && 'msg' in line ? String(line.msg) : ''
}

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command line to its end. */
export async function run(args: readonly string[], options: KubezoneOptions = {}): Promise<Ran> {
  const kubezone = new Kubezone(args, options)
  try {
    const code = await kubezone.exited()
    return { code, stdout: kubezone.stdout, stderr: kubezone.stderr }
  } finally {
    await kubezone.kill()
  }
}

/** The reason why a test cannot run kubezone as `nobody`; `null`: it can. */
export function whyNotNobody(): string | null {
  if (process.getuid?.() !== 0) return 'only root can become another user'
  const { status } = spawnSync(process.execPath, [MAIN, '--version'], NOBODY)
  return status === 0 ? null : 'nobody may not read node or dist/'
}
